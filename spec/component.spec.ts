import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepField } from '../lib/oih/stepField';
import { ROOT } from './support/component';

interface Entry {
  main: string;
  title: string;
  description: string;
  fields: Record<string, StepField>;
  metadata: { in: string; out: string };
}

const TEXT = readFileSync(join(ROOT, 'component.json'), 'utf8');
const COMPONENT: {
  credentials: { fields: Record<string, StepField> };
  actions: Record<string, Entry>;
  triggers: Record<string, Entry>;
} = JSON.parse(TEXT);
const ENTRIES = Object.entries({ ...COMPONENT.actions, ...COMPONENT.triggers });

/** Files of ours that a fresh process has loaded once it has loaded this module, and the packages besides. */
function loadedBy(main: string): { own: string[]; packages: Set<string> } {
  const script = `require(${JSON.stringify(join(ROOT, main))}); console.log(JSON.stringify(Object.keys(require.cache)))`;
  const files: string[] = JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  const packages = files.flatMap((file) => /node_modules[\\/]([^\\/]+)/.exec(file)?.[1] ?? []);
  return { own: files.filter((file) => file.startsWith(join(ROOT, 'dist'))), packages: new Set(packages) };
}

describe('component.json', () => {
  it('is under 1 MB', () => {
    assert.ok(Buffer.byteLength(TEXT) < 1_000_000);
  });

  it('names modules and schemas that exist, with a title and a description', () => {
    for (const [name, { main, title, description, metadata }] of ENTRIES) {
      for (const path of [main, metadata.in, metadata.out]) assert.ok(existsSync(join(ROOT, path)), `${name}: ${path}`);
      assert.ok(title.length > 3 && description.length > 20, name);
    }
  });

  it('documents every field of a step and of the credential, as a form needs it', () => {
    const forms: [where: string, fields: Record<string, StepField>][] = [
      ['credentials', COMPONENT.credentials.fields],
      ...ENTRIES.map(([name, { fields }]): [string, Record<string, StepField>] => [name, fields]),
    ];
    for (const [where, fields] of forms) {
      for (const [name, { label, viewClass, required, note, placeholder, model }] of Object.entries(fields)) {
        const told = label.length > 1 && note.length > 10 && typeof required === 'boolean';
        const typed = viewClass === 'SelectView' || viewClass === 'CheckBoxView';
        assert.ok(told && (typed || placeholder), `${where}: ${name}`);
        assert.equal(viewClass === 'SelectView', model !== undefined, `${where}: ${name}`);
      }
    }
  });

  it('has no two functions with one title', () => {
    const titles = ENTRIES.map(([, { title }]) => title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });

  it('has no action and trigger of one name', () => {
    const both = Object.keys(COMPONENT.actions).filter((name) => Object.hasOwn(COMPONENT.triggers, name));
    assert.deepEqual(both, []);
  });

  it('loads an action with no other action, no schema and no validator', () => {
    const { own, packages } = loadedBy(COMPONENT.actions.retrieveContact?.main ?? '');
    assert.deepEqual(
      own.filter((file) => file.includes(`${join('dist', 'actions')}`)),
      [join(ROOT, 'dist/actions/contacts/retrieveContact.js')],
    );
    assert.deepEqual(
      own.filter((file) => file.endsWith('.json')),
      [],
    );
    assert.ok(!packages.has('ajv'));
  });
});
