import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { build } from 'esbuild';
import { ROOT } from './catalogue';
import type { Source } from './schemas';

/** Where lib/validate.ts looks for them. Part of the build, not committed. */
const FOLDER = join(ROOT, 'dist', 'validators');

/**
 * Writes a module for each input schema that checks a value and needs nothing else: to compile a schema when the first
 * message comes takes a tenth of the time until that message is answered, and ajv takes memory for as long as the
 * process lives. docs/performance.md has the figures.
 */
export async function writeValidators(inputs: ReadonlyMap<string, Source>): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) {
    if (!inputs.has(file.replace(/\.js$/, ''))) rmSync(join(FOLDER, file));
  }
  await build({
    entryPoints: [...inputs.keys()].map((name) => ({ in: `validator:${name}`, out: name })),
    outdir: FOLDER,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [
      {
        name: 'validators',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^validator:/ }, ({ path }) => ({
            path: path.replace('validator:', ''),
            namespace: 'validator',
          }));
          onLoad({ filter: /.*/, namespace: 'validator' }, ({ path }) => ({
            contents: codeOf(inputs.get(path) ?? {}),
            resolveDir: ROOT,
          }));
        },
      },
    ],
  });
}

/** Formats are advice to the reader: Intercom takes more than they allow, and nothing that it takes is refused here. */
function codeOf(schema: Source): string {
  const options = { allErrors: true, verbose: true, strict: false, validateFormats: false };
  // One for each schema, or the modules of all would be kept until the last is written. A spec checks the schemas.
  const ajv = new Ajv({ ...options, validateSchema: false, meta: false, code: { source: true } });
  return standaloneCode(ajv, ajv.compile(schema));
}
