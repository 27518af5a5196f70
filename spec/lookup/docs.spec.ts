import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dictionaries } from '../../lib/lookup/dictionaries';
import { ROOT } from '../support/component';

/** The table of docs/lookup.md. */
function table(): string {
  const rows = Object.entries(dictionaries).map(([name, { about, parameters = {} }]) => {
    const own = Object.entries(parameters).map(
      ([parameter, { about: meaning, required }]) => `\`${parameter}\`${required ? ' (required)' : ''}: ${meaning}`,
    );
    return `| \`${name}\` | ${about} | ${own.join('; ')} |`;
  });
  return ['| dictionary | lists | parameters of its own |', '|---|---|---|', ...rows].join('\n');
}

describe('docs/lookup.md', () => {
  it('lists every dictionary as it is', () => {
    assert.ok(readFileSync(join(ROOT, 'docs', 'lookup.md'), 'utf8').includes(table()), table());
  });
});
