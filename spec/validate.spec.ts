import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { InvalidInputError } from '../lib/intercom/errors';
import type { JsonSchema } from '../lib/schema';
import { describe as inWords, validInput } from '../lib/validate';

/** What a refused input is told. */
function problems(functionName: string, data: unknown): readonly string[] {
  try {
    validInput(functionName, data);
  } catch (error) {
    assert.ok(error instanceof InvalidInputError, String(error));
    assert.equal(error.message, `${functionName}: ${error.problems.join('; ')}`);
    return error.problems;
  }
  return [];
}

/** The same for a schema of our own. */
function told(schema: object, data: unknown): string[] {
  const check = new Ajv({ allErrors: true, verbose: true, strict: false, validateFormats: false }).compile(schema);
  return check(data) ? [] : inWords(check.errors ?? []);
}

describe('validate', () => {
  describe('validInput', () => {
    it('returns the input, coerced, with what nobody knows of, and leaves the message as it was', () => {
      const data = Object.freeze({ contact_id: 5, tag_id: 7522907, extra: { a: 1 } });
      assert.deepEqual(validInput('attachTagToContact', data), {
        contact_id: '5',
        tag_id: '7522907',
        extra: { a: 1 },
      });
      assert.deepEqual(data, { contact_id: 5, tag_id: 7522907, extra: { a: 1 } });
    });

    it('takes digits for a number, and lets null clear what null clears', () => {
      const input = { role: 'lead', signed_up_at: '1767225600', phone: null, unsubscribed_from_emails: 'true' };
      assert.deepEqual(validInput('createContact', input), {
        role: 'lead',
        signed_up_at: 1_767_225_600,
        phone: null,
        unsubscribed_from_emails: true,
      });
    });

    it('does not take null or an empty text for a field that was left out', () => {
      assert.deepEqual(problems('createConversation', { from: { type: 'user', id: null }, body: null }), [
        'body must be string, not null',
        'from.id must be string, not null',
      ]);
      assert.deepEqual(problems('createContact', { role: 'lead', signed_up_at: '' }), [
        'signed_up_at must be integer or null, not string',
      ]);
    });

    const noObjects: [unknown, string][] = [
      [null, 'null'],
      [[], 'a list'],
      [[{ contact_id: '1' }], 'a list'],
      ['ada@example.com', 'a string'],
      [5, 'a number'],
      [true, 'a boolean'],
    ];
    for (const [data, found] of noObjects)
      it(`refuses ${JSON.stringify(data)} in the place of fields`, () => {
        const [problem] = problems('retrieveContact', data);
        assert.equal(
          problem,
          `the message's data must be an object with the fields of the operation, not ${found}; check the mapping before this step`,
        );
      });

    it('names every bad field at once', () => {
      assert.deepEqual(
        problems('replyConversation', {
          type: 'admin',
          message_type: 'quick_reply',
          admin_id: true,
          reply_options: [{ text: 5, uuid: null }, { text: {} }],
          attachment_urls: 'https://example.com/a.png',
        }),
        [
          'admin_id must be string, not boolean',
          'attachment_urls must be array, not string',
          'conversation_id is missing',
          'reply_options[0].uuid must be string, not null',
          'reply_options[1].text must be string, not object',
          'reply_options[1].uuid is missing',
        ],
      );
    });

    it('explains the form that was meant', () => {
      const reply = { conversation_id: '1', message_type: 'comment', body: 'Hello' };
      assert.deepEqual(problems('replyConversation', { ...reply, type: 'admin' }), ['admin_id is missing']);
      assert.deepEqual(
        problems('manageConversation', { conversation_id: '1', message_type: 'snoozed', admin_id: '1' }),
        ['snoozed_until is missing'],
      );
    });

    it('names the forms that fit so far where several could be meant', () => {
      const [problem, ...more] = problems('replyConversation', {
        conversation_id: '1',
        message_type: 'comment',
        body: 'Hello',
        type: 'user',
      });
      assert.deepEqual(more, []);
      assert.match(
        problem ?? '',
        /^the input needs one of: as a contact by .*intercom_user_id.*, or .*user_id.*, or .*email/,
      );
      assert.ok(!problem?.includes('teammate'), problem);
    });

    it('names all forms where none can be told', () => {
      assert.deepEqual(problems('createContact', { name: 'Ada' }), [
        'the input needs one of: with an e-mail address (email), or with an external id (external_id), or as a lead (role lead)',
      ]);
      assert.deepEqual(problems('createConversation', { from: { type: 'contact' }, body: 'Hello' }), [
        'from needs one of: by Intercom id (id), or by user_id of a visitor (user_id)',
      ]);
    });

    it('says where in a search the mistake is', () => {
      const comparison = { field: 'role', operator: '=', value: 'user' };
      const value = [comparison, { field: 'role', operator: 'OR', value: 'user' }, { field: 'role', operator: '=' }];
      assert.deepEqual(problems('searchContacts', { query: { operator: 'AND', value } }), [
        'query.value[1].value must be array, not string',
        'query.value[2].value is missing',
      ]);
      assert.deepEqual(
        problems('searchContacts', { query: comparison, sort: { field: 'created_at', order: 'desc' } }),
        ['sort.order must be one of ascending, descending'],
      );
    });

    it('does not confuse the second of a list with the eleventh', () => {
      const good = { field: 'role', operator: '=', value: 'user' };
      const value = Array.from({ length: 12 }, (_, n) => {
        if (n === 1) return { ...good, value: undefined };
        return n === 10 ? { field: 'role', operator: 'AND', value: 'user' } : good;
      });
      assert.deepEqual(problems('searchContacts', JSON.parse(JSON.stringify({ query: { operator: 'AND', value } }))), [
        'query.value[10].value must be array, not string',
        'query.value[1].value is missing',
      ]);
    });

    it('can be asked again', () => {
      assert.deepEqual(problems('retrieveTag', {}), ['tag_id is missing']);
      assert.deepEqual(problems('retrieveTag', { tag_id: '1' }), []);
    });

    it('fails for a function that has no schema', () => {
      assert.throws(() => validInput('noSuchFunction', {}), { code: 'ENOENT' });
    });

    it('reads a schema again that could not be read the first time', () => {
      const files = require('node:fs');
      const { readFileSync } = files;
      files.readFileSync = () => {
        throw new Error('EMFILE');
      };
      try {
        assert.throws(() => validInput('retrieveNote', { note_id: '1' }), /EMFILE/);
      } finally {
        files.readFileSync = readFileSync;
      }
      assert.deepEqual(validInput('retrieveNote', { note_id: '1' }), { note_id: '1' });
    });

    it('lets no value of the input into the message', async () => {
      const marked = fc.integer({ min: 10_000, max: 99_999 }).map((n) => `ada-${n}@example.com`);
      const odd = fc.oneof(
        marked,
        marked.map((value) => [value]),
        marked.map((value) => ({ type: value, id: value })),
        marked.map((value) => [{ text: value, field: value, operator: value, value }]),
        fc.constantFrom(null, 5, true, {}, []),
      );
      const functions: Record<string, string[]> = {
        createContact: ['role', 'email', 'name', 'phone', 'signed_up_at', 'owner_id', 'custom_attributes'],
        replyConversation: [
          'conversation_id',
          'type',
          'message_type',
          'admin_id',
          'email',
          'reply_options',
          'attachment_urls',
        ],
        createConversation: ['from', 'body', 'created_at', 'attachment_urls'],
        searchContacts: ['query', 'sort', 'pagination'],
        createTag: ['name', 'users', 'companies', 'tag_id'],
        manageConversation: ['conversation_id', 'message_type', 'type', 'admin_id', 'snoozed_until', 'assignee_id'],
      };
      let refused = 0;
      for (const [name, fields] of Object.entries(functions)) {
        const input = fc.record(Object.fromEntries(fields.map((field) => [field, odd])), {
          requiredKeys: [],
          noNullPrototype: true,
        });
        await fc.assert(
          fc.asyncProperty(input, async (data) => {
            const said = problems(name, data).join('; ');
            refused += said === '' ? 0 : 1;
            assert.ok(!/ada-|@|example/.test(said), said);
          }),
        );
      }
      assert.ok(refused > 300, String(refused));
    });
  });

  describe('in words', () => {
    const table: [what: string, schema: object, data: unknown, lines: string[]][] = [
      ['a wrong type', { properties: { a: { type: 'string' } } }, { a: [] }, ['a must be string, not array']],
      [
        'several types',
        { properties: { a: { type: ['string', 'null'] } } },
        { a: {} },
        ['a must be string or null, not object'],
      ],
      ['a fraction', { properties: { a: { type: 'integer' } } }, { a: 1.5 }, ['a must be integer, not number']],
      ['the whole', { type: 'object' }, null, ['the input must be object, not null']],
      ['a missing field', { required: ['a'] }, {}, ['a is missing']],
      ['a missing field within', { properties: { a: { required: ['b'] } } }, { a: {} }, ['a.b is missing']],
      ['a word that is none', { properties: { a: { enum: ['x', 'y'] } } }, { a: 'z' }, ['a must be one of x, y']],
      ['a word that is not the one', { properties: { a: { const: 'x' } } }, { a: 'z' }, ['a must be x']],
      [
        'a field too many',
        { properties: { a: { additionalProperties: false } } },
        { a: { b: 1 } },
        ['a.b is not a field of it'],
      ],
      [
        'too few characters',
        { properties: { a: { minLength: 1 } } },
        { a: '' },
        ['a must NOT have fewer than 1 characters'],
      ],
      [
        'too many entries',
        { properties: { a: { maxItems: 1 } } },
        { a: [1, 2] },
        ['a must NOT have more than 1 items'],
      ],
      ['too large a number', { properties: { a: { maximum: 150 } } }, { a: 151 }, ['a must be <= 150']],
      [
        'a name with a slash and a tilde',
        { properties: { 'a/b~c': { type: 'string' } } },
        { 'a/b~c': 1 },
        ['a/b~c must be string, not number'],
      ],
      [
        'a name that is an address, of which anything may be',
        { properties: { map: { additionalProperties: { type: 'string' } } } },
        { map: { 'ada@example.com': [] } },
        ['map.[address] must be string, not array'],
      ],
      [
        'an entry of a list of lists',
        { items: { items: { type: 'string' } } },
        [['a'], ['b', 1]],
        ['[1][1] must be string, not number'],
      ],
      [
        'a nullable object',
        { properties: { a: { anyOf: [{ type: 'object', required: ['b'] }, { type: 'null' }] } } },
        { a: {} },
        ['a.b is missing'],
      ],
      [
        'neither of two types',
        { properties: { a: { anyOf: [{ type: 'object' }, { type: 'null' }] } } },
        { a: 5 },
        ['a must be object or null, not number'],
      ],
    ];
    for (const [what, schema, data, lines] of table) it(what, () => assert.deepEqual(told(schema, data), lines));

    it('says each thing once, in the order of the alphabet', () => {
      const schema: JsonSchema = {
        properties: { b: { type: 'string' }, a: { type: 'string' } },
        allOf: [{ properties: { b: { type: 'string' } } }, { required: ['c'] }],
        required: ['c'],
      };
      assert.deepEqual(told(schema, { b: 1, a: 1 }), [
        'a must be string, not number',
        'b must be string, not number',
        'c is missing',
      ]);
    });

    it('explains forms within forms', () => {
      const schema: JsonSchema = {
        anyOf: [
          {
            title: 'as a circle',
            properties: {
              shape: { const: 'circle' },
              size: {
                anyOf: [
                  { title: 'by radius', required: ['r'] },
                  { title: 'by diameter', required: ['d'] },
                ],
              },
            },
            required: ['shape', 'size'],
          },
          { title: 'as a square', properties: { shape: { const: 'square' } }, required: ['shape', 'edge'] },
        ],
      };
      assert.deepEqual(told(schema, { shape: 'circle', size: {} }), [
        'size needs one of: by radius (r), or by diameter (d)',
      ]);
      assert.deepEqual(told(schema, { shape: 'square' }), ['edge is missing']);
      assert.deepEqual(told(schema, {}), [
        'the input needs one of: as a circle (shape circle, size), or as a square (shape square, edge)',
      ]);
      assert.deepEqual(told(schema, { shape: 'blob' }), [
        'the input needs one of: as a circle (shape circle, size), or as a square (shape square, edge)',
      ]);
    });

    it('tells problems beside a form from those within it', () => {
      const schema: JsonSchema = {
        properties: { id: { type: 'string' } },
        required: ['id'],
        anyOf: [
          { title: 'a', properties: { kind: { const: 'a' } }, required: ['kind', 'x'] },
          { title: 'b', properties: { kind: { const: 'b' } }, required: ['kind', 'y'] },
        ],
      };
      assert.deepEqual(told(schema, { kind: 'b' }), ['id is missing', 'y is missing']);
    });
  });
});
