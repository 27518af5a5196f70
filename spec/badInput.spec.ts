import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import nock from 'nock';
import { type Run, type RunOptions, run, TOKEN } from './support/component';
import { HOST, withNock } from './support/nock';

/** What stands in the inputs below and must not come out. */
const PERSONAL = ['ada', 'Sandberg', 'example.org', '555', '65a0c0ffee0000000000a001'];
const CONTACT = '65a0c0ffee0000000000a001';
/** 2026-01-05T12:00:00Z */
const NOON = 1_767_614_400;

interface Case {
  title: string;
  name: string;
  input?: unknown;
  options?: RunOptions;
  /** Calls to Intercom that it takes to find out; none, when absent. */
  intercom?: () => void;
  says: RegExp;
}

/** Runs a function, and after it another message, which must go through. */
async function outcome(name: string, options: RunOptions, intercom = () => {}): Promise<Run> {
  intercom();
  const left = await run(name, options);
  assert.deepEqual(nock.pendingMocks(), []);
  nock(HOST).get('/tags').reply(200, { type: 'list', data: [] });
  const next = await run('listTags');
  assert.deepEqual(next.errors, []);
  assert.equal(next.emitted.length, 1);
  // Ferryman's emitter writes the config into an error on its way; of the rest only name, message and stack go further.
  for (const error of [...left.errors, ...left.rebounds]) Reflect.deleteProperty(error, 'passedCfg');
  const said = inspect([left.errors, left.rebounds, left.log], { depth: Number.POSITIVE_INFINITY, showHidden: true });
  for (const secret of [TOKEN, 'other-token', ...PERSONAL]) assert.ok(!said.includes(secret), `${secret} in ${said}`);
  return left;
}

function refusal(status: number, code: string, message: string): () => void {
  const errors = [{ code, message }];
  return () => {
    nock(HOST).get('/tags').reply(status, { type: 'error.list', request_id: 'req-1', errors });
  };
}

