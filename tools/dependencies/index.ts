import { writeFileSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';
import { program } from 'commander';
import { ROOT } from '../generate/catalogue';
import { page } from './page';
import { unexplained } from './reasons';
import { productionTree, sizeOf } from './tree';

const MOST_MB = 40;

const { write } = program
  .name('dependencies')
  .description('Lists what the image holds of others, and fails where it is too much, unexplained, or runs scripts.')
  .option('--write', 'write docs/dependencies.md, too')
  .parse()
  .opts<{ write?: true }>();

const tree = productionTree();
const bytes = tree.map(sizeOf);
const table = new Table({ head: ['package', 'version', 'kB', 'needed by'], style: { head: [], border: [] } });
for (const [index, { name, version, neededBy }] of tree.entries()) {
  table.push([name, version, Math.round((bytes[index] ?? 0) / 1000), neededBy.join(', ')]);
}
console.log(table.toString());

const megabytes = bytes.reduce((sum, size) => sum + size, 0) / 1_000_000;
const problems = [
  ...(megabytes > MOST_MB ? [`${megabytes.toFixed(1)} MB are more than ${MOST_MB}`] : []),
  ...tree.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => `${name} runs a script when installed`),
  ...unexplained(tree),
];
console.log(`${tree.length} packages, ${megabytes.toFixed(1)} MB, aim at most ${MOST_MB}`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
if (write) writeFileSync(path.join(ROOT, 'docs', 'dependencies.md'), page(tree));
