import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explorerPage } from '../explorer/build';
import { actions, ROOT, triggers } from './catalogue';
import { component } from './component';
import { shown } from './explorer';
import { type Published, reference } from './reference';
import { publishedInput, publishedSchema, readPair, type Source } from './schemas';
import { types } from './types';
import { writeValidators } from './validators';

/**
 * Writes what follows from the modules and the schema sources: schemas/published, lib/types.ts, dist/validators,
 * component.json's actions and triggers, docs/reference.md, docs/explorer. Running it twice changes nothing.
 */
async function generate(): Promise<void> {
  const allActions = actions();
  const allTriggers = triggers();
  const pairs = [
    ...allActions.map(({ name, folder }) => ({ name, file: join(ROOT, 'schemas', 'actions', folder, `${name}.json`) })),
    ...allTriggers.map(({ name }) => ({ name, file: join(ROOT, 'schemas', 'triggers', `${name}.json`) })),
  ].map(({ name, file }) => ({ name, file, pair: readPair(file) }));

  const schemas = new Map<string, Source>();
  for (const { name, file, pair } of pairs) {
    schemas.set(`${name}.in.json`, publishedInput(pair.in, file));
    schemas.set(`${name}.out.json`, publishedSchema(pair.out, file));
  }
  writeFolder('schemas/published', new Map([...schemas].map(([name, schema]) => [name, json(schema)])));

  write(join('lib', 'types.ts'), await types(pairs));
  await writeValidators(new Map(pairs.map(({ name }) => [name, schemas.get(`${name}.in.json`) ?? {}])));
  const head: unknown = JSON.parse(readFileSync(join(ROOT, 'component.json'), 'utf8'));
  write('component.json', json(component(head, allActions, allTriggers)));
  const published: Published = (name, side) => schemas.get(`${name}.${side}.json`) ?? {};
  const pages = reference(allActions, allTriggers, published);
  const { start, folders } = pages;
  writeFolder('docs/reference', folders);
  write('docs/reference.md', start);
  writeFolder('docs/explorer', new Map([['index.html', explorerPage(shown(allActions, allTriggers, published))]]));
  console.log(`${allActions.length} actions, ${allTriggers.length} triggers`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Makes the folder hold these files and no others. */
function writeFolder(folder: string, files: Map<string, string>): void {
  mkdirSync(join(ROOT, folder), { recursive: true });
  for (const [name, text] of files) write(join(folder, name), text);
  for (const name of readdirSync(join(ROOT, folder))) if (!files.has(name)) rmSync(join(ROOT, folder, name));
}

/** Leaves a file alone that says the same already, so that nothing built on it looks stale. */
function write(path: string, text: string): void {
  const file = join(ROOT, path);
  let before: string | undefined;
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    before = undefined;
  }
  if (before !== text) writeFileSync(file, text);
}

generate().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
