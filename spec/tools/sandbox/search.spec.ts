import assert from 'node:assert/strict';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../tools/sandbox';
import { refusal, searchAll, send } from './client';

const at = (iso: string): number => Date.parse(iso) / 1000;
const NOON = at('2026-03-10T12:00:00Z');

const filter = (field: string, operator: string, value: unknown) => ({ field, operator, value });

async function withSandbox(options: SandboxOptions, act: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ now: NOON, ...options });
  try {
    await act(sandbox);
  } finally {
    await sandbox.close();
  }
}

describe('sandbox: search operators', () => {
  let sandbox: Sandbox;
  const names = new Map<string, string>();

  before(async () => {
    sandbox = await startSandbox({ now: NOON });
    const { attributes, contacts, segments, tags } = sandbox.workspace;
    attributes.add({ name: 'plan', model: 'contact', dataType: 'string' });
    attributes.add({ name: 'seats', model: 'contact', dataType: 'integer' });
    attributes.add({ name: 'spend', model: 'contact', dataType: 'float' });
    attributes.add({ name: 'renewal', model: 'contact', dataType: 'date' });
    const tag = tags.named('VIP').id;
    segments.push({ id: '91', name: 'Active', person_type: 'user', created_at: NOON, updated_at: NOON });
    const add = (name: string, fields: object) => {
      const { id } = contacts.create({ name, ...fields });
      names.set(id, name);
      return id;
    };
    const nora = add('Nora', {
      email: 'nora@example.com',
      external_id: 'crm-1',
      custom_attributes: { plan: 'team', seats: 5, spend: 12.5 },
    });
    add('Emil', {
      email: 'emil@example.org',
      unsubscribed_from_emails: true,
      custom_attributes: { plan: 'free', seats: 1, spend: 12 },
    });
    add('Tilda', {
      role: 'lead',
      email: 'tilda@example.com',
      phone: '+1 555 0103',
      custom_attributes: { renewal: NOON },
    });
    contacts.tag(nora, tags.applied(tag));
    contacts.set(nora, { segments: ['91'], location: { country: 'Norway', region: 'Oslo', city: 'Oslo' } });
    names.set('tag', tag);
  });
  after(() => sandbox.close());

  const found = async (query: unknown): Promise<string> => {
    const ids = await searchAll(sandbox, '/contacts/search', { query, sort: { field: 'name', order: 'ascending' } });
    return ids.map((id) => names.get(id)).join(' ');
  };

  const cases: [field: string, operator: string, value: unknown, expected: string][] = [
    ['role', '=', 'lead', 'Tilda'],
    ['role', '!=', 'lead', 'Emil Nora'],
    ['email', '=', 'NORA@example.com', 'Nora'],
    ['email', 'IN', ['nora@example.com', 'tilda@example.com'], 'Nora Tilda'],
    ['email', 'NIN', ['nora@example.com', 'tilda@example.com'], 'Emil'],
    ['email', '~', 'example.com', 'Nora Tilda'],
    ['email', '!~', 'example.com', 'Emil'],
    ['email', '^', 'ti', 'Tilda'],
    ['email', '$', '.org', 'Emil'],
    ['email_domain', '=', 'example.org', 'Emil'],
    ['external_id', '=', null, 'Emil Tilda'],
    ['external_id', '!=', null, 'Nora'],
    ['phone', '~', '0103', 'Tilda'],
    ['unsubscribed_from_emails', '=', true, 'Emil'],
    ['unsubscribed_from_emails', '!=', 'true', 'Nora Tilda'],
    ['location.country', '=', 'Norway', 'Nora'],
    ['custom_attributes.plan', '=', 'team', 'Nora'],
    ['custom_attributes.plan', '!=', 'team', 'Emil Tilda'],
    ['custom_attributes.seats', '>', 1, 'Nora'],
    ['custom_attributes.seats', '>=', 1, 'Emil Nora'],
    ['custom_attributes.seats', '<', '5', 'Emil'],
    ['custom_attributes.seats', '<=', 5, 'Emil Nora'],
    ['custom_attributes.seats', 'IN', [5, 7], 'Nora'],
    ['custom_attributes.seats', 'NIN', [5, 7], 'Emil Tilda'],
    ['custom_attributes.spend', '>', 12, 'Nora'],
    ['custom_attributes.renewal', '=', NOON - 3600, 'Tilda'],
    ['segment_id', '=', '91', 'Nora'],
    ['ios_device', '=', 'tablet', ''],
  ];
  for (const [field, operator, value, expected] of cases) {
    it(`finds ${field} ${operator} ${JSON.stringify(value)}`, async () => {
      assert.equal(await found(filter(field, operator, value)), expected);
    });
  }

  it('finds by tag', async () => {
    assert.equal(await found(filter('tag_id', '=', names.get('tag'))), 'Nora');
    assert.equal(await found(filter('tag_id', '!=', names.get('tag'))), 'Emil Tilda');
  });

  it('joins filters by AND and OR, two levels deep', async () => {
    const lead = filter('role', '=', 'lead');
    const user = filter('role', '=', 'user');
    assert.equal(await found({ operator: 'AND', value: [user, filter('email', '~', '.com')] }), 'Nora');
    assert.equal(await found({ operator: 'OR', value: [lead, filter('name', '=', 'Emil')] }), 'Emil Tilda');
    const group = { operator: 'OR', value: [filter('name', '=', 'Nora'), filter('name', '=', 'Tilda')] };
    assert.equal(await found({ operator: 'AND', value: [user, group] }), 'Nora');
  });

  const refused = async (query: unknown, rest: object = {}): Promise<string> =>
    refusal(await send(sandbox, 'POST /contacts/search', { query, ...rest }));

  it('refuses more than two levels and more than fifteen filters', async () => {
    const one = filter('role', '=', 'lead');
    const two = { operator: 'OR', value: [one] };
    const three = { operator: 'AND', value: [{ operator: 'OR', value: [two] }] };
    assert.equal(await refused(three), '400 parameter_invalid');
    assert.equal(await refused({ operator: 'AND', value: Array(16).fill(one) }), '400 parameter_invalid');
    assert.equal(await refused({ operator: 'AND', value: [] }), '400 parameter_invalid');
    assert.equal(await found({ operator: 'AND', value: Array(15).fill(one) }), 'Tilda');
  });

  it('refuses unknown fields, and operators and values that do not fit', async () => {
    assert.equal(refusal(await send(sandbox, 'POST /contacts/search', {})), '400 parameter_not_found');
    assert.equal(await refused('role'), '400 parameter_invalid');
    for (const field of ['shoe_size', 'custom_attributes.colour', 'constructor', 'toString', 'tag_ids']) {
      assert.equal(await refused(filter(field, '=', 'x')), '400 parameter_not_found', field);
    }
    assert.equal(await refused({ field: 'role', operator: '=' }), '400 parameter_not_found');
    assert.equal(await refused(filter('role', '>', 'a')), '400 parameter_invalid');
    assert.equal(await refused(filter('role', 'LIKE', 'a')), '400 parameter_invalid');
    assert.equal(await refused(filter('role', 'IN', 'lead')), '400 parameter_invalid');
    assert.equal(await refused(filter('role', '=', ['lead'])), '400 parameter_invalid');
    assert.equal(await refused(filter('tag_id', 'IN', ['1'])), '400 parameter_invalid');
    assert.equal(await refused(filter('custom_attributes.seats', '>', 'many')), '400 parameter_invalid');
    assert.equal(await refused(filter('unsubscribed_from_emails', '=', 'maybe')), '400 parameter_invalid');
  });

  it('sorts both ways, and knows no other order', async () => {
    const query = filter('id', '!=', 'x');
    const order = async (sort: object) =>
      (await searchAll(sandbox, '/contacts/search', { query, sort }, { perPage: 1 }))
        .map((id) => names.get(id))
        .join(' ');
    assert.equal(await order({ field: 'name', order: 'ascending' }), 'Emil Nora Tilda');
    assert.equal(await order({ field: 'name', order: 'descending' }), 'Tilda Nora Emil');
    assert.equal(await order({ field: 'custom_attributes.seats', order: 'ascending' }), 'Tilda Emil Nora');
    assert.equal(await refused(query, { sort: { field: 'name', order: 'desc' } }), '400 invalid_sort_order');
    assert.equal(await refused(query, { sort: { field: 'shoe_size', order: 'ascending' } }), '400 parameter_invalid');
    assert.equal(await refused(query, { sort: { field: 'tag_id', order: 'ascending' } }), '400 parameter_invalid');
  });
});

