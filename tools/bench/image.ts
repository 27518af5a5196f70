import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { program } from 'commander';
import { ROOT } from '../generate/catalogue';
import { buildImage } from '../image';
import { table } from '../print/table';
import { conclude, counted } from './aims';

const MB = 1_000_000;

program
  .name('npm run bench:image --')
  .description(
    "Does what the Dockerfile says on this machine, without a container engine, and tells its layers' sizes.",
  )
  .parse();

const folder = mkdtempSync(path.join(tmpdir(), 'bench-image-'));
try {
  const { layers } = buildImage(ROOT, folder);
  const total = layers.reduce((sum, { bytes }) => sum + bytes, 0);
  const modules = layers.filter(({ instruction }) => instruction.endsWith('node_modules'));
  console.log('Above node:slim, MB before compression');
  console.log(
    table(
      ['layer', 'MB'],
      layers.map(({ instruction, bytes }) => [instruction, (bytes / MB).toFixed(2)]),
    ),
  );
  conclude([
    counted('MB of node_modules', modules.reduce((sum, { bytes }) => sum + bytes, 0) / MB, 40),
    counted('MB of all layers', total / MB, 50),
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
