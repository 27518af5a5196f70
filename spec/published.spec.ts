import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

  it('are together under 8 MB, since the platform keeps a component in one document of 16 MB', () => {
    const sizes = readdirSync(FOLDER).map((file) => statSync(join(FOLDER, file)).size);
    assert.ok(sizes.reduce((sum, size) => sum + size) < 8_000_000);
  });

  it('describe every field of every input', () => {
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.in.json'))) {
      const schema: { properties?: Record<string, { description?: string }> } = JSON.parse(
        readFileSync(join(FOLDER, file), 'utf8'),
      );
      for (const [name, { description }] of Object.entries(schema.properties ?? {})) {
        assert.ok(description && description.length > 10, `${file}: ${name}`);
      }
    }
  });
});
