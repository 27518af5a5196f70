import assert from 'node:assert/strict';
import { join } from 'node:path';
import nock from 'nock';
import { pathOf } from '../lib/attributes';
import { declarationOf } from '../lib/lookup/functions';
import type { JsonSchema } from '../lib/schema';
import { ROOT, run } from './support/component';
import { HOST, withNock } from './support/nock';

const NOON = 1_767_614_400;
const CONTACT = '65a0c0ffee0000000000a001';

function attribute(name: string, data_type: string, more: object = {}): object {
  return {
    type: 'data_attribute',
    name,
    full_name: `custom_attributes.${name}`,
    data_type,
    custom: true,
    archived: false,
    ...more,
  };
}

const CONTACT_ATTRIBUTES = [
  { type: 'data_attribute', name: 'email', full_name: 'email', data_type: 'string', custom: false },
  attribute('plan', 'string', { options: ['basic', 'pro'] }),
  attribute('seats', 'integer'),
  attribute('monthly_spend', 'float'),
  attribute('newsletter', 'boolean', { options: ['true', 'false'] }),
  attribute('renewal_at', 'date'),
  attribute('nickname', 'string'),
  attribute('former_plan', 'string', { archived: true }),
];

/** Another credential for each run, so that none sees what the last one left in the cache. */
let runs = 0;
function fresh(): { accessToken: string } {
  runs += 1;
  return { accessToken: `spec-token-attributes-${runs}` };
}

function listsAttributes(model: string, data: object[] = CONTACT_ATTRIBUTES): void {
  nock(HOST).get('/data_attributes').query({ model }).reply(200, { type: 'list', data });
}

