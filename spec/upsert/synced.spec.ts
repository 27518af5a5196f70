import assert from 'node:assert/strict';
import nock from 'nock';
import { companyDigest, contactDigest } from '../../lib/masterdata/digest';
import { DEFAULT_MAPPING } from '../../lib/masterdata/mapping';
import { isShared, markText, readMark } from '../../lib/masterdata/mark';
import type { Metadata } from '../../lib/oih/types';
import type { Company, Contact } from '../../lib/types';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { contactWire } from '../../tools/sandbox/wire/contact';
import { run } from '../support/component';
import { HOST, withNock } from '../support/nock';

const NOON = 1_767_614_400;
const EMAIL = 'ana.reyes@example.com';
const PUT = 'PUT /contacts/{contact_id}';

/** A person as the CRM sends it, `seconds` after noon by its clock. */
const person = (fields: Record<string, unknown>, seconds?: number) => ({
  contactData: [{ type: 'email', value: EMAIL }],
  ...fields,
  ...(seconds !== undefined && { lastUpdate: new Date((NOON + seconds) * 1000).toISOString() }),
});

describe('a person and a contact that are kept in step', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  beforeEach(() => {
    sandbox.reset();
    for (const name of ['sync', 'job_title'])
      sandbox.workspace.attributes.add({ name, model: 'contact', dataType: 'string' });
  });
  after(() => sandbox.close());

  const contacts = () => sandbox.workspace.contacts;
  const only = () => {
    const [contact, ...others] = contacts().all.values();
    assert.ok(contact && others.length === 0, `${others.length + 1} contacts`);
    return contact;
  };
  const wire = (): Contact => ({ ...contactWire(only(), sandbox.workspace, '2.16') });
  const mark = () => readMark(only().custom_attributes.sync);
  /** Whether the mark says that the CRM has all of it. */
  const isOurs = () => isShared(contactDigest(wire(), DEFAULT_MAPPING), mark());
  const calls = () => sandbox.requests.count();

  async function upsert(data: object, fields: Record<string, unknown> = {}, metadata: Metadata = {}) {
    const config = { syncAttribute: 'sync', ...fields, accessToken: sandbox.token, baseUrl: sandbox.url };
    const { errors, emitted, log } = await run('upsertPerson', { message: { data, metadata }, config });
    const [message] = emitted;
    return { errors: errors.map(({ message: text }) => text), data: { ...Object(message?.data) }, log };
  }
  /** The same, and it must not fail. */
  async function bring(data: object, fields: Record<string, unknown> = {}, metadata: Metadata = {}) {
    const { errors, data: result } = await upsert(data, fields, metadata);
    assert.deepEqual(errors, []);
    return result;
  }
  const byId = (): Metadata => ({ recordUid: only().id });

  it('bears our mark after it was made, and after each write, with no call more', async () => {
    await bring(person({ firstName: 'Ana', lastName: 'Reyes' }, 10));
    assert.ok(isOurs());
    assert.equal(mark()?.edited, NOON + 10);
    const before = calls();
    await bring(person({ lastName: 'Torres' }, 20), {}, byId());
    assert.equal(calls() - before, 2, 'one read, one write');
    assert.ok(isOurs());
    assert.equal(only().name, 'Ana Torres');
  });

  it('takes the edits of an application that writes the year 1 for a time which it does not know', async () => {
    for (const lastName of ['Reyes', 'Torres']) {
      await bring({ ...person({ firstName: 'Ana', lastName }), lastUpdate: '0001-01-01T00:00:00Z' });
      sandbox.clock.advance(60);
    }
    assert.equal(only().name, 'Ana Torres');
  });

  it('is not written when nothing differs, and then costs one call', async () => {
    await bring(person({ firstName: 'Ana' }, 10));
    const before = calls();
    const data = await bring(person({ firstName: 'Ana' }, 900), {}, byId());
    assert.equal(calls() - before, 1);
    assert.equal(data.lastUpdate, new Date((NOON + 10) * 1000).toISOString(), 'as old as its last edit');
  });

  it('keeps an edit of Intercom that is newer than the message, and tells the CRM of it', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    const data = await bring(person({ firstName: 'Ann' }, 30), {}, byId());
    assert.equal(only().name, 'Anita');
    assert.equal(data.firstName, 'Anita');
    assert.equal(data.lastUpdate, new Date((NOON + 60) * 1000).toISOString());
    assert.equal(sandbox.requests.count(PUT), 0);
  });

  it('takes a message that is newer than the edit of Intercom', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Ann' }, 90), {}, byId());
    assert.equal(only().name, 'Ann');
    assert.ok(isOurs(), 'the message shows all that the contact holds');
  });

  it('takes a message of the same second as the edit of Intercom', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Ann' }, 60), {}, byId());
    assert.equal(only().name, 'Ann');
  });

  it('is not kept for a visit, however late', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(3_600);
    contacts().set(only().id, { last_seen_at: sandbox.clock.now() });
    await bring(person({ firstName: 'Ann' }, 30), {}, byId());
    assert.equal(only().name, 'Ann');
  });

  it('is kept where the message is older than what we wrote last, such as one that comes back from a rebound', async () => {
    await bring(person({ firstName: 'Ana' }, 40));
    await bring(person({ firstName: 'Ann' }, 30), {}, byId());
    assert.equal(only().name, 'Ana');
  });

  it('bears a mark with a star while it holds an edit that the message does not show', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { phone: '+1 555 0100' });
    await bring(person({ firstName: 'Ann' }, 90), {}, byId());
    assert.equal(only().name, 'Ann');
    assert.equal(only().phone, '+1 555 0100');
    assert.ok(!isOurs(), 'a trigger must send the telephone number to the CRM');
  });

  it('comes out newer than each message that does not show that edit, with one write a message', async () => {
    contacts().create({ email: EMAIL, name: 'Ana', phone: '+1 555 0100' });
    for (const seconds of [30, 90, 90, 60]) {
      const { lastUpdate } = await bring(person({ firstName: 'Ann' }, seconds), {}, byId());
      assert.ok(Date.parse(String(lastUpdate)) > (NOON + seconds) * 1000, 'else the CRM keeps what it has');
    }
    assert.ok(!isOurs());
    assert.equal(sandbox.requests.count(PUT), 2, 'none for a message that is not newer than the mark');
  });

  it('bears our mark again once the CRM shows that edit, which takes one write', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Anita' }, 61), {}, byId());
    assert.ok(isOurs());
    const before = calls();
    await bring(person({ firstName: 'Anita' }, 61), {}, byId());
    assert.equal(calls() - before, 1);
  });

  it('gets the mark with one write where both hold the same for the first time, and no other later', async () => {
    contacts().create({ email: EMAIL, name: 'Ana' });
    for (let times = 0; times < 3; times += 1) await bring(person({ firstName: 'Ana' }, 100), {}, byId());
    assert.equal(sandbox.requests.count(PUT), 1);
    assert.ok(isOurs());
  });

  it('counts as edited where we never wrote to it', async () => {
    contacts().create({ email: EMAIL, name: 'Ana' });
    await bring(person({ firstName: 'Ann' }, -10), {}, byId());
    assert.equal(only().name, 'Ana');
    await bring(person({ firstName: 'Ann' }, 10), {}, byId());
    assert.equal(only().name, 'Ann');
  });

  it('follows the rule that the step names', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Ann' }, 900), { conflict: 'intercom' }, byId());
    assert.equal(only().name, 'Anita');
    await bring(person({ firstName: 'Ann' }, 10), { conflict: 'incoming' }, byId());
    assert.equal(only().name, 'Ann');
    await bring(person({ firstName: 'Eve' }, 900), { conflict: 'intercom' }, byId());
    assert.equal(only().name, 'Eve', 'nobody edited it since our write');
    const { errors } = await upsert(person({ firstName: 'Ann' }), { conflict: 'oldest' });
    assert.match(errors.join(), /conflict must be one of newest, incoming, intercom/);
  });

  for (const [fields, message] of [
    [{ skipTransformation: true }, (tier: string) => ({ email: EMAIL, custom_attributes: { tier } })],
    [
      {
        customMapping: '{"data": {"email": data.mail, "custom_attributes": {"tier": data.tier}}, "metadata": metadata}',
      },
      (tier: string) => ({ mail: EMAIL, tier }),
    ],
  ] as const) {
    it(`compares the times of all that ${Object.keys(fields).join()} may write`, async () => {
      sandbox.workspace.attributes.add({ name: 'tier', model: 'contact', dataType: 'string' });
      const at = (seconds: number) => ({ lastUpdate: new Date((NOON + seconds) * 1000).toISOString() });
      const tier = () => only().custom_attributes.tier;
      await bring({ ...message('bronze'), ...at(0) }, fields);
      sandbox.clock.advance(60);
      contacts().set(only().id, { last_seen_at: sandbox.clock.now() });
      await bring({ ...message('iron'), ...at(10) }, fields, byId());
      assert.equal(tier(), 'iron', 'a visit is no edit');
      sandbox.clock.advance(60);
      contacts().update(only().id, { custom_attributes: { tier: 'gold' } });
      await bring({ ...message('silver'), ...at(90) }, fields, byId());
      assert.equal(tier(), 'gold', 'the later edit is the one in Intercom');
      const stale = only().custom_attributes.sync;
      await bring({ ...message('silver'), ...at(130) }, fields, byId());
      assert.equal(tier(), 'silver');
      assert.deepEqual(mark()?.edited, NOON + 130);
      const before = sandbox.requests.count(PUT);
      const echo = 'mail' in message('') ? {} : { custom_attributes: { tier: 'silver', sync: stale } };
      await bring({ ...message('silver'), ...echo, ...at(140) }, fields, byId());
      assert.equal(sandbox.requests.count(PUT), before, 'nothing differs');
    });
  }

  it('takes every message where no attribute tells an edit from a visit, unless Intercom is to prevail', async () => {
    contacts().create({ email: EMAIL, name: 'Ana' });
    sandbox.clock.advance(60);
    const none = { syncAttribute: undefined };
    await bring(person({ firstName: 'Ann' }, -900), none, byId());
    assert.equal(only().name, 'Ann');
    await bring(person({ firstName: 'Eve' }, 900), { ...none, conflict: 'intercom' }, byId());
    assert.equal(only().name, 'Ann');
  });

  it('takes a message without lastUpdate for the newest', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Ann' }), {}, byId());
    assert.equal(only().name, 'Ann');
  });

  it('bears the mark of its lists as well, with one call more where they change', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    const before = calls();
    await bring(person({ firstName: 'Ana', categories: [{ name: 'VIP' }] }, 10), {}, byId());
    assert.equal(calls() - before, 3, 'read, tag, mark');
    assert.deepEqual(
      only().tags.map(({ id }) => sandbox.workspace.tags.get(id).name),
      ['VIP'],
    );
    assert.ok(isOurs());
    await bring(person({ firstName: 'Ana', categories: [{ name: 'vip' }, { name: 'New' }] }, 20), {}, byId());
    assert.equal(only().tags.length, 2);
    assert.ok(isOurs());
  });

  it('bears our mark again once the CRM shows its tags as well', async () => {
    const { tags } = sandbox.workspace;
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().tag(only().id, tags.applied(tags.named('VIP').id));
    await bring(person({ firstName: 'Ana', categories: [{ name: 'New' }] }, 70), {}, byId());
    assert.equal(only().tags.length, 2);
    assert.ok(!isOurs(), 'a trigger must send the tag VIP to the CRM');
    await bring(person({ firstName: 'Ana', categories: [{ name: 'VIP' }, { name: 'New' }] }, 71), {}, byId());
    assert.ok(isOurs());
  });

  it('bears a mark with a star where it keeps a tag that the CRM took away, and comes out whole and newer', async () => {
    await bring(person({ firstName: 'Ana', categories: [{ name: 'VIP' }] }, 0));
    for (const categories of [[{ name: 'New' }], [], null]) {
      const seconds = 10 * (1 + sandbox.requests.count(PUT));
      const { lastUpdate, categories: all } = await bring(
        person({ firstName: 'Ana', categories }, seconds),
        {},
        byId(),
      );
      assert.ok(!isOurs(), 'a trigger must send the tags to the CRM');
      assert.deepEqual(all, [{ name: 'VIP' }, { name: 'New' }]);
      assert.equal(lastUpdate, new Date((NOON + seconds + 1) * 1000).toISOString());
    }
    await bring(person({ firstName: 'Ana', categories: [{ name: 'New' }, { name: 'VIP' }] }, 900), {}, byId());
    assert.ok(isOurs());
  });

  it('comes out with its tags where it is newer than the message, with one call more, and else without that call', async () => {
    const { tags } = sandbox.workspace;
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().tag(only().id, tags.applied(tags.named('VIP').id));
    const before = calls();
    assert.deepEqual((await bring(person({ firstName: 'Ann' }, 30), {}, byId())).categories, [{ name: 'VIP' }]);
    assert.equal(calls() - before, 2);
    await bring(person({ firstName: 'Ana', categories: [{ name: 'VIP' }] }, 100), {}, byId());
    const later = calls();
    assert.equal((await bring(person({ firstName: 'Ann' }, 200), {}, byId())).categories, undefined);
    assert.equal(calls() - later, 2, 'read and write');
  });

  it('leaves the lists alone where Intercom prevails', async () => {
    await bring(person({ firstName: 'Ana' }, 0));
    sandbox.clock.advance(60);
    contacts().update(only().id, { name: 'Anita' });
    await bring(person({ firstName: 'Ana', categories: [{ name: 'VIP' }] }, 30), {}, byId());
    assert.deepEqual(only().tags, []);
  });

  it('is not made where the workspace lacks the attribute', async () => {
    const { errors } = await upsert(person({ firstName: 'Ana' }), { syncAttribute: 'nowhere' });
    assert.match(errors.join(), /POST \/contacts failed with 400 parameter_not_found/);
    assert.deepEqual([...contacts().all.values()], []);
  });

  it('is one, whichever of two messages came first', async () => {
    const older = person({ firstName: 'Ana', lastName: 'Reyes' }, 10);
    const newer = person({ firstName: 'Ana', lastName: 'Torres' }, 20);
    for (const order of [
      [older, newer],
      [newer, older],
      [newer, older, newer],
    ]) {
      sandbox.reset();
      sandbox.workspace.attributes.add({ name: 'sync', model: 'contact', dataType: 'string' });
      for (const message of order) await bring(message);
      assert.equal(only().name, 'Ana Torres');
    }
  });
});