describe('sandbox: contact search by calendar day', () => {
  const ZONES: [zone: string, day: string, start: string, end: string][] = [
    ['UTC', 'an ordinary day', '2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'],
    ['Pacific/Pago_Pago', 'eleven hours behind', '2026-03-10T11:00:00Z', '2026-03-11T11:00:00Z'],
    ['Pacific/Kiritimati', 'fourteen hours ahead', '2026-03-09T10:00:00Z', '2026-03-10T10:00:00Z'],
    ['+14:00', 'a fixed offset ahead', '2026-03-09T10:00:00Z', '2026-03-10T10:00:00Z'],
    ['-11:00', 'a fixed offset behind', '2026-03-10T11:00:00Z', '2026-03-11T11:00:00Z'],
    ['Asia/Kathmandu', 'three quarters of an hour', '2026-03-09T18:15:00Z', '2026-03-10T18:15:00Z'],
    ['Europe/Berlin', 'the day of 23 hours', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', 'the day of 25 hours', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    ['America/New_York', 'the day of 23 hours', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    // Beirut springs forward at midnight: that day begins at one o'clock.
    ['Asia/Beirut', 'a day without midnight', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'],
  ];

  for (const [timezone, day, startIso, endIso] of ZONES) {
    it(`${timezone}, ${day}: = is the whole day, > begins after it, < ends before it`, async () => {
      const [start, end] = [at(startIso), at(endIso)];
      await withSandbox({ now: start - 1, timezone }, async (sandbox) => {
        const { contacts } = sandbox.workspace;
        const make = (second: number, name: string) => {
          sandbox.clock.set(second);
          contacts.create({ role: 'lead', name });
        };
        make(start - 1, 'before');
        make(start, 'first');
        make(end - 1, 'last');
        make(end, 'after');
        for (const second of [start, start + 7 * 3600 + 11, end - 1]) {
          for (const [operator, expected] of [
            ['=', 'first last'],
            ['>', 'after'],
            ['<', 'before'],
          ] as const) {
            for (const version of ['2.7', '2.16']) {
              const { body } = await send(
                sandbox,
                'POST /contacts/search',
                { query: filter('updated_at', operator, second), sort: { field: 'updated_at', order: 'ascending' } },
                version,
              );
              assert.equal(
                body.data.map((one: { name: string }) => one.name).join(' '),
                expected,
                `${operator} ${second}`,
              );
            }
          }
        }
      });
    });
  }

  it('takes no other operator on a date up to 2.16', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const [operator, value] of [
        ['!=', NOON],
        ['IN', [NOON]],
        ['NIN', [NOON]],
        ['>=', NOON],
        ['<=', NOON],
        ['~', '1'],
      ]) {
        const reply = await send(sandbox, 'POST /contacts/search', {
          query: filter('created_at', String(operator), value),
        });
        assert.equal(refusal(reply), '400 parameter_invalid', String(operator));
      }
    });
  });

  it('answers and sorts by the second all the same', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const name of ['first', 'second', 'third']) {
        sandbox.workspace.contacts.create({ role: 'lead', name });
        sandbox.clock.advance(1);
      }
      const search = {
        query: filter('created_at', '=', String(NOON)),
        sort: { field: 'created_at', order: 'descending' },
      };
      const { body } = await send(sandbox, 'POST /contacts/search', search);
      assert.deepEqual(
        body.data.map((one: { name: string; created_at: number }) => [one.name, one.created_at]),
        [
          ['third', NOON + 2],
          ['second', NOON + 1],
          ['first', NOON],
        ],
      );
    });
  });

  it('goes to the second in Preview, even where the same words were asked of 2.16 before', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const name of ['first', 'second', 'third']) {
        sandbox.workspace.contacts.create({ role: 'lead', name });
        sandbox.clock.advance(1);
      }
      const names = async (operator: string, version: string) => {
        const search = {
          query: filter('updated_at', operator, NOON + 1),
          sort: { field: 'updated_at', order: 'ascending' },
        };
        const { body } = await send(sandbox, 'POST /contacts/search', search, version);
        return body.data.map((one: { name: string }) => one.name).join(' ');
      };
      assert.equal(await names('=', '2.16'), 'first second third');
      assert.equal(await names('=', 'Preview'), 'second');
      assert.equal(await names('>', '2.16'), '');
      assert.equal(await names('>', 'Preview'), 'third');
      assert.equal(await names('>=', 'Preview'), 'second third');
      assert.equal(await names('!=', 'Preview'), 'first third');
      assert.equal(await names('<', 'Preview'), 'first');
      const reply = await send(
        sandbox,
        'POST /contacts/search',
        { query: filter('updated_at', 'IN', [NOON]) },
        'Preview',
      );
      assert.equal(refusal(reply), '400 parameter_invalid');
    });
  });
});

