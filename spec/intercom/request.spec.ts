import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidInputError } from '../../lib/intercom/errors';
import type { Operation } from '../../lib/intercom/operation';
import { buildRequest } from '../../lib/intercom/request';

const attach: Operation = { request: 'POST /contacts/{contact_id}/tags', rename: { tag_id: 'id' } };
const detach: Operation = { request: 'DELETE /contacts/{contact_id}/tags/{tag_id}' };
const list: Operation = { request: 'GET /contacts' };

describe('intercom/request', () => {
  describe('path', () => {
    const encoded: [unknown, string][] = [
      ['65a0c0ffee0000000000a001', '65a0c0ffee0000000000a001'],
      [7522907, '7522907'],
      [0, '0'],
      ['  7522907\n', '7522907'],
      ['a/b', 'a%2Fb'],
      ['../contacts', '..%2Fcontacts'],
      ['%2e%2e', '%252e%252e'],
      ['a?b=c#d', 'a%3Fb%3Dc%23d'],
      ['zoë 中 🙂', 'zo%C3%AB%20%E4%B8%AD%20%F0%9F%99%82'],
      ['...', '...'],
      ['a\\b', 'a%5Cb'],
      ['null', 'null'],
    ];
    for (const [value, part] of encoded) {
      it(`encodes ${JSON.stringify(value)}`, () => {
        assert.equal(buildRequest(attach, { contact_id: value }).url, `/contacts/${part}/tags`);
      });
    }

    const refused: unknown[] = ['', ' ', '\t\n', '.', '..', ' .. ', null, undefined, true, {}, { id: '1' }, [], ['1']];
    refused.push(Number.NaN, Number.POSITIVE_INFINITY, 5n, Symbol('id'), () => '1', 'lone \ud800 surrogate');
    for (const value of refused) {
      it(`refuses ${typeof value === 'string' ? JSON.stringify(value) : `the ${typeof value} ${String(value)}`}`, () => {
        assert.throws(() => buildRequest(attach, { contact_id: value }), {
          name: 'InvalidInputError',
          message: /^POST \/contacts\/\{contact_id\}\/tags: contact_id must be an id/,
        });
      });
    }

    it('names every bad value at once, and none that is good', () => {
      assert.throws(
        () => buildRequest(detach, { contact_id: '..' }),
        (error: unknown) => {
          assert.ok(error instanceof InvalidInputError);
          assert.deepEqual(
            error.problems.map((problem) => problem.split(' ')[0]),
            ['contact_id', 'tag_id'],
          );
          return true;
        },
      );
    });

    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      // UTF-16 units at random: half of a pair may stand alone.
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom('.', '..', '/', '\\', '%', '%2e', '%2F', '?', '#', ';', ':', '@', ' ', '\0'))
        .map((parts) => parts.join('')),
    );

    it('never leaves the route, whatever the id', () => {
      fc.assert(
        fc.property(anyText, anyText, (contact_id, tag_id) => {
          let built: string;
          try {
            built = buildRequest(detach, { contact_id, tag_id }).url;
          } catch (error) {
            assert.ok(error instanceof InvalidInputError);
            return;
          }
          const url = new URL(`https://api.intercom.io${built}`);
          const parts = url.pathname.split('/');
          assert.equal(url.origin, 'https://api.intercom.io');
          assert.deepEqual([url.search, url.hash], ['', '']);
          assert.equal(parts.length, 5);
          assert.deepEqual([parts[1], parts[3]], ['contacts', 'tags']);
          assert.equal(decodeURIComponent(parts[2] ?? ''), contact_id.trim());
          assert.equal(decodeURIComponent(parts[4] ?? ''), tag_id.trim());
        }),
        { numRuns: 1_000 },
      );
    });
  });

  describe('query', () => {
    it('takes what a GET has besides its path', () => {
      const { method, url, body } = buildRequest(
        { request: 'GET /contacts/{contact_id}/companies' },
        { contact_id: '1', per_page: 50, starting_after: 'a b&c=d+e/é', archived: false },
      );
      assert.equal(method, 'GET');
      assert.equal(body, undefined);
      const { pathname, searchParams } = new URL(url, 'https://api.intercom.io');
      assert.equal(pathname, '/contacts/1/companies');
      assert.deepEqual(Object.fromEntries(searchParams), {
        per_page: '50',
        starting_after: 'a b&c=d+e/é',
        archived: 'false',
      });
    });

    it('joins a list with commas', () => {
      const { url } = buildRequest(list, { ids: ['a', 'b,c', 3] });
      assert.equal(new URL(url, 'https://api.intercom.io').searchParams.get('ids'), 'a,b,c,3');
    });

    it('leaves out an object that the declaration does not name', () => {
      const meta = { page: 5, starting_after: 'zzz' };
      assert.equal(
        buildRequest(list, { meta, metas: [meta], email: { page: 7 }, per_page: 2 }).url,
        '/contacts?per_page=2',
      );
      const operation: Operation = { request: 'PUT /contacts/{contact_id}', query: ['meta'] };
      assert.equal(buildRequest(operation, { contact_id: 5, meta }).url, '/contacts/5');
    });

    it("spells out an object by its keys, and leaves out what is null or undefined, but not 0, false or ''", () => {
      const events: Operation = { ...list, unfold: ['filter', 'absent'] };
      const { url } = buildRequest(events, {
        filter: { email: 'ada@example.com', role: null, meta: { page: 5 } },
        absent: null,
        page: 0,
        archived: false,
        tag: '',
        cursor: null,
        after: undefined,
      });
      assert.deepEqual(
        [...new URL(url, 'https://api.intercom.io').searchParams],
        [
          ['email', 'ada@example.com'],
          ['page', '0'],
          ['archived', 'false'],
          ['tag', ''],
        ],
      );
    });

    it('is absent where nothing is asked', () => {
      assert.deepEqual(buildRequest(list, {}), { method: 'GET', url: '/contacts' });
      assert.deepEqual(buildRequest(list, { page: null }), { method: 'GET', url: '/contacts' });
    });

    for (const method of ['PUT', 'POST'] as const) {
      it(`takes what the declaration of a ${method} names, and only that`, () => {
        const operation: Operation = {
          request: `${method} /conversations/{conversation_id}`,
          query: ['display_as', 'only'],
          rename: { only: 'fields' },
        };
        assert.deepEqual(
          buildRequest(operation, { conversation_id: 5, display_as: 'plaintext', only: ['a', 'b'], read: true }),
          { method, url: '/conversations/5?display_as=plaintext&fields=a%2Cb', body: { read: true } },
        );
      });
    }

    it('renames', () => {
      const operation: Operation = { request: 'GET /notes', rename: { contact_id: 'id' } };
      assert.equal(buildRequest(operation, { contact_id: 'x' }).url, '/notes?id=x');
    });
  });

  describe('body', () => {
    it('takes the rest, under its own name, nulls and unknown fields too', () => {
      assert.deepEqual(
        buildRequest(
          { request: 'PUT /contacts/{contact_id}' },
          {
            contact_id: '1',
            name: 'Ada',
            phone: null,
            email: undefined,
            custom_attributes: { plan: 'pro' },
            new_field: [1],
          },
        ),
        {
          method: 'PUT',
          url: '/contacts/1',
          body: { name: 'Ada', phone: null, custom_attributes: { plan: 'pro' }, new_field: [1] },
        },
      );
    });

    it('renames', () => {
      assert.deepEqual(buildRequest(attach, { contact_id: '1', tag_id: '7' }), {
        method: 'POST',
        url: '/contacts/1/tags',
        body: { id: '7' },
      });
    });

    it('gives a renamed field precedence over a stray one of the same name, in any order', () => {
      assert.deepEqual(buildRequest(attach, { contact_id: '1', tag_id: '7', id: 'stray' }).body, { id: '7' });
      assert.deepEqual(buildRequest(attach, { contact_id: '1', id: 'stray', tag_id: '7' }).body, { id: '7' });
      const renamed: Operation = { request: 'GET /notes', rename: { contact_id: 'id' } };
      assert.equal(buildRequest(renamed, { contact_id: 'x', id: 'stray' }).url, '/notes?id=x');
    });

    it('sends no stray one in the place of a renamed field that is absent', () => {
      const createTag: Operation = { request: 'POST /tags', rename: { tag_id: 'id' } };
      for (const tag_id of [{}, { tag_id: undefined }])
        assert.deepEqual(buildRequest(createTag, { id: 'crm-4711', name: 'VIP', ...tag_id }).body, { name: 'VIP' });
      const renamed: Operation = { request: 'GET /notes', rename: { contact_id: 'id' } };
      assert.equal(buildRequest(renamed, { id: 'stray' }).url, '/notes');
      const swapped: Operation = { request: 'POST /tags', rename: { id: 'key', tag_id: 'id' } };
      assert.deepEqual(buildRequest(swapped, { id: 'mine' }).body, { key: 'mine' });
    });

    it('keeps a field whose name every object has', () => {
      const body = JSON.parse('{"constructor": 1, "toString": 2}');
      assert.deepEqual(buildRequest({ request: 'POST /contacts', rename: { a: 'b' } }, body).body, body);
    });

    it('is absent where there is nothing to say', () => {
      assert.deepEqual(buildRequest({ request: 'POST /contacts/{contact_id}/archive' }, { contact_id: '1' }), {
        method: 'POST',
        url: '/contacts/1/archive',
      });
    });

    it('says so where it travels as a form', () => {
      const form: Operation = { request: 'POST /catalog', multipart: { catalog: 'catalog.json' } };
      assert.deepEqual(buildRequest(form, { catalog: [1] }), {
        method: 'POST',
        url: '/catalog',
        body: { catalog: [1] },
        multipart: { catalog: 'catalog.json' },
      });
      assert.deepEqual(buildRequest(form, {}), { method: 'POST', url: '/catalog' });
    });

    it('goes with a DELETE that has one', () => {
      assert.deepEqual(
        buildRequest(
          { request: 'DELETE /conversations/{conversation_id}/customers/{contact_id}' },
          { conversation_id: '5', contact_id: '1', admin_id: '9' },
        ),
        { method: 'DELETE', url: '/conversations/5/customers/1', body: { admin_id: '9' } },
      );
    });
  });

  it('does not change the input', () => {
    const input = Object.freeze({ contact_id: '1', tag_id: '7', nested: Object.freeze({ a: 1 }) });
    buildRequest(attach, input);
    buildRequest({ request: 'GET /x/{contact_id}' }, input);
  });
});
