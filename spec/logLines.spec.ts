import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/component';

/** A call of a logger, and what it is given first: a text, or something that holds one. */
const CALL =
  /(?:logger|log|storage)\.(?:info|warn|error|debug)\(\s*(`[^`]*`|'[^']*'|"[^"]*"|[^)]*)|\blog\(\s*(`[^`]*`|'[^']*'|"[^"]*")/g;
/** Names of what holds a text, which stands elsewhere in the code. */
const HANDED_ON = ['line', 'reason', 'repaired'];

describe('docs/operations.md', () => {
  it('lists every line that is logged, word for word', () => {
    const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
    const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.ts$/.test(file),
    );
    const texts = files
      .filter((file) => file !== 'types.ts')
      .flatMap((file) => [...readFileSync(join(ROOT, 'lib', file), 'utf8').matchAll(CALL)])
      .map(([, given, more]) => given ?? more ?? '')
      .filter((text) => !HANDED_ON.includes(text));
    assert.ok(texts.length > 20, `${texts.length} lines found`);
    // Between its values a line is what it is in the code.
    const missing = texts.filter((text) => {
      const parts = text.slice(1, -1).split(/\$\{(?:[^{}]|\{[^}]*\})*\}/);
      return !/^[`'"]/.test(text) || !parts.every((part) => page.includes(part.trim()));
    });
    assert.deepEqual(missing, []);
  });
});
