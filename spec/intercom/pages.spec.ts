import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { Answer } from '../../lib/intercom/answer';
import { AnswerTooLargeError, ApiError, IntercomError } from '../../lib/intercom/errors';
import type { Input, Operation, Paging } from '../../lib/intercom/operation';
import { itemsOf, largestPages, type PageOptions, type PagingStyle, pages } from '../../lib/intercom/pages';
import { buildRequest } from '../../lib/intercom/request';
import { unhandledDuring } from '../support/unhandled';

const answer = (body: unknown): Answer => ({ status: 200, headers: {}, body, size: JSON.stringify(body ?? '').length });
const notFound = () => new ApiError('GET /companies/scroll failed with 404', { status: 404, retryable: false });

interface Script {
  style: PagingStyle;
  items?: Paging['items'];
  request?: Operation['request'];
  input?: Input;
  options?: PageOptions;
  /** Bodies or errors, one a call. */
  bodies: unknown[];
}

/** Reads a list to its end: the ids of each page, what was asked with each call, and the error it ended with. */
async function read({ style, items = 'data', request = 'GET /contacts', input = {}, options = {}, bodies }: Script) {
  const asked: Input[] = [];
  const got: unknown[][] = [];
  const call = async (one: Input) => {
    asked.push(one);
    assert.ok(asked.length <= bodies.length, 'asked for a page too many');
    const body = bodies[asked.length - 1];
    if (body instanceof Error) throw body;
    return answer(body);
  };
  let error: unknown;
  try {
    for await (const page of pages(call, { request, paging: { style, items } }, input, options))
      got.push(page.items.map(({ id }) => id));
  } catch (thrown) {
    error = thrown;
  }
  return { asked, got, error };
}

const list = (...ids: (string | number)[]) => ids.map((id) => ({ id }));

