import assert from 'node:assert/strict';
import fc from 'fast-check';
import nock from 'nock';
import { clearCache } from '../../lib/cache';
import { Intercom } from '../../lib/intercom/client';
import { answerTo } from '../../lib/lookup/answer';
import type { Item } from '../../lib/lookup/item';
import type { Listing } from '../../lib/lookup/listing';
import { type Sandbox, startSandbox } from '../../tools/sandbox';

const WORDS = ['Harbour', 'Mill', 'Optics', 'North', 'Tours'];

describe('a listing', function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  let intercom: Intercom;
  /** All companies in the order in which Intercom lists them: three pages. */
  let all: Item[];

  before(async () => {
    sandbox = await startSandbox();
    for (let n = 0; n < 150; n += 1) {
      const name = `${WORDS[n % 5]} ${WORDS[(n * 7) % 3]} ${n}`;
      sandbox.workspace.companies.upsert({ company_id: `org-${n}`, name });
    }
    intercom = new Intercom({ accessToken: sandbox.token, baseUrl: sandbox.url });
    all = await pagesOf({ limit: 200 });
    assert.equal(all.length, 150);
  });
  after(async () => {
    clearCache();
    await sandbox.close();
  });

  afterEach(() => nock.cleanAll());

  async function pagesOf(parameters: { limit: number; search?: string }): Promise<Item[]> {
    const found: Item[] = [];
    let cursor: string | undefined;
    do {
      const question = { ...parameters, ...(cursor !== undefined && { cursor }) };
      const { items = [], next }: Partial<Listing> = await answerTo(intercom, 'companies', question);
      assert.ok(items.length <= parameters.limit);
      // A page that is not full ends the list, or is all that ten pages held.
      assert.ok(items.length > 0 || next === undefined || parameters.search !== undefined);
      found.push(...items);
      cursor = next;
    } while (cursor !== undefined);
    return found;
  }

  it('gives every item once and in order, whatever the limit and the search', async () => {
    const searches = fc.array(fc.constantFrom(...WORDS, 'north', '7', 'org-1', 'nobody'), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), searches, async (limit, words) => {
        const search = words.join(' ');
        const expected = all.filter(({ value, label, note }) =>
          words.every((word) => `${label} ${note} ${value}`.toLowerCase().includes(word.toLowerCase())),
        );
        const given = await pagesOf({ limit, ...(search && { search }) });
        assert.deepEqual(given, expected);
      }),
      { numRuns: 60 },
    );
  });

  it('ends where Intercom leads in a circle, however long it is and wherever it begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 200 }),
        async (before, around, limit) => {
          clearCache();
          const last = before + around - 1;
          nock.cleanAll();
          nock('https://circle.example.com')
            .persist()
            .get('/contacts')
            .query(true)
            .reply((uri) => {
              const page = Number(new URL(uri, 'https://circle.example.com').searchParams.get('starting_after') ?? 0);
              const starting_after = String(page === last ? before : page + 1);
              const data = [{ type: 'contact', id: `id-${page}`, name: `Ada ${page}` }];
              return [200, { type: 'list', data, pages: { next: { starting_after } } }];
            });
          const circle = new Intercom({ accessToken: sandbox.token, baseUrl: 'https://circle.example.com' });
          const found: string[] = [];
          let cursor: string | undefined;
          let answers = 0;
          do {
            const question = { limit, ...(cursor !== undefined && { cursor }) };
            const { items = [], next }: Partial<Listing> = await answerTo(circle, 'contacts', question);
            found.push(...items.map(({ value }) => value));
            cursor = next;
            answers += 1;
            assert.ok(answers < 150, 'it goes on and on');
          } while (cursor !== undefined);
          // Nobody can know it for a circle before it was gone through once, and it is not gone through often.
          assert.equal(new Set(found).size, last + 1);
          assert.ok(found.length <= 4 * (last + 1), String(found.length));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes no part of a page for a page', async () => {
    for (const page of [5e-324, 1.5, -1, 1e300, '2', true]) {
      const cursor = Buffer.from(JSON.stringify([0, 0, { page }])).toString('base64url');
      const { items = [] }: Partial<Listing> = await answerTo(intercom, 'companies', { cursor, limit: 1 });
      assert.equal(items.length, 1, String(page));
    }
  });

  it('reads ten pages for an answer at most, and goes on from there', async () => {
    clearCache();
    const asked: (string | null)[] = [];
    nock('https://many.example.com')
      .persist()
      .get('/contacts')
      .query(true)
      .reply((uri) => {
        const page = new URL(uri, 'https://many.example.com').searchParams.get('starting_after');
        asked.push(page);
        const number = Number(page ?? 0);
        const next = number < 24 ? { starting_after: String(number + 1) } : undefined;
        return [200, { type: 'list', data: [], pages: { next } }];
      });
    const many = new Intercom({ accessToken: sandbox.token, baseUrl: 'https://many.example.com' });
    const counts: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, next }: Partial<Listing> = await answerTo(many, 'contacts', {
        ...(cursor !== undefined && { cursor }),
      });
      assert.deepEqual(items, []);
      counts.push(asked.length);
      cursor = next;
    } while (cursor !== undefined);
    assert.deepEqual(counts, [10, 20, 25]);
    assert.equal(new Set(asked).size, 25);
  });

  it('refuses every cursor that none of its answers gave, or goes on from it; it never calls anything else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
          fc
            .tuple(
              fc.constantFrom<unknown>(0, 0, 1, -1, '0', null),
              fc.constantFrom<unknown>(0, 3, 1.5, '3'),
              fc.dictionary(fc.constantFrom('page', 'starting_after', 'baseUrl', 'path', 'per_page'), fc.anything()),
              fc.anything(),
            )
            .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
        ),
        async (cursor) => {
          clearCache();
          sandbox.requests.clear();
          await answerTo(intercom, 'companies', { cursor }).catch((error: Error) => {
            assert.match(error.message, /cursor must be the next|page must be|failed with 4\d\d/);
          });
          for (const { route, query, body } of sandbox.requests.list()) {
            assert.equal(route, 'POST /companies/list');
            const names = Object.keys({ ...query, ...Object(body) });
            assert.deepEqual(
              names.filter((name) => !['page', 'per_page', 'starting_after'].includes(name)),
              [],
            );
            assert.equal(query.per_page, '60');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