describe('checkAttributes', () => {
  withNock();

  /** Every field at any depth that holds values by the names of attributes. */
  function placesIn({ properties = {}, items, anyOf = [] }: JsonSchema): string[] {
    const inside = Object.entries(properties).flatMap(([name, schema]) => {
      const isMap = [schema.type ?? []].flat().includes('object') && /(^|_)attributes$/.test(name);
      return isMap ? [name] : placesIn(schema).map((path) => `${name}.${path}`);
    });
    return [...inside, ...[items ?? [], anyOf].flat().flatMap(placesIn)];
  }

  it('is offered by every action whose input has attributes of a kind that Intercom lists, and knows their place', () => {
    const {
      actions,
    }: { actions: Record<string, { fields: object; metadata: { in: string } }> } = require('../component.json');
    const missed = Object.entries(actions).flatMap(([name, { fields, metadata }]) => {
      const places = placesIn(require(join(ROOT, metadata.in)));
      const { attributes } = declarationOf(name) ?? {};
      const known = attributes === undefined ? [] : [pathOf(attributes)];
      assert.equal('checkAttributes' in fields, known.length > 0, name);
      return places.filter((place) => !known.includes(place)).map((place) => `${name}: ${place}`);
    });
    // Intercom lists the attributes of no custom object, and what Fin is told of a user bears names of the caller's own.
    assert.deepEqual(
      missed.filter((place) => !/CustomObject|Fin\w*: (user|conversation_metadata)\./.test(place)),
      [],
    );
  });

  async function created(custom_attributes: object, config: object = { checkAttributes: true, ...fresh() }) {
    return run('createContact', {
      message: { data: { email: 'ada@example.com', custom_attributes } },
      config: { ...config },
    });
  }

  it('lets pass what the workspace has, in the type that it wants', async () => {
    listsAttributes('contact');
    const sent: unknown[] = [];
    nock(HOST)
      .post('/contacts', (body) => sent.push(body) > 0)
      .reply(200, { type: 'contact', id: CONTACT });
    const values = { plan: 'pro', seats: '5', monthly_spend: 1.5, newsletter: 'true', renewal_at: NOON, nickname: 7 };
    const { errors } = await created({ ...values, plan: null });
    assert.deepEqual(errors, []);
    const custom_attributes = { ...values, plan: null, seats: 5, newsletter: true, nickname: '7' };
    assert.deepEqual(sent, [{ email: 'ada@example.com', custom_attributes }]);
  });

  const refused: [title: string, values: object, says: RegExp][] = [
    [
      'an unknown name',
      { plann: 'pro' },
      /custom_attributes\.plann is no contact attribute of this workspace; did you mean plan\?$/,
    ],
    [
      'a name that nobody meant',
      { ['p'.repeat(500_000)]: 1 },
      /custom_attributes\.p+… is no contact attribute of this workspace, or an archived one$/,
    ],
    ['another case', { Seats: 5 }, /custom_attributes\.Seats is no .*; did you mean seats\?$/],
    [
      'a name that is near to none',
      { colour_of_hair: 'red' },
      /colour_of_hair is no .* this workspace, or an archived one$/,
    ],
    ['an archived one', { former_plan: 'pro' }, /former_plan is no contact attribute/],
    ['a built-in one', { email: 'ada@example.org' }, /custom_attributes\.email is no contact attribute/],
    ['what every object has', { constructor: 'x' }, /custom_attributes\.constructor is no contact attribute/],
    ['a text for a number', { seats: 'many' }, /custom_attributes\.seats must be integer$/],
    ['a fraction for a whole number', { seats: 1.5 }, /seats must be integer$/],
    ['a text for a date', { renewal_at: '2026-01-05' }, /renewal_at must be integer, in UNIX seconds$/],
    ['a value that is no choice', { plan: 'gold' }, /plan must be one of basic, pro$/],
    [
      'an unknown name that is an address',
      { 'ada@example.com': 1 },
      /: custom_attributes\.[^@]+ is no contact attribute/,
    ],
    ['an object', { nickname: { ada: 1 } }, /nickname must be string$/],
    ['a yes for a yes or no', { newsletter: 'yes' }, /newsletter must be boolean$/],
    ['several at once', { plann: 1, seats: 'x' }, /plann is no .*; custom_attributes\.seats must be integer/],
  ];
  for (const [title, values, says] of refused) {
    it(`refuses ${title}, before the call`, async () => {
      listsAttributes('contact');
      const { errors, emitted } = await created(values);
      assert.equal(errors.length, 1);
      assert.match(errors[0]?.message ?? '', says);
      assert.equal(errors[0]?.name, 'InvalidInputError');
      assert.deepEqual(emitted, []);
    });
  }

  it('asks the workspace once for many messages', async () => {
    const config = { checkAttributes: 'true', ...fresh() };
    listsAttributes('contact');
    nock(HOST).post('/contacts').twice().reply(200, { type: 'contact', id: CONTACT });
    for (let n = 0; n < 2; n += 1) assert.deepEqual((await created({ seats: n }, config)).errors, []);
  });

  for (const body of [{}, { type: 'error' }, { data: null }])
    it(`refuses no attribute where Intercom answers ${JSON.stringify(body)} for a list, and asks again`, async () => {
      const config = { checkAttributes: true, ...fresh() };
      nock(HOST).get('/data_attributes').query({ model: 'contact' }).reply(200, body);
      const { errors, rebounds, emitted } = await created({ plan: 'pro' }, config);
      assert.deepEqual([errors, emitted], [[], []]);
      assert.equal(
        rebounds[0]?.message,
        "GET /data_attributes answered without its list, so the workspace's attributes are unknown.",
      );
      listsAttributes('contact');
      nock(HOST).post('/contacts').reply(200, { type: 'contact', id: CONTACT });
      assert.deepEqual((await created({ plan: 'pro' }, config)).errors, []);
    });

  it('takes an empty list for what it is', async () => {
    listsAttributes('contact', []);
    assert.match((await created({ plan: 'pro' })).errors[0]?.message ?? '', /plan is no contact attribute/);
  });

  it('asks nothing where there is nothing to check, and where it is off', async () => {
    nock(HOST).post('/contacts').times(3).reply(200, { type: 'contact', id: CONTACT });
    assert.deepEqual((await created({})).errors, []);
    assert.deepEqual((await created({ plann: 1 }, fresh())).errors, []);
    assert.deepEqual((await created({ plann: 1 }, { checkAttributes: false, ...fresh() })).errors, []);
  });

  it('knows the attributes of companies', async () => {
    listsAttributes('company', [attribute('region', 'string')]);
    const config = { checkAttributes: true, ...fresh() };
    const { errors } = await run('createOrUpdateCompany', {
      message: { data: { company_id: 'c-1', custom_attributes: { regoin: 'north' } } },
      config,
    });
    assert.match(errors[0]?.message ?? '', /regoin is no company attribute of this workspace; did you mean region\?/);
  });

  const PRIORITY = {
    name: 'Priority',
    data_type: 'list',
    options: [
      { id: 'a1', label: 'High' },
      { id: 'a2', label: 'Low' },
      { id: 'a3', label: 'Old', archived: true },
    ],
  };

  it('knows the attributes of conversations, where the version keeps them', async () => {
    nock(HOST)
      .get('/conversations/attributes')
      .reply(200, { type: 'list', data: [PRIORITY] });
    const update = (Priority: string, config: object) =>
      run('updateConversation', {
        message: { data: { conversation_id: '7', custom_attributes: { Priority } } },
        config: { checkAttributes: true, ...config },
      });
    const config = fresh();
    assert.match((await update('Old', config)).errors[0]?.message ?? '', /Priority must be one of High, Low$/);
    nock(HOST).put('/conversations/7').reply(200, { type: 'conversation', id: '7' });
    assert.deepEqual((await update('High', config)).errors, []);
    listsAttributes('conversation', [attribute('Priority', 'string', { options: ['High'] })]);
    const old = await update('Low', { apiVersion: '2.14', ...fresh() });
    assert.match(old.errors[0]?.message ?? '', /Priority must be one of High$/);
  });

  const TYPE = {
    type: 'ticket_type',
    id: '412',
    ticket_type_attributes: {
      type: 'list',
      data: [
        { name: '_default_title_', data_type: 'string', archived: false },
        {
          name: 'Urgency',
          data_type: 'list',
          input_options: {
            multiline: false,
            list_items: [
              { id: 'u-1', name: 'Today' },
              { id: 'u-2', name: 'Later' },
            ],
          },
        },
      ],
    },
  };

  it('knows the fields of a ticket by the type that is named', async () => {
    nock(HOST).get('/ticket_types/412').reply(200, TYPE);
    const { errors } = await run('createTicket', {
      message: {
        data: {
          ticket_type_id: '412',
          contacts: [{ id: CONTACT }],
          ticket_attributes: { _default_title_: 'Help', Urgency: 'u-3', Urgent: 'u-1' },
        },
      },
      config: { checkAttributes: true, ...fresh() },
    });
    assert.match(errors[0]?.message ?? '', /ticket_attributes\.Urgency must be one of u-1, Today, u-2, Later/);
    assert.match(
      errors[0]?.message ?? '',
      /ticket_attributes\.Urgent is no field of this ticket type; did you mean Urgency\?/,
    );
  });

  it('knows the fields of a ticket that is changed by the type that it has', async () => {
    nock(HOST)
      .get('/tickets/9')
      .reply(200, { type: 'ticket', id: '9', ticket_type: { type: 'ticket_type', id: '412' } });
    nock(HOST).get('/ticket_types/412').reply(200, TYPE);
    nock(HOST).put('/tickets/9').reply(200, { type: 'ticket', id: '9' });
    const { errors } = await run('updateTicket', {
      message: { data: { ticket_id: '9', ticket_attributes: { Urgency: 'u-1' } } },
      config: { checkAttributes: true, ...fresh() },
    });
    assert.deepEqual(errors, []);
  });

  for (const ticket_type of [undefined, null, {}, { id: null }])
    it(`says so where a ticket shows no type: ${JSON.stringify(ticket_type)}`, async () => {
      nock(HOST).get('/tickets/9').reply(200, { type: 'ticket', id: '9', ticket_type });
      const { errors } = await run('updateTicket', {
        message: { data: { ticket_id: '9', ticket_attributes: { Urgency: 'u-1' } } },
        config: { checkAttributes: true, ...fresh() },
      });
      assert.equal(
        errors[0]?.message,
        'updateTicket: ticket_attributes cannot be checked, since the ticket shows no type: switch checkAttributes off for it',
      );
    });

  it('knows the fields of a ticket that a conversation becomes', async () => {
    nock(HOST).get('/ticket_types/412').reply(200, TYPE);
    const convert = (attributes: object, config: object) =>
      run('convertConversationToTicket', {
        message: { data: { conversation_id: '7', ticket_type_id: '412', attributes } },
        config: { checkAttributes: true, ...config },
      });
    const config = fresh();
    const { errors } = await convert({ Urgnecy: 'u-1' }, config);
    assert.match(errors[0]?.message ?? '', /: attributes\.Urgnecy is no field of .*; did you mean Urgency\?$/);
    nock(HOST).post('/conversations/7/convert').reply(200, { type: 'ticket', id: '9' });
    assert.deepEqual((await convert({ Urgency: 'Today' }, config)).errors, []);
  });

  const lists: [name: string, list: 'contacts' | 'companies', record: object][] = [
    ['upsertContacts', 'contacts', { email: 'ada@example.com' }],
    ['bulkCreateContacts', 'contacts', { email: 'ada@example.com' }],
    ['bulkUpdateContacts', 'contacts', { id: CONTACT }],
    ['bulkCreateCompanies', 'companies', { company_id: 'c-1' }],
    ['bulkUpdateCompanies', 'companies', { id: '65a0c0ffee0000000000b001' }],
  ];
  for (const [name, list, record] of lists)
    it(`looks at every record of ${name}, and asks the workspace once`, async () => {
      listsAttributes(list === 'contacts' ? 'contact' : 'company');
      const records = [{ plan: 'pro' }, undefined, { plann: 'pro' }, { seats: 'many', plan: 'basic' }];
      const { errors, emitted } = await run(name, {
        message: {
          data: {
            [list]: records.map((custom_attributes) => ({
              ...record,
              ...(custom_attributes && { custom_attributes }),
            })),
          },
        },
        config: { checkAttributes: true, ...fresh() },
      });
      assert.equal(
        errors[0]?.message,
        `${name}: ${list}[2].custom_attributes.plann is no ${list === 'contacts' ? 'contact' : 'company'} attribute of this workspace; did you mean plan?; ${list}[3].custom_attributes.seats must be integer`,
      );
      assert.deepEqual(emitted, []);
    });

  it('sends every record of a list in the types that the workspace wants', async () => {
    listsAttributes('contact');
    const sent: unknown[] = [];
    nock(HOST)
      .post('/contacts/bulk', (body) => sent.push(body) > 0)
      .reply(202, { id: 'job-1' });
    const contacts = ['5', 7].map((seats) => ({ email: 'ada@example.com', custom_attributes: { seats } }));
    const { errors } = await run('bulkCreateContacts', {
      message: { data: { contacts: [...contacts, { email: 'bob@example.com' }] } },
      config: { checkAttributes: true, ...fresh() },
    });
    assert.deepEqual(errors, []);
    const wanted = [5, 7].map((seats) => ({ email: 'ada@example.com', custom_attributes: { seats } }));
    assert.deepEqual(sent, [{ contacts: [...wanted, { email: 'bob@example.com' }] }]);
  });
});