describe('a contact of which Intercom keeps something otherwise than it was sent', () => {
  withNock();
  const recordUid = '65a0c0ffee0000000000a001';
  const step = { config: { syncAttribute: 'sync' } };
  const bare: Contact = { type: 'contact', id: recordUid, email: EMAIL, updated_at: NOON, custom_attributes: {} };

  it('bears the mark of what was kept, with one write more', async () => {
    let contact: Contact = {
      ...bare,
      custom_attributes: { sync: markText({ digest: contactDigest(bare, DEFAULT_MAPPING), edited: NOON }) },
    };
    const requests: object[] = [];
    nock(HOST)
      .get(`/contacts/${recordUid}`)
      .reply(200, () => contact)
      .put(`/contacts/${recordUid}`)
      .twice()
      .reply(200, (_path, body) => {
        const { phone, ...fields } = Object(body);
        requests.push(Object.keys(body));
        contact = { ...contact, ...fields, ...(phone !== undefined && { phone: '+15550100' }) };
        return contact;
      });
    const data = person({ contactData: [{ type: 'phone', value: '555 0100' }] }, 10);
    const { errors, emitted } = await run('upsertPerson', { message: { data, metadata: { recordUid } }, ...step });
    assert.deepEqual(errors, []);
    assert.deepEqual(requests, [['phone', 'custom_attributes'], ['custom_attributes']]);
    assert.deepEqual(readMark(contact.custom_attributes?.sync)?.digest, contactDigest(contact, DEFAULT_MAPPING));
    assert.equal(Object(emitted[0]?.data).contactData[1].value, '+15550100');
  });

  it('is not written again for the same telephone number', async () => {
    const kept: Contact = { ...bare, phone: '+15550100' };
    const mark = markText({ digest: contactDigest(kept, DEFAULT_MAPPING), edited: NOON });
    nock(HOST)
      .get(`/contacts/${recordUid}`)
      .reply(200, { ...kept, custom_attributes: { sync: mark } });
    const data = person({ contactData: [{ type: 'phone', value: '+1 555 0100' }] }, 10);
    const { errors, emitted } = await run('upsertPerson', { message: { data, metadata: { recordUid } }, ...step });
    assert.deepEqual([errors.map(String), emitted.length], [[], 1]);
  });

  it('stops the step where that is the mark itself', async () => {
    nock(HOST).post('/contacts/search').reply(200, { data: [] }).post('/contacts').reply(200, bare);
    nock(HOST).put(`/contacts/${recordUid}`).twice().reply(200, bare);
    const { errors, emitted } = await run('upsertPerson', { message: { data: person({}), metadata: {} }, ...step });
    assert.match(String(errors[0]?.message), /Intercom did not keep what was written to the attribute sync/);
    assert.deepEqual(emitted, []);
  });
});

