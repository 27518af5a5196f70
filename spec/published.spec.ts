import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { ROOT } from './support/component';

const FOLDER = join(ROOT, 'schemas', 'published');

describe('published schemas', () => {
  // lib/validate.ts relies on it: it compiles a schema without checking it first.
  it('are valid JSON Schema (draft 07)', () => {
    const ajv = new Ajv();
    const files = readdirSync(FOLDER);
    assert.ok(files.length > 0);
    for (const file of files) {
      const schema: object = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      assert.ok(ajv.validateSchema(schema), `${file}: ${ajv.errorsText()}`);
    }
  });
});