const CASES: Case[] = [
  {
    title: 'no token',
    name: 'listTags',
    options: { config: { accessToken: undefined } },
    says: /^No Intercom access token reached this step\. Choose a credential for the step/,
  },
  {
    title: 'an empty token',
    name: 'listTags',
    options: { config: { accessToken: ' ' } },
    says: /^The access token is empty .* Paste it anew/,
  },
  {
    title: 'a token with a line break',
    name: 'listTags',
    options: { config: { accessToken: 'other-token\nx: y' } },
    says: /^The access token is empty or holds blanks or line breaks/,
  },
  {
    title: 'a token that Intercom refuses',
    name: 'listTags',
    intercom: refusal(401, 'unauthorized', 'Access Token Invalid'),
    says: /^GET \/tags failed with 401 unauthorized: .* \(request req-1\)\. Check the access token, and that region is/,
  },
  {
    title: 'a token that was revoked',
    name: 'listTags',
    intercom: refusal(401, 'token_revoked', 'Token revoked'),
    says: /make a new one in the Developer Hub/,
  },
  {
    title: 'a token without the permission',
    name: 'listTags',
    intercom: refusal(403, 'forbidden', 'Not allowed'),
    says: /403 forbidden.* Give the app this permission/,
  },
  {
    title: 'an unknown region',
    name: 'listTags',
    options: { config: { region: 'uk' } },
    says: /^region is not one that Intercom has\. Use us, eu or au/,
  },
  {
    title: 'a region that is no text',
    name: 'listTags',
    options: { config: { region: { name: 'eu' } } },
    says: /^region must be a text/,
  },
  {
    title: 'a custom URL that is not https',
    name: 'listTags',
    options: { config: { baseUrl: 'http://proxy.example.org' } },
    says: /^baseUrl must be an https address such as/,
  },
  {
    title: 'a custom URL that is none',
    name: 'listTags',
    options: { config: { baseUrl: 'proxy' } },
    says: /^baseUrl must be an https address such as/,
  },
  {
    title: 'an operation that the chosen version lacks',
    name: 'mergeConversation',
    input: { conversation_id: '1', merge_into_conversation_id: '2' },
    options: { config: { apiVersion: '2.8' } },
    says: /^POST \/conversations\/\{conversation_id\}\/merge does not exist in version 2\.8 .* it is in .*Set apiVersion to/,
  },
  {
    title: 'a version that there is not',
    name: 'listTags',
    options: { config: { apiVersion: '3.0' } },
    says: /^apiVersion is not one that Intercom has\. Use one of 2\.7,/,
  },
  {
    title: 'a missing path value',
    name: 'retrieveContact',
    input: {},
    says: /contact_id is missing/,
  },
  {
    title: 'a path value that is null',
    name: 'retrieveContact',
    input: { contact_id: null },
    says: /contact_id must be string, not null/,
  },
  {
    title: 'an empty path value',
    name: 'retrieveContact',
    input: { contact_id: ' ' },
    says: /contact_id must be an id/,
  },
  {
    title: '.. as an id',
    name: 'retrieveContact',
    input: { contact_id: '..' },
    says: /^GET \/contacts\/\{contact_id\}: contact_id must be an id: a string or a number, not empty, "\." or "\.\."/,
  },
  {
    title: 'an object as an id',
    name: 'retrieveContact',
    input: { contact_id: { id: CONTACT } },
    says: /contact_id must be string, not object/,
  },
  {
    title: 'a wrong type in a nested field',
    name: 'createConversation',
    input: { from: { type: 'user', id: [CONTACT] }, body: 'Ada Sandberg asks' },
    says: /^createConversation: from\.id must be string, not array$/,
  },
  {
    title: 'a wrong type in a list',
    name: 'replyConversation',
    input: {
      conversation_id: '1',
      type: 'admin',
      message_type: 'quick_reply',
      admin_id: '2',
      reply_options: [
        { text: 'Yes', uuid: 'a' },
        { text: { ada: 'Sandberg' }, uuid: 'b' },
      ],
    },
    says: /^replyConversation: reply_options\[1\]\.text must be string, not object$/,
  },
  {
    title: 'three bad fields at once',
    name: 'createContact',
    input: { email: ['ada@example.org'], signed_up_at: 'since ada', phone: { number: '+1 555 010 0199' } },
    says: /^createContact: email must be string.*, not array; phone must be string.*, not object; signed_up_at must be integer.*, not string$/,
  },
  {
    title: 'a step field that is wrong',
    name: 'listTags',
    options: { config: { output: 'everything' } },
    says: /^output must be one of page, items, all/,
  },
  {
    title: 'msg undefined',
    name: 'retrieveContact',
    options: { message: undefined },
    says: /no message reached this step; the transformation before it yields nothing, check its expression/,
  },
  {
    title: 'data null',
    name: 'retrieveContact',
    input: null,
    says: /the message's data must be an object .*, not null; check the mapping before this step/,
  },
  {
    title: 'data that is a list',
    name: 'retrieveContact',
    input: [{ contact_id: CONTACT }],
    says: /the message's data must be an object .*, not a list/,
  },
  {
    title: 'no data',
    name: 'retrieveContact',
    options: { message: {} },
    says: /contact_id is missing/,
  },
];