describe('sandbox: conversation search', () => {
  it('matches stamps to the second, with or without the second itself', async () => {
    for (const [greaterIncludesSecond, expected] of [
      [false, 1],
      [true, 2],
    ] as const) {
      await withSandbox({ greaterIncludesSecond }, async (sandbox) => {
        const { id } = sandbox.workspace.contacts.create({ email: 'nora@example.com' });
        for (let index = 0; index < 3; index++) {
          sandbox.workspace.conversations.create({ by: id, body: 'Hello' });
          sandbox.clock.advance(1);
        }
        const count = async (operator: string, value: unknown) =>
          (await send(sandbox, 'POST /conversations/search', { query: filter('created_at', operator, value) })).body
            .total_count;
        assert.equal(await count('>', NOON + 1), expected);
        assert.equal(await count('<', NOON + 1), 1);
        assert.equal(await count('=', NOON + 1), 1);
        assert.equal(await count('!=', NOON + 1), 2);
        assert.equal(await count('IN', [NOON, NOON + 2]), 2);
        assert.equal(await count('NIN', [NOON, NOON + 2]), 1);
      });
    }
  });

  it('reaches nested fields', async () => {
    await withSandbox({}, async (sandbox) => {
      const { admins, attributes, contacts, conversations, tags } = sandbox.workspace;
      attributes.add({ name: 'topic', model: 'conversation', dataType: 'string' });
      const admin = admins.me().id;
      const nora = contacts.create({ email: 'nora@example.com', name: 'Nora' }).id;
      const emil = contacts.create({ email: 'emil@example.com', name: 'Emil' }).id;
      const tag = tags.named('VIP').id;
      const closed = conversations.create({ by: nora, body: 'Where is my invoice?' }).id;
      conversations.create({ by: emil, body: 'Hello' });
      sandbox.clock.advance(60);
      conversations.reply(closed, { as: admin, body: 'Here.' });
      conversations.close(closed, admin);
      conversations.rate(closed, 4, 'Good');
      conversations.tag(closed, tags.applied(tag));
      conversations.assign(closed, admin, 'admin', admin);
      conversations.close(closed, admin);
      conversations.update(closed, { custom_attributes: { topic: 'billing' }, title: 'Invoice' });
      const cases: [string, string, unknown][] = [
        ['source.author.email', '=', 'nora@example.com'],
        ['source.author.name', '=', 'Nora'],
        ['source.body', '~', 'invoice'],
        ['statistics.last_close_at', '>', NOON],
        ['statistics.count_conversation_parts', '>', 2],
        ['conversation_rating.replied_at', '=', NOON + 60],
        ['conversation_rating.score', '>', 3],
        ['custom_attributes.topic', '=', 'billing'],
        ['title', '^', 'inv'],
        ['tag_ids', '=', tag],
        ['tag_ids', 'IN', [tag, '1']],
        ['contact_ids', '=', nora],
        ['contact_ids', '!=', emil],
        ['teammate_ids', '=', admin],
        ['admin_assignee_id', '=', Number(admin)],
        ['open', '=', false],
        ['state', 'IN', ['closed', 'snoozed']],
      ];
      for (const [field, operator, value] of cases) {
        const { body } = await send(sandbox, 'POST /conversations/search', { query: filter(field, operator, value) });
        assert.deepEqual(
          body.conversations?.map((one: { id: string }) => one.id),
          [closed],
          `${field} ${operator}`,
        );
      }
      for (const field of ['statistics.mood', 'conversation_rating.stars', 'custom_attributes.plan', '__proto__']) {
        assert.equal(
          refusal(await send(sandbox, 'POST /conversations/search', { query: filter(field, '=', 1) })),
          '400 parameter_not_found',
        );
      }
      assert.equal(
        refusal(await send(sandbox, 'POST /conversations/search', { query: filter('updated_at', '>=', 1) })),
        '400 parameter_invalid',
      );
    });
  });
});

