import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from '../../../tools/dependencies/page';
import { type Package, productionTree } from '../../../tools/dependencies/tree';
import { ROOT } from '../../../tools/generate/catalogue';

/** Versions below which ferryman's dependencies have known advisories, are given up, or end the process. */
const LEAST: Readonly<Record<string, string>> = {
  amqplib: '0.10.0',
  'body-parser': '1.20.3',
  bunyan: '1.8.13',
  cookie: '0.7.0',
  express: '4.20.0',
  'form-data': '2.5.4',
  jsonwebtoken: '9.0.0',
  lodash: '4.18.0',
  'path-to-regexp': '0.1.12',
  qs: '6.14.1',
  semver: '5.7.2',
  send: '0.19.0',
  'serve-static': '1.16.0',
  'tough-cookie': '4.1.3',
  uuid: '7.0.0',
};

describe('the packages of the image', () => {
  const tree = productionTree();

  it('are told on their page', () => {
    assert.equal(readFileSync(join(ROOT, 'docs', 'dependencies.md'), 'utf8'), page(tree));
  });

  it('are none of those that are given up, and no version that is known to be unsafe', () => {
    assert.equal(tree.find(({ name }) => name === 'request')?.alias, '@cypress/request');
    const old = tree.filter(({ name, version }) => isBelow(version, LEAST[name]));
    assert.deepEqual(
      old.map(({ folder, version }) => `${folder} ${version}`),
      [],
    );
  });

  it('all come because of something', () => {
    assert.deepEqual(
      tree.filter(({ neededBy }) => neededBy.length === 0).map(({ folder }) => folder),
      [],
    );
  });
});

describe('the page of the packages', () => {
  const at = (folder: string, neededBy: string[]): Package => {
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    return { folder, name, alias: undefined, version: '1.0.0', license: 'MIT', neededBy, hasInstallScript: false };
  };

  it('gives a reason of ours to the package that ferryman needs, not to another one of that name', () => {
    const rows = page([
      at('node_modules/debug', ['express']),
      at('node_modules/@openintegrationhub/ferryman/node_modules/debug', ['@openintegrationhub/ferryman']),
    ]).split('\n');
    const [others, ferrymans] = rows.filter((row) => row.startsWith('| debug '));
    assert.match(others ?? '', /of express/);
    assert.match(ferrymans ?? '', /ferryman's debugging output/);
  });
});

function isBelow(version: string, least = '0'): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) < 0;
}