describe('bad input', () => {
  withNock();

  for (const { title, name, input = {}, options = {}, intercom, says } of CASES) {
    it(title, async () => {
      const message = { data: input, metadata: { recordUid: CONTACT } };
      const { errors, emitted, rebounds, snapshots } = await outcome(name, { message, ...options }, intercom);
      assert.equal(errors.length, 1);
      assert.match(errors[0]?.message ?? '', says);
      assert.deepEqual([emitted, rebounds, snapshots], [[], [], []]);
    });
  }

  describe('a 12 MB result', () => {
    const MB = 1_000_000;
    const contacts = (count: number, size: number) =>
      Array.from({ length: count }, (_, n) => ({
        type: 'contact',
        id: `65a0c0ffee00000000${100_000 + n}`,
        name: 'Ada '.repeat(size / 4),
      }));
    const list = () => {
      nock(HOST)
        .get('/contacts')
        .query({ per_page: 150 })
        .reply(200, { type: 'list', data: contacts(150, 80_000), pages: {} });
    };
    const message = { data: { per_page: 150 }, metadata: {} };

    it('of a list: says how to get it in pieces', async () => {
      const { errors, emitted, rebounds } = await outcome('listContacts', { message }, list);
      assert.equal(errors.length, 1);
      assert.match(
        errors[0]?.message ?? '',
        /^The result is 11\.\d MiB and a message holds 10 MiB at most\. .*smaller per_page, or .*output set to items/,
      );
      assert.deepEqual([emitted, rebounds], [[], []]);
    });

    it('of a list: comes through as items', async () => {
      const { errors, emitted } = await outcome('listContacts', { message, config: { output: 'items' } }, list);
      assert.deepEqual(errors, []);
      assert.deepEqual(
        emitted.map(({ metadata }) => metadata),
        contacts(150, 4).map(({ id }) => ({ recordUid: id })),
      );
    });

    it('of a single record', async () => {
      const input = { data: { contact_id: CONTACT }, metadata: {} };
      const { errors, emitted, rebounds } = await outcome('retrieveContact', { message: input }, () => {
        nock(HOST)
          .get(`/contacts/${CONTACT}`)
          .reply(200, contacts(1, 12 * MB)[0]);
      });
      assert.equal(errors.length, 1);
      assert.match(errors[0]?.message ?? '', /^The result is 11\.\d MiB and a message holds 10 MiB at most/);
      assert.deepEqual([emitted, rebounds], [[], []]);
    });

    it('counts bytes, not characters', async () => {
      const input = { data: { contact_id: CONTACT }, metadata: {} };
      const { errors, emitted } = await outcome('retrieveContact', { message: input }, () => {
        nock(HOST)
          .get(`/contacts/${CONTACT}`)
          .reply(200, { type: 'contact', id: CONTACT, name: '中'.repeat(4 * MB) });
      });
      assert.match(errors[0]?.message ?? '', /^The result is 11\.4 MiB/);
      assert.deepEqual([errors.length, emitted], [1, []]);
    });
  });

  describe('a snapshot', () => {
    const refused: [title: string, snapshot: unknown, says: RegExp][] = [
      ['of an older shape', { lastUpdated: NOON * 1_000 }, /was not written by this trigger/],
      ['that is a text', 'ada@example.org', /was not written by this trigger/],
      ['that is a list', [{ watermark: NOON }], /was not written by this trigger/],
      [
        'with rubbish for a watermark',
        { v: 1, from: 0, watermark: 'ada', seen: {} },
        /was not written by this trigger/,
      ],
      ['with a negative watermark', { v: 1, from: 0, watermark: -5, seen: {} }, /was not written by this trigger/],
      ['of a newer version', { v: 2, watermark: NOON }, /written by a newer version of this component/],
    ];
    for (const name of ['newConversations', 'updatedContacts'])
      for (const [title, snapshot, says] of refused)
        it(`${title} stops ${name} before any call, and stays as it is`, async () => {
          const { errors, emitted, snapshots, rebounds } = await outcome(name, { snapshot });
          assert.equal(errors.length, 1);
          assert.match(errors[0]?.message ?? '', says);
          assert.match(errors[0]?.message ?? '', /elete the step's snapshot; the next run then begins at startFrom/);
          assert.deepEqual([emitted, snapshots, rebounds], [[], [], []]);
        });

    const mended: [title: string, snapshot: object][] = [
      ['without a version', { watermark: NOON }],
      ['with rubbish for what was seen', { v: 1, from: 0, watermark: NOON, seen: 'ada' }],
      ['with rubbish among what was seen', { v: 1, from: 0, watermark: NOON, seen: { '7': { at: 'ada' }, '8': null } }],
      ['with rubbish for its beginning', { v: 1, from: 'ada', watermark: NOON, seen: {} }],
    ];
    for (const [title, snapshot] of mended)
      it(`${title} is mended, with a warning, and loses nothing`, async () => {
        const conversation = { type: 'conversation', id: '7', created_at: NOON + 60 };
        const { errors, emitted, snapshots, log } = await outcome('newConversations', { snapshot }, () => {
          nock(HOST)
            .post('/conversations/search', ({ query }) => {
              // From before the watermark on, for what the index showed late.
              return query.field === 'created_at' && query.operator === '>' && Number(query.value) <= NOON;
            })
            .reply(200, { type: 'conversation.list', conversations: [conversation], pages: {} });
        });
        assert.deepEqual(errors, []);
        assert.deepEqual(emitted, [{ data: conversation, metadata: { recordUid: '7' } }]);
        assert.equal(log.filter((line) => /part of the stored state could not be read/.test(line)).length, 1);
        const stored = snapshots.at(-1) as { v: number; watermark: number };
        assert.equal(stored.v, 1);
        assert.ok(stored.watermark >= NOON + 60);
      });
  });
});