describe('sandbox: a search index that lags', () => {
  const emails = async (sandbox: Sandbox): Promise<string> => {
    const { body } = await send(sandbox, 'POST /contacts/search', {
      query: filter('id', '!=', 'x'),
      sort: { field: 'created_at', order: 'ascending' },
    });
    return body.data.map((one: { name: string | null }) => one.name).join(' ');
  };

  it('shows the state before until the lag has passed; reads and lists show the present', async () => {
    await withSandbox({ indexLagSeconds: 60 }, async (sandbox) => {
      const { contacts } = sandbox.workspace;
      const { id } = contacts.create({ role: 'lead', name: 'old' });
      assert.equal(await emails(sandbox), '');
      assert.equal((await send(sandbox, `GET /contacts/${id}`)).body.name, 'old');
      assert.equal((await send(sandbox, 'GET /contacts')).body.total_count, 1);
      sandbox.clock.advance(59);
      assert.equal(await emails(sandbox), '');
      sandbox.clock.advance(1);
      assert.equal(await emails(sandbox), 'old');
      contacts.update(id, { name: 'new' });
      assert.equal(await emails(sandbox), 'old');
      const found = await send(sandbox, 'POST /contacts/search', { query: filter('name', '=', 'new') });
      assert.equal(found.body.total_count, 0);
      sandbox.clock.advance(60);
      assert.equal(await emails(sandbox), 'new');
      contacts.archive(id);
      assert.equal(await emails(sandbox), 'new');
      sandbox.clock.advance(60);
      assert.equal(await emails(sandbox), '');
      contacts.unarchive(id);
      sandbox.clock.advance(60);
      assert.equal(await emails(sandbox), 'new');
      contacts.delete(id);
      assert.equal(await emails(sandbox), 'new');
      sandbox.clock.advance(60);
      assert.equal(await emails(sandbox), '');
    });
  });

  it('can lag by record, and brings no old state back when changes arrive out of order', async () => {
    let lag = 600;
    await withSandbox({ indexLagSeconds: () => lag }, async (sandbox) => {
      const { contacts } = sandbox.workspace;
      const { id } = contacts.create({ role: 'lead', name: 'one' });
      sandbox.clock.advance(10);
      lag = 5;
      contacts.update(id, { name: 'two' });
      sandbox.clock.advance(5);
      assert.equal(await emails(sandbox), 'two');
      sandbox.clock.advance(600);
      assert.equal(await emails(sandbox), 'two');
    });
  });

  it('lags in conversations, too', async () => {
    await withSandbox({ indexLagSeconds: 120 }, async (sandbox) => {
      const { id } = sandbox.workspace.contacts.create({ role: 'lead' });
      sandbox.workspace.conversations.create({ by: id, body: 'Hello' });
      const count = async () =>
        (await send(sandbox, 'POST /conversations/search', { query: filter('open', '=', true) })).body.total_count;
      assert.equal(await count(), 0);
      assert.equal((await send(sandbox, 'GET /conversations')).body.total_count, 1);
      sandbox.clock.advance(120);
      assert.equal(await count(), 1);
    });
  });
});
