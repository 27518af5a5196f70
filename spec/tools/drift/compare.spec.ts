import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownOperations } from '../../../tools/drift/catalogue';
import { compare } from '../../../tools/drift/compare';
import { operationsOf, readDescription } from '../../../tools/drift/description';

/** A description as a maintainer would download it. */
function read(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'drift-')), 'description.yaml');
  writeFileSync(file, text);
  return operationsOf(readDescription(file));
}

const BEFORE = read(`
paths:
  /stamps/{id}:
    put:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: dry_run, in: query }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/change' } } } }
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/stamp' } } } } }
  /stamps:
    get: { responses: { '200': {} } }
components:
  schemas:
    change: { allOf: [{ type: object, required: [name], properties: { name: {}, colour: { enum: [red, blue] } } }] }
    stamp: { properties: { name: {}, owner: { properties: { id: {} } } } }
`);

const AFTER = read(`
paths:
  /stamps/{stamp_id}:
    put:
      requestBody: { content: { application/json: { schema: { oneOf: [{ $ref: '#/components/schemas/change' }] } } } }
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/stamp' } } } } }
  /stamps/{id}/print:
    post: { responses: { '202': {} } }
components:
  schemas:
    change: { type: object, required: [name, size], properties: { name: {}, size: {}, colour: { enum: [red, blue, green] } } }
    stamp: { properties: { name: {}, owner: { type: object, properties: { id: {}, name: {} } } } }
`);

describe('drift', () => {
  it('names operations and fields that came, went or changed', () => {
    assert.deepEqual(compare(AFTER, BEFORE), {
      added: ['POST /stamps/{id}/print'],
      removed: ['GET /stamps'],
      changed: [
        {
          request: 'PUT /stamps/{stamp_id}',
          lines: ['+ input size (required)', '~ input colour: also green', '- input dry_run', '+ output owner.name'],
        },
      ],
    });
  });

  it('is silent where nothing differs', () => {
    assert.deepEqual(compare(BEFORE, BEFORE), { added: [], removed: [], changed: [] });
  });

  it('reads our own catalogue in the same form', () => {
    const tag = ownOperations().find(({ key }) => key === 'POST /contacts/{}/tags');
    assert.deepEqual([...(tag?.input ?? [])], [['id', { required: true, words: [] }]]);
    assert.ok(tag?.output.has('applied_by.id'));
  });

  it('refuses what is no description', () => {
    assert.throws(() => read('- a\n- b'), /is no OpenAPI description/);
  });
});