describe('intercom/pages', () => {
  const scripts: [title: string, script: Script, asked: Input[], got: unknown[][]][] = [
    [
      'cursor: hands starting_after on, keeps the rest, and stops where there is no next',
      {
        style: 'cursor',
        input: { per_page: 2 },
        bodies: [
          { data: list(1, 2), pages: { next: { per_page: 2, starting_after: 'c1' } } },
          { data: list(3), pages: { next: { per_page: 2, starting_after: 'c2' } } },
          { data: list(4), pages: { type: 'pages', page: 3 } },
        ],
      },
      [{ per_page: 2 }, { per_page: 2, starting_after: 'c1' }, { per_page: 2, starting_after: 'c2' }],
      [[1, 2], [3], [4]],
    ],
    [
      'cursor: takes a bare cursor',
      {
        style: 'cursor',
        bodies: [
          { data: list(1), pages: { next: 'c1' } },
          { data: list(2), pages: { next: null } },
        ],
      },
      [{}, { starting_after: 'c1' }],
      [[1], [2]],
    ],
    [
      'cursor: takes the cursor out of a URL',
      {
        style: 'cursor',
        bodies: [
          { data: list(1), pages: { next: 'https://api.intercom.io/contacts?per_page=1&starting_after=c%2F1' } },
          { data: list(2) },
        ],
      },
      [{}, { starting_after: 'c/1' }],
      [[1], [2]],
    ],
    [
      'cursor: goes on after an empty page that has a next',
      {
        style: 'cursor',
        bodies: [
          { data: [], pages: { next: { starting_after: 'c1' } } },
          { data: list(2), pages: { next: null } },
        ],
      },
      [{}, { starting_after: 'c1' }],
      [[], [2]],
    ],
    [
      'cursor: stops at an empty cursor',
      { style: 'cursor', bodies: [{ data: list(1), pages: { next: { starting_after: '' } } }] },
      [{}],
      [[1]],
    ],
    [
      'bodyCursor: hands the cursor on inside pagination and leaves query and size alone',
      {
        style: 'bodyCursor',
        request: 'POST /contacts/search',
        input: { query: { field: 'role', operator: '=', value: 'user' }, pagination: { per_page: 50 } },
        bodies: [
          { data: list(1), pages: { next: { starting_after: 'c1' } } },
          { data: list(2), pages: {} },
        ],
      },
      [
        { query: { field: 'role', operator: '=', value: 'user' }, pagination: { per_page: 50 } },
        { query: { field: 'role', operator: '=', value: 'user' }, pagination: { per_page: 50, starting_after: 'c1' } },
      ],
      [[1], [2]],
    ],
    [
      'bodyCursor: does without pagination in the input',
      {
        style: 'bodyCursor',
        bodies: [
          { data: list(1), pages: { next: { starting_after: 'c1' } } },
          { data: list(2), pages: { next: null } },
        ],
      },
      [{}, { pagination: { starting_after: 'c1' } }],
      [[1], [2]],
    ],
    [
      "nextUrl: asks for what the URL's query says, of the record that was asked for",
      {
        style: 'nextUrl',
        request: 'GET /contacts/{contact_id}/companies',
        input: { contact_id: 'x', per_page: 1, email: 'ada@example.com' },
        bodies: [
          { data: list(1), pages: { next: 'https://api.intercom.io/contacts/x/companies?per_page=1&page=2' } },
          { data: list(2), pages: { next: null } },
        ],
      },
      [
        { contact_id: 'x', per_page: 1, email: 'ada@example.com' },
        { contact_id: 'x', per_page: '1', page: '2' },
      ],
      [[1], [2]],
    ],
    [
      'nextUrl: follows a relative URL, and one that has a query and no path',
      {
        style: 'nextUrl',
        bodies: [
          { data: list(1), pages: { next: '/admins/activity_logs?page=2' } },
          { data: list(2), pages: { next: '?page=3' } },
          { data: list(3), pages: {} },
        ],
      },
      [{}, { page: '2' }, { page: '3' }],
      [[1], [2], [3]],
    ],
    [
      'nextUrl: takes a cursor or page numbers where those came instead',
      {
        style: 'nextUrl',
        bodies: [
          { data: list(1), pages: { next: { starting_after: 'c1' } } },
          { data: list(2), pages: { page: 2, total_pages: 3 } },
          { data: list(3), pages: { page: 3, total_pages: 3 } },
        ],
      },
      [{}, { starting_after: 'c1' }, { starting_after: 'c1', page: 3 }],
      [[1], [2], [3]],
    ],
    [
      'page: counts up to total_pages',
      {
        style: 'page',
        input: { per_page: 60 },
        bodies: [
          { data: list(1), pages: { page: 1, total_pages: 3 } },
          { data: list(2), pages: { page: 2, total_pages: 3 } },
          { data: list(3), pages: { page: 3, total_pages: 3 } },
        ],
      },
      [{ per_page: 60 }, { per_page: 60, page: 2 }, { per_page: 60, page: 3 }],
      [[1], [2], [3]],
    ],
    [
      'page: reads the numbers at the top level too, as text if need be',
      {
        style: 'page',
        bodies: [
          { data: list(1), page: '1', total_pages: '2' },
          { data: list(2), page: '2', total_pages: '2' },
        ],
      },
      [{}, { page: 2 }],
      [[1], [2]],
    ],
    [
      'page: begins where the input says',
      {
        style: 'page',
        input: { page: 4 },
        bodies: [
          { data: list(1), pages: { total_pages: 5 } },
          { data: list(2), pages: { total_pages: 5 } },
        ],
      },
      [{ page: 4 }, { page: 5 }],
      [[1], [2]],
    ],
    [
      'page: goes by next where no total is told',
      {
        style: 'page',
        bodies: [
          { data: list(1), pages: { page: 1, next: 'https://x.example.com/?page=2' } },
          { data: list(2), pages: { page: 2, next: null } },
        ],
      },
      [{}, { page: 2 }],
      [[1], [2]],
    ],
    [
      'page: stops at an empty page, whatever the total says',
      {
        style: 'page',
        bodies: [
          { data: list(1), pages: { page: 1, total_pages: 9 } },
          { data: [], pages: { page: 2, total_pages: 9 } },
        ],
      },
      [{}, { page: 2 }],
      [[1], []],
    ],
    ['page: stops where nothing is told', { style: 'page', bodies: [{ data: list(1) }] }, [{}], [[1]]],
    [
      'scroll: goes on with the same scroll_param until an empty page',
      {
        style: 'scroll',
        bodies: [
          { data: list(1), scroll_param: 's1' },
          { data: list(2), scroll_param: 's1' },
          { data: list(3), scroll_param: 's1' },
          { data: [], scroll_param: 's1' },
        ],
      },
      [{}, { scroll_param: 's1' }, { scroll_param: 's1' }, { scroll_param: 's1' }],
      [[1], [2], [3], []],
    ],
    [
      'scroll: takes a 404 for the end',
      { style: 'scroll', bodies: [{ data: list(1), scroll_param: 's1' }, notFound()] },
      [{}, { scroll_param: 's1' }],
      [[1]],
    ],
    [
      'nextCursor: hands next_cursor on as cursor',
      {
        style: 'nextCursor',
        bodies: [
          { data: list(1), next_cursor: 'n1', has_more: true },
          { data: list(2), next_cursor: 'n2', has_more: true },
          { data: list(3), next_cursor: null, has_more: false },
        ],
      },
      [{}, { cursor: 'n1' }, { cursor: 'n2' }],
      [[1], [2], [3]],
    ],
    [
      'nextCursor: believes has_more, and does without it',
      {
        style: 'nextCursor',
        bodies: [
          { data: list(1), next_cursor: 'n1' },
          { data: list(2), next_cursor: 'n2', has_more: false },
        ],
      },
      [{}, { cursor: 'n1' }],
      [[1], [2]],
    ],
    [
      'single: asks once, whatever the answer holds',
      {
        style: 'single',
        bodies: [{ data: list(1, 2), pages: { next: { starting_after: 'c1' }, page: 1, total_pages: 5 } }],
      },
      [{}],
      [[1, 2]],
    ],
    ['an answer that is no object is an empty last page', { style: 'cursor', bodies: ['hello'] }, [{}], [[]]],
  ];
  for (const [title, script, asked, got] of scripts) {
    it(title, async () => {
      const result = await read(script);
      assert.ifError(result.error);
      assert.deepEqual(result.asked, asked);
      assert.deepEqual(result.got, got);
    });
  }

  it('refuses an operation that declares no paging', async () => {
    await assert.rejects(pages(async () => answer({}), { request: 'GET /me' }, {}, {}).next(), /declares no paging/);
  });

  describe('a next URL', () => {
    const next = async (url: string, input: Input = { contact_id: 'x' }) => {
      const request = 'GET /contacts/{contact_id}/companies';
      const bodies = [{ data: list(1), pages: { next: url } }, { data: [] }];
      const { asked } = await read({ style: 'nextUrl', request, input, bodies });
      return asked[1] && buildRequest({ request }, asked[1]).url;
    };

    for (const url of [
      'https://evil.example.com/contacts/x/companies?page=2',
      'http://evil.example.com/?page=2',
      '//evil.example.com/steal?page=2',
      'https://api.intercom.io@evil.example.com/contacts?page=2',
      'https://evil.example.com:8443/a/../..//b?page=2',
    ])
      it(`leads to the same route of the same host: ${url}`, async () => {
        assert.equal(await next(url), '/contacts/x/companies?page=2');
      });

    it('cannot point the route at another record', async () => {
      assert.equal(
        await next('https://api.intercom.io/contacts/x/companies?contact_id=y&page=2'),
        '/contacts/x/companies?page=2',
      );
      assert.equal(await next('https://api.intercom.io/contacts/x/companies?contact_id=../y'), '/contacts/x/companies');
    });

    it('ends the list where it has no query', async () => {
      assert.equal(await next('https://api.intercom.io/contacts/x/companies'), undefined);
      assert.equal(await next(''), undefined);
    });

    it('stays on the route, whatever it is', async () => {
      const text = fc.oneof(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.string({ unit: 'binary' }),
      );
      await fc.assert(
        fc.asyncProperty(text, async (url) => {
          const path = await next(url);
          if (path === undefined) return;
          const there = new URL(`https://api.intercom.io${path}`);
          assert.equal(there.origin + there.pathname, 'https://api.intercom.io/contacts/x/companies');
        }),
      );
    });
  });

  describe('a cursor that repeats', () => {
    const repeats: [PagingStyle, object][] = [
      ['cursor', { pages: { next: { starting_after: 'c1' } } }],
      ['bodyCursor', { pages: { next: { starting_after: 'c1' } } }],
      ['nextUrl', { pages: { next: 'https://api.intercom.io/x?page=2' } }],
      ['page', { pages: { page: 1, total_pages: 3 } }],
      ['nextCursor', { next_cursor: 'c1' }],
    ];
    for (const [style, body] of repeats)
      it(`ends a list of style ${style} with an error, after all pages were handed out`, async () => {
        const bodies = [
          { data: list(1), ...body },
          { data: list(2), ...body },
        ];
        const { got, asked, error } = await read({ style, bodies });
        assert.deepEqual(got, [[1], [2]]);
        assert.equal(asked.length, 2);
        assert.ok(error instanceof IntercomError);
        assert.match(error.message, /^GET \/contacts: Intercom gave the same page cursor twice/);
        assert.equal(error.retryable, false);
      });

    it('is noticed also where another came between', async () => {
      const page = (cursor: string) => ({ data: list(1), pages: { next: { starting_after: cursor } } });
      const { error } = await read({ style: 'cursor', bodies: [page('a'), page('b'), page('a')] });
      assert.match(String(error), /twice/);
    });
  });

  describe('errors', () => {
    it('come after the pages before them', async () => {
      const { got, error } = await read({
        style: 'cursor',
        bodies: [{ data: list(1), pages: { next: { starting_after: 'c1' } } }, new Error('cut')],
      });
      assert.deepEqual(got, [[1]]);
      assert.match(String(error), /cut/);
    });

    it('a 404 ends only a scroll, and not its first page', async () => {
      const first = await read({ style: 'scroll', bodies: [notFound()] });
      assert.match(String(first.error), /404/);
      const other = await read({
        style: 'cursor',
        bodies: [{ data: list(1), pages: { next: { starting_after: 'c1' } } }, notFound()],
      });
      assert.match(String(other.error), /404/);
      const broken = new ApiError('500', { status: 500, retryable: true });
      const lost = await read({ style: 'scroll', bodies: [{ data: list(1), scroll_param: 's' }, broken] });
      assert.equal(lost.error, broken);
    });
  });

  describe('looking ahead', () => {
    const operation: Operation = { request: 'GET /contacts', paging: { style: 'cursor', items: 'data' } };
    const next = (n: number) => (n < 3 ? { pages: { next: { starting_after: `c${n}` } } } : {});

    async function callsPerPage(options: PageOptions): Promise<number[]> {
      let calls = 0;
      const seen: number[] = [];
      const call = async () => {
        calls += 1;
        return answer({ data: list(calls), ...next(calls) });
      };
      for await (const _ of pages(call, operation, {}, options)) seen.push(calls);
      return seen;
    }

    it('does not happen unasked', async () => {
      assert.deepEqual(await callsPerPage({}), [1, 2, 3]);
      assert.deepEqual(await callsPerPage({ ahead: () => false }), [1, 2, 3]);
    });

    it('fetches the next page while this one is in hand, and no more than one', async () => {
      assert.deepEqual(await callsPerPage({ ahead: () => true }), [2, 3, 3]);
    });

    it('is decided for each page', async () => {
      assert.deepEqual(await callsPerPage({ ahead: ({ items }) => items[0]?.id === 2 }), [1, 3, 3]);
    });

    it('is not asked about the last page', async () => {
      const asked: unknown[] = [];
      await callsPerPage({ ahead: ({ items }) => asked.push(items[0]?.id) > 0 });
      assert.deepEqual(asked, [1, 2]);
    });

    it('leaves no unhandled rejection where the reader stops before a page that fails', async () => {
      let calls = 0;
      const call = async () => {
        calls += 1;
        if (calls === 2) throw new Error('cut');
        return answer({ data: list(calls), ...next(calls) });
      };
      const unhandled = await unhandledDuring(async () => {
        for await (const _ of pages(call, operation, {}, { ahead: () => true })) break;
      });
      assert.equal(calls, 2);
      assert.deepEqual(unhandled, []);
    });

    it('throws what the page ahead failed with when its turn comes', async () => {
      let calls = 0;
      const call = async () => {
        calls += 1;
        if (calls === 2) throw new Error('cut');
        return answer({ data: list(calls), ...next(calls) });
      };
      const reader = pages(call, operation, {}, { ahead: () => true });
      assert.deepEqual((await reader.next()).value.items, list(1));
      await turn();
      await assert.rejects(reader.next(), /cut/);
    });
  });

  it('reads every record once and in order, whatever the sizes of the pages, in each style', async () => {
    const styles: Record<Exclude<PagingStyle, 'single'>, (n: number, last: boolean) => object> = {
      cursor: (n, last) => ({ pages: last ? {} : { next: { starting_after: `c${n}` } } }),
      bodyCursor: (n, last) => ({ pages: last ? { next: null } : { next: { starting_after: `c${n}` } } }),
      nextUrl: (n, last) => ({ pages: { next: last ? null : `https://api.intercom.io/x?page=${n + 1}` } }),
      page: (n, last) => ({ pages: { page: n, total_pages: last ? n : n + 1 } }),
      scroll: () => ({ scroll_param: 's' }),
      nextCursor: (n, last) => ({ has_more: !last, next_cursor: last ? null : `c${n}` }),
    };
    for (const [style, info] of Object.entries(styles)) {
      const mayBeEmpty = !['page', 'scroll'].includes(style);
      const sizes = fc.array(fc.integer({ min: mayBeEmpty ? 0 : 1, max: 5 }), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(sizes, fc.boolean(), async (counts, ahead) => {
          let id = 0;
          const bodies: object[] = counts.map((count, n) => ({
            data: Array.from({ length: count }, () => ({ id: ++id })),
            ...info(n + 1, n === counts.length - 1),
          }));
          if (style === 'scroll') bodies.push({ data: [], scroll_param: 's' });
          const { got, error } = await read({ style: style as PagingStyle, bodies, options: { ahead: () => ahead } });
          assert.ifError(error);
          assert.deepEqual(
            got.flat(),
            Array.from({ length: id }, (_, n) => n + 1),
          );
        }),
        { numRuns: 30 },
      );
    }
  });

  describe('itemsOf', () => {
    const table: [what: string, body: unknown, items: Paging['items'], got: unknown[]][] = [
      ['a key', { tags: list(1) }, 'tags', list(1)],
      ['the first key that is there', { data: list(1) }, ['conversations', 'data'], list(1)],
      [
        'the first of two that are there',
        { conversations: list(1), data: list(2) },
        ['conversations', 'data'],
        list(1),
      ],
      ['a nested key', { data: { articles: list(1) } }, 'data.articles', list(1)],
      ['an empty list', { data: [] }, 'data', []],
      ['an empty list before another key', { conversations: [], data: list(2) }, ['conversations', 'data'], []],
      ['a key that holds no list', { data: { id: 1 } }, 'data', []],
      ['no such key', {}, 'data', []],
      ['null', { data: null }, 'data', []],
      ['no object', 'hello', 'data', []],
      ['a list at the top', list(1), 'data', list(1)],
      ['a record in the place of its list', { id: 1, name: 'a' }, 'data', [{ id: 1, name: 'a' }]],
      ['an empty list of an object that has an id', { id: 1, data: [] }, 'data', []],
      ['entries that are no objects', { data: [null, 1, 'a', { id: 1 }, [2]] }, 'data', list(1)],
    ];
    for (const [what, body, items, got] of table)
      it(`reads ${what}`, () => assert.deepEqual(itemsOf(body, items), got));
  });

  describe('largestPages', () => {
    const cursor: Paging = { style: 'cursor', items: 'data', max: 150 };
    const search: Paging = { style: 'bodyCursor', items: 'data', max: 150 };

    it('asks for the largest, unless the caller chose', () => {
      assert.deepEqual(largestPages(cursor, { role: 'user' }), { role: 'user', per_page: 150 });
      assert.deepEqual(largestPages(cursor, { per_page: 7 }), { per_page: 7 });
      assert.deepEqual(largestPages(search, { query: 1 }), { query: 1, pagination: { per_page: 150 } });
      assert.deepEqual(largestPages(search, { pagination: { per_page: 7, starting_after: 'c' } }), {
        pagination: { per_page: 7, starting_after: 'c' },
      });
    });

    it('asks for no more than are wanted', () => {
      assert.deepEqual(largestPages(cursor, {}, 10), { per_page: 10 });
      assert.deepEqual(largestPages(cursor, {}, 1_000), { per_page: 150 });
      assert.deepEqual(largestPages(search, {}, 10), { pagination: { per_page: 10 } });
    });

    it('asks for nothing where Intercom takes no size', () => {
      assert.deepEqual(largestPages({ style: 'single', items: 'data' }, { a: 1 }, 10), { a: 1 });
    });
  });

  describe('a page that is too large', () => {
    const tooLarge = new AnswerTooLargeError('GET /contacts got no answer from Intercom: too large', false);
    const next = (starting_after: string) => ({ pages: { next: { starting_after } } });

    it('is asked for in parts, and so are those after it', async () => {
      const { asked, got, error } = await read({
        style: 'bodyCursor',
        input: { query: {}, pagination: { per_page: 150 } },
        bodies: [
          { data: list(1), ...next('c1') },
          tooLarge,
          tooLarge,
          { data: list(2), ...next('c2') },
          { data: list(3) },
        ],
      });
      assert.equal(error, undefined);
      assert.deepEqual(got, [[1], [2], [3]]);
      assert.deepEqual(
        asked.map(({ pagination }) => pagination),
        [
          { per_page: 150 },
          { per_page: 150, starting_after: 'c1' },
          { per_page: 75, starting_after: 'c1' },
          { per_page: 25, starting_after: 'c1' },
          { per_page: 25, starting_after: 'c2' },
        ],
      );
    });

    it('is an error where it holds one record, or nobody said how many', async () => {
      for (const input of [{ per_page: 1 }, {}]) {
        const { asked, error } = await read({ style: 'cursor', input, bodies: [tooLarge] });
        assert.deepEqual([asked, error], [[input], tooLarge]);
      }
    });

    it('leaves nothing out and repeats nothing, whatever page numbers are asked for', async () => {
      const count = fc.integer({ min: 0, max: 60 });
      await fc.assert(
        fc.asyncProperty(count, fc.integer({ min: 1, max: 30 }), fc.uniqueArray(count), async (total, size, heavy) => {
          const call = async ({ page = 1, per_page = size }: Input) => {
            const [at, each] = [Number(page), Number(per_page)];
            const data = list(...Array.from({ length: total }, (_, n) => n).slice((at - 1) * each, at * each));
            // What is heavy fits only by itself.
            if (data.length > 1 && data.some(({ id }) => heavy.includes(Number(id)))) throw tooLarge;
            return answer({ data, pages: { page: at, total_pages: Math.ceil(total / each) } });
          };
          const ids: unknown[] = [];
          const paging = { style: 'page', items: 'data' } as const;
          for await (const { items } of pages(call, { request: 'GET /companies', paging }, { per_page: size }, {}))
            ids.push(...items.map(({ id }) => id));
          assert.deepEqual(
            ids,
            Array.from({ length: total }, (_, n) => n),
          );
        }),
      );
    });

    it('of a MiB has no other one fetched ahead of it', async () => {
      const asked: Input[] = [];
      const call = async (input: Input): Promise<Answer> => {
        asked.push(input);
        return { ...answer({ data: list(1), ...next(`c${asked.length}`) }), size: 1024 * 1024 };
      };
      const operation: Operation = { request: 'GET /contacts', paging: { style: 'cursor', items: 'data' } };
      for await (const _ of pages(call, operation, {}, { ahead: () => true })) break;
      assert.equal(asked.length, 1);
    });
  });
});