describe('an organization and a company that are kept in step', () => {
  withNock();
  const id = '65a0c0ffee0000000000c001';
  const attributed = (name: string, edited?: number): Company => {
    const company: Company = { type: 'company', id, company_id: 'crm-9', name, updated_at: NOON + 60 };
    const mark =
      edited === undefined ? {} : { sync: markText({ digest: companyDigest(company, DEFAULT_MAPPING), edited }) };
    return { ...company, custom_attributes: mark };
  };
  const organization = (name: string, seconds: number) => ({
    name,
    lastUpdate: new Date((NOON + seconds) * 1000).toISOString(),
  });
  /** Brings the company as it is to what the organization says; returns what was written and what came out. */
  async function bring(company: Company, data: object) {
    const written: Company[] = [];
    nock(HOST).get('/companies?company_id=crm-9').reply(200, company);
    nock(HOST)
      .put(`/companies/${id}`)
      .optionally()
      .reply(200, (_path, body) => {
        written.push(Object(body));
        return { ...company, ...Object(body) };
      });
    const message = { data, metadata: { recordUid: 'crm-9' } };
    const { errors, emitted } = await run('upsertOrganization', { message, config: { syncAttribute: 'sync' } });
    assert.deepEqual(errors, []);
    nock.cleanAll();
    return { written, out: Object(emitted[0]?.data) };
  }

  it('takes what is newer, and bears our mark', async () => {
    const { written } = await bring(attributed('Blue Sun', NOON), organization('Red Moon', 10));
    const mark = readMark(written[0]?.custom_attributes?.sync);
    assert.equal(written[0]?.name, 'Red Moon');
    assert.deepEqual(mark, { digest: companyDigest({ name: 'Red Moon' }, DEFAULT_MAPPING), edited: NOON + 10 });
  });

  it('is kept where Intercom is newer, and comes out', async () => {
    const edited = { ...attributed('Blue Sun', NOON), name: 'Blue Moon' };
    const { written, out } = await bring(edited, organization('Red Moon', 10));
    assert.deepEqual(
      [written, out.name, out.lastUpdate],
      [[], 'Blue Moon', new Date((NOON + 60) * 1000).toISOString()],
    );
  });
});
