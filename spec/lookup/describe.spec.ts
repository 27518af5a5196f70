import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import nock from 'nock';
import { clearCache } from '../../lib/cache';
import { Intercom } from '../../lib/intercom/client';
import { answerTo } from '../../lib/lookup/answer';
import type { JsonSchema } from '../../lib/schema';
import { inputSchema } from '../../lib/validate';
import { HOST, withNock } from '../support/nock';

const ATTRIBUTES = [
  { name: 'email', data_type: 'string', custom: false },
  {
    name: 'plan',
    label: 'Plan',
    description: 'What is paid for.',
    data_type: 'string',
    options: ['basic', 'pro'],
    custom: true,
  },
  { name: 'seats', data_type: 'integer', custom: true },
  { name: 'spend', data_type: 'float', custom: true },
  { name: 'vip', data_type: 'boolean', custom: true },
  { name: 'renewal_at', description: 'Next renewal.', data_type: 'date', custom: true },
  { name: 'former', data_type: 'string', custom: true, archived: true },
];

const TYPE = {
  id: '412',
  ticket_type_attributes: {
    data: [
      { name: '_default_title_', data_type: 'string' },
      { name: 'Urgency', data_type: 'list', input_options: { list_items: [{ id: 'u-1', name: 'Today' }] } },
      { name: 'Due', data_type: 'datetime' },
      { name: 'Proof', data_type: 'files' },
    ],
  },
};

/** Keys of a schema and of all in it that the platform's store would refuse. */
function dollars(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(key.startsWith('$') ? [key] : []), ...dollars(inner)]);
}

describe('describe', () => {
  withNock();
  beforeEach(clearCache);
  after(clearCache);

  async function described(parameters: object): Promise<JsonSchema> {
    const intercom = new Intercom({ accessToken: 'spec-token-0123456789' });
    const { schema }: { schema?: JsonSchema } = await answerTo(intercom, 'describe', { ...parameters });
    assert.ok(schema);
    assert.ok(new Ajv({ strict: false }).validateSchema(schema));
    assert.deepEqual(dollars(schema), []);
    return schema;
  }

  it("puts the workspace's attributes into the schema of a contact, typed and labelled, archived ones left out", async () => {
    nock(HOST).get('/data_attributes').query({ model: 'contact' }).reply(200, { data: ATTRIBUTES });
    const schema = await described({ function: 'createContact' });
    const { properties: _, ...published } = inputSchema('createContact');
    const { properties: fields, ...rest } = schema;
    assert.deepEqual(rest, published);
    assert.deepEqual(fields?.custom_attributes?.properties, {
      plan: { title: 'Plan', description: 'What is paid for.', type: ['string', 'null'], enum: ['basic', 'pro', null] },
      seats: { title: 'seats', type: ['integer', 'null'] },
      spend: { title: 'spend', type: ['number', 'null'] },
      vip: { title: 'vip', type: ['boolean', 'null'] },
      renewal_at: { title: 'renewal_at', description: 'Next renewal. UNIX seconds.', type: ['integer', 'null'] },
    });
    assert.equal(fields?.custom_attributes?.additionalProperties, true);
  });

  it('leaves the published schema as it is', async () => {
    nock(HOST).get('/data_attributes').query({ model: 'contact' }).reply(200, { data: ATTRIBUTES });
    await described({ function: 'updateContact' });
    assert.equal(inputSchema('updateContact').properties?.custom_attributes?.properties, undefined);
  });

  it('puts the fields of a ticket type into the schema of a ticket', async () => {
    nock(HOST).get('/ticket_types/412').reply(200, TYPE);
    const { properties } = await described({ function: 'createTicket', ticketTypeId: 412 });
    assert.deepEqual(properties?.ticket_attributes?.properties, {
      _default_title_: { title: '_default_title_', type: ['string', 'null'] },
      Urgency: { title: 'Urgency', description: 'u-1 is Today.', type: ['string', 'null'], enum: ['u-1', null] },
      Due: { title: 'Due', description: 'UNIX seconds.', type: ['integer', 'null'] },
      Proof: { title: 'Proof' },
    });
  });

  it('puts them where the action has them: under another name, or in each record of a list', async () => {
    nock(HOST).get('/ticket_types/412').reply(200, TYPE);
    const ticket = await described({ function: 'convertConversationToTicket', ticketTypeId: 412 });
    assert.equal(ticket.properties?.attributes?.properties?.Urgency?.title, 'Urgency');
    assert.equal(ticket.properties?.ticket_attributes, undefined);
    for (const [name, list, model] of [
      ['upsertContacts', 'contacts', 'contact'],
      ['bulkUpdateCompanies', 'companies', 'company'],
    ] as const) {
      nock(HOST).get('/data_attributes').query({ model }).reply(200, { data: ATTRIBUTES });
      const { properties, ...rest } = await described({ function: name });
      const { properties: before, ...published } = await inputSchema(name);
      assert.deepEqual(rest, published);
      assert.deepEqual(Object.keys(properties ?? {}), Object.keys(before ?? {}));
      const fields = properties?.[list]?.items?.properties;
      assert.deepEqual(Object.keys(fields ?? {}), Object.keys(before?.[list]?.items?.properties ?? {}));
      assert.equal(fields?.custom_attributes?.properties?.plan?.title, 'Plan');
      assert.equal(before?.[list]?.items?.properties?.custom_attributes?.properties, undefined);
    }
  });

  it('gives the published schema of what has no attributes, and of a ticket whose type nobody named', async () => {
    assert.deepEqual(await described({ function: 'createTag' }), inputSchema('createTag'));
    assert.deepEqual(await described({ function: 'createTicket' }), inputSchema('createTicket'));
  });

  for (const name of ['colours', '__proto__', 'constructor', '../../package', 'newContacts'])
    it(`refuses ${name}`, async () => {
      await assert.rejects(described({ function: name }), /function must be the name of an action/);
    });

  it('refuses what it does not know', async () => {
    await assert.rejects(described({}), /function is missing/);
    await assert.rejects(described({ function: 'createTag', url: 'x' }), /none of function, ticketTypeId/);
    await assert.rejects(described({ function: ['createTag'] }), /function must be a text/);
  });
});
