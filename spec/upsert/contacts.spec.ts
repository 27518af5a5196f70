import assert from 'node:assert/strict';
import { contactOperations } from '../../lib/actions/contacts/upsertContact';
import { Intercom } from '../../lib/intercom/client';
import type { Input } from '../../lib/intercom/operation';
import { CONTACT_KEYS } from '../../lib/upsert/contactMatcher';
import { type ContactUpsertSettings, upsertContact } from '../../lib/upsert/contacts';
import { skipUnchanged, type Upserted } from '../../lib/upsert/upserted';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { run } from '../support/component';

const NOON = 1_767_614_400;
const EMAIL = 'ana.reyes@example.com';
const SETTINGS: ContactUpsertSettings = { matchBy: CONTACT_KEYS, onMultiple: 'error', unarchive: false };

describe('upsert of contacts', () => {
  let sandbox: Sandbox;

  // A change takes five minutes to be searchable, as in the worst of days.
  before(async () => {
    sandbox = await startSandbox({ now: NOON, indexLagSeconds: 300, bulkJobSeconds: 0 });
  });
  beforeEach(() => {
    sandbox.reset();
    sandbox.workspace.attributes.add({ name: 'plan', model: 'contact', dataType: 'string' });
  });
  after(() => sandbox.close());

  function upsert(input: Input, settings: Partial<ContactUpsertSettings> = {}): Promise<Upserted[]> {
    const intercom = new Intercom({ accessToken: sandbox.token, baseUrl: sandbox.url });
    return upsertContact(intercom, contactOperations, input, { ...SETTINGS, ...settings });
  }

  function step(input: Input, config: Record<string, unknown> = {}, metadata = {}) {
    return run('upsertContact', {
      message: { data: input, metadata },
      config: { ...config, accessToken: sandbox.token, baseUrl: sandbox.url },
    });
  }

  const contacts = () => [...sandbox.workspace.contacts.all.values()];

  describe('a key that is empty, or blanks alone', () => {
    const blank = { external_id: 'crm-1', email: ' ', phone: '', name: 'Ana' };
    const messages: [name: string, data: object, fields?: Record<string, unknown>][] = [
      ['upsertContact', blank],
      ['upsertContacts', { contacts: [blank] }],
      ['upsertPerson', blank, { skipTransformation: true, externalIdFrom: 'recordUid' }],
    ];
    for (const [name, data, fields] of messages) {
      it(`erases nothing: ${name}`, async () => {
        sandbox.workspace.contacts.create({ role: 'user', external_id: 'crm-1', email: EMAIL, phone: '+15550100' });
        sandbox.clock.advance(400);
        const { errors } = await run(name, {
          message: { data, metadata: { recordUid: 'crm-1' } },
          config: { ...fields, accessToken: sandbox.token, baseUrl: sandbox.url },
        });
        assert.deepEqual(errors.map(String), []);
        assert.deepEqual(
          contacts().map((one) => [one.external_id, one.email, one.phone, one.name]),
          [['crm-1', EMAIL, '+15550100', 'Ana']],
        );
      });
    }
  });

  describe('fifty runs at the same moment', () => {
    const inputs: [string, Input][] = [
      ['an e-mail address', { email: EMAIL }],
      ['an external id', { external_id: 'crm-1' }],
      ['both', { external_id: 'crm-1', email: EMAIL }],
      ['an e-mail address in large and small letters', { email: 'Ana.Reyes@example.com', role: 'user' }],
    ];
    for (const [what, input] of inputs) {
      for (const review of [undefined, skipUnchanged]) {
        it(`make one contact by ${what}${review ? ', reading first' : ''}`, async () => {
          // Nobody creates before everybody has looked.
          sandbox.faults.add({ kind: 'latency', ms: 40 }, { route: 'POST /contacts/search' });
          sandbox.faults.add({ kind: 'latency', ms: 40 }, { route: 'GET /contacts/find_by_external_id/{external_id}' });
          const names = Array.from({ length: 50 }, (_, index) => `Ana ${index}`);
          const all = await Promise.all(names.map((name) => upsert({ ...input, name }, review ? { review } : {})));
          assert.equal(contacts().length, 1);
          assert.equal(sandbox.requests.count('POST /contacts'), 50, 'the runs did not race');
          const outcomes = all.flat().map(({ outcome }) => outcome);
          assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
          assert.ok(names.includes(String(contacts()[0]?.name)));
          assert.deepEqual([...new Set(all.flat().map(({ record }) => record.id))], [contacts()[0]?.id]);
        });
      }
    }
  });

  // The table in docs/upserts.md.
  describe('calls', () => {
    const known = { external_id: 'crm-1', email: EMAIL, phone: '+15550100042' };
    const id = () => String(contacts()[0]?.id);
    const other = { name: 'Ana' };
    const table: [what: string, input: () => Input, there: number, unchanged: number, created: number | undefined][] = [
      ['id', () => ({ id: id(), ...other }), 1, 1, undefined],
      ['external_id alone', () => ({ external_id: 'crm-1', ...other }), 2, 1, 2],
      ['email alone', () => ({ email: EMAIL, ...other }), 3, 2, 2],
      ['phone alone', () => ({ phone: known.phone, ...other }), 3, 2, 2],
      ['external_id and email', () => ({ external_id: 'crm-1', email: EMAIL, ...other }), 2, 1, 3],
      ['all three', () => ({ ...known, ...other }), 2, 1, 4],
    ];
    for (const [what, input, there, unchanged, created] of table) {
      it(`by ${what}: ${there} to update, ${created ?? 'none'} to create`, async () => {
        const calls = async (settings: Partial<ContactUpsertSettings> = {}) => {
          sandbox.requests.clear();
          const [upserted] = await upsert(input(), settings);
          return [upserted?.outcome, sandbox.requests.count()];
        };
        if (created !== undefined) assert.deepEqual(await calls(), ['created', created]);
        sandbox.reset();
        sandbox.workspace.contacts.create({ role: 'user', ...known });
        sandbox.clock.advance(301);
        assert.deepEqual(await calls({ review: skipUnchanged }), ['updated', Math.max(there, unchanged + 1)]);
        assert.deepEqual(await calls({ review: skipUnchanged }), ['unchanged', unchanged]);
        assert.deepEqual(await calls(), ['updated', there]);
      });
    }
  });

  describe('a contact that the search shows as it was minutes ago', () => {
    const PHONE = '+1 555 0100 042';
    /** Alice, who has had another address and telephone number for ten seconds, and an external id. */
    function alice(): string {
      const { id } = sandbox.workspace.contacts.create({ email: EMAIL, phone: PHONE, name: 'Alice' });
      sandbox.clock.advance(400);
      const now = { email: 'alice@example.com', phone: '+15550199000', external_id: 'crm-alice' };
      sandbox.workspace.contacts.update(id, now);
      sandbox.clock.advance(10);
      return id;
    }
    const isHerself = (id: string) => {
      const { name, email, phone, external_id, tags } = sandbox.workspace.contacts.get(id);
      assert.deepEqual(
        [name, email, phone, external_id, tags],
        ['Alice', 'alice@example.com', '+15550199000', 'crm-alice', []],
      );
    };

    const person = (type: string, value: string) => ({ firstName: 'Bob', contactData: [{ type, value }] });
    const messages: [what: string, name: string, data: object, fields?: Record<string, unknown>][] = [
      ['by e-mail address', 'upsertContact', { email: EMAIL, name: 'Bob' }],
      ['by telephone number', 'upsertContact', { phone: PHONE, name: 'Bob' }],
      ['with an external id', 'upsertContact', { external_id: 'crm-bob', email: EMAIL, name: 'Bob' }],
      ['reading first', 'upsertContact', { email: EMAIL, name: 'Bob' }, { skipUnchanged: true }],
      ['for the newest', 'upsertContact', { email: EMAIL, name: 'Bob' }, { onMultiple: 'newest' }],
      ['for each', 'upsertContact', { phone: PHONE, name: 'Bob' }, { onMultiple: 'all' }],
      ['as a person', 'upsertPerson', person('email', EMAIL)],
      ['as a person by telephone number', 'upsertPerson', person('phone', PHONE)],
      ['as a person with a mark', 'upsertPerson', person('email', EMAIL), { syncAttribute: 'plan' }],
      ['in a batch', 'upsertContacts', { contacts: [{ email: EMAIL, name: 'Bob' }] }],
      [
        'in bulk',
        'upsertContacts',
        { contacts: [{ email: EMAIL, name: 'Bob' }] },
        { bulk: true, apiVersion: 'Preview', waitSeconds: 5 },
      ],
    ];
    for (const [what, name, data, fields] of messages) {
      it(`is left alone, and the one that is meant is made, ${what}`, async () => {
        const id = alice();
        const config = { ...fields, accessToken: sandbox.token, baseUrl: sandbox.url };
        const { errors, emitted } = await run(name, { message: { data, metadata: {} }, config });
        assert.deepEqual([errors.map(String), emitted.length], [[], 1]);
        isHerself(id);
        assert.deepEqual(
          contacts().map((contact) => contact.name),
          ['Alice', 'Bob'],
        );
      });
    }

    it('is left alone by an external id that it had, where the version searches for that', async () => {
      const { id } = sandbox.workspace.contacts.create({ external_id: 'crm-1', name: 'Alice' });
      sandbox.clock.advance(400);
      sandbox.workspace.contacts.update(id, { external_id: 'crm-2' });
      await step({ external_id: 'crm-1', name: 'Bob' }, { apiVersion: '2.12' });
      assert.deepEqual(
        contacts().map(({ external_id, name }) => [external_id, name]),
        [
          ['crm-2', 'Alice'],
          ['crm-1', 'Bob'],
        ],
      );
    });

    it('gives way to the one that has the address since, whom the search does not show', async () => {
      const id = alice();
      const { id: bob } = sandbox.workspace.contacts.create({ email: EMAIL });
      const [upserted] = await upsert({ email: EMAIL, name: 'Bob' });
      assert.deepEqual([upserted?.outcome, upserted?.record.id], ['updated', bob]);
      isHerself(id);
      assert.equal(contacts().length, 2);
    });

    it('is not tagged for somebody else', async () => {
      const id = alice();
      const { id: bob } = sandbox.workspace.contacts.create({ email: 'bob@example.com' });
      sandbox.clock.advance(301);
      sandbox.workspace.contacts.update(id, { email: 'a@example.com' });
      const data = { tag_name: 'vip', contacts: [{ email: 'alice@example.com' }, { email: 'bob@example.com' }] };
      const config = { accessToken: sandbox.token, baseUrl: sandbox.url };
      const { emitted } = await run('tagContacts', { message: { data, metadata: {} }, config });
      assert.deepEqual(Object(emitted[0]?.data).counts.failed, 1);
      assert.deepEqual(
        [id, bob].map((one) => sandbox.workspace.contacts.get(one).tags.length),
        [0, 1],
      );
    });

    for (const [what, survivor, names] of [
      ['is followed, where it has the address now', { external_id: 'crm-1' }, ['Bob']],
      ['is left, where it has another address', { email: 'alice@example.com', name: 'Alice' }, ['Alice', 'Bob']],
    ] as const) {
      it(`and that is merged into another one before it is written: that one ${what}`, async () => {
        const { contacts: all } = sandbox.workspace;
        const lead = all.create({ role: 'lead', email: EMAIL }).id;
        const user = all.create({ ...survivor }).id;
        sandbox.clock.advance(400);
        sandbox.onRequest(({ method, path }) => {
          if (method === 'PUT' && path === `/contacts/${lead}` && all.all.get(lead)) all.merge(lead, user);
        });
        await upsert({ email: EMAIL, name: 'Bob' });
        assert.deepEqual(
          contacts().map(({ name }) => name),
          names,
        );
      });
    }

    it('is no lead any more, where it has become a user', async () => {
      const { id } = sandbox.workspace.contacts.create({ role: 'lead', email: EMAIL, name: 'Alice' });
      sandbox.clock.advance(400);
      sandbox.workspace.contacts.update(id, { role: 'user' });
      await upsert({ role: 'lead', email: EMAIL, name: 'Bob' });
      assert.deepEqual(
        contacts().map(({ role, name }) => [role, name]),
        [
          ['user', 'Alice'],
          ['lead', 'Bob'],
        ],
      );
    });
  });

  it('creates again what is deleted each time it is found, and gives up after five times', async () => {
    let left = Number.POSITIVE_INFINITY;
    sandbox.onRequest(({ method, path }) => {
      if (method !== 'PUT' || left <= 0) return;
      left -= 1;
      sandbox.workspace.contacts.delete(path.split('/')[2] ?? '');
      sandbox.workspace.contacts.create({ email: EMAIL });
    });
    sandbox.workspace.contacts.create({ email: EMAIL });
    const { rebounds, errors } = await step({ email: EMAIL, name: 'Ana' });
    assert.deepEqual(errors, []);
    assert.match(rebounds[0]?.message ?? '', /deleted and made anew 5 times/);
    assert.equal(sandbox.requests.count('PUT /contacts/{contact_id}'), 5);

    left = 3;
    const [written] = await upsert({ email: EMAIL, name: 'Ana' });
    assert.equal(written?.outcome, 'updated');
    assert.deepEqual(
      contacts().map(({ name }) => name),
      ['Ana'],
    );
  });

  it('makes one user although the answer to its creation is lost', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route: 'POST /contacts', times: 1 });
    const [written] = await upsert({ email: EMAIL, name: 'Ana' });
    assert.equal(written?.outcome, 'updated');
    assert.equal(contacts().length, 1);
  });

  it('makes one user although Intercom fails longer than a message can wait', async () => {
    const fault = sandbox.faults.add({ kind: 'status', status: 503, acts: true, headers: { 'Retry-After': '60' } });
    const first = await step({ email: EMAIL, name: 'Ana' });
    assert.equal(first.rebounds.length, 1);
    fault.remove();
    const second = await step({ email: EMAIL, name: 'Ana' });
    assert.equal(second.emitted.length, 1);
    assert.equal(contacts().length, 1);
  });

  it('does not send a lead again whose creation got no answer: nothing would tell the two apart', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route: 'POST /contacts', times: 1 });
    const { errors, rebounds } = await step({ phone: '+15550100042' });
    assert.deepEqual(rebounds, []);
    assert.match(errors[0]?.message ?? '', /^POST \/contacts got no answer.* It may have acted all the same/);
    assert.equal(contacts().length, 1);
  });

  it('comes back later where a refusal does not name the contact and the search does not show it yet', async () => {
    const fault = sandbox.faults.add(
      { kind: 'status', status: 409, code: 'conflict', message: 'Conflict' },
      { route: 'POST /contacts' },
    );
    const created = sandbox.workspace.contacts.create({ email: EMAIL });
    const first = await step({ email: EMAIL, name: 'Ana' });
    assert.match(first.rebounds[0]?.message ?? '', /Intercom did not say which one it is/);
    sandbox.clock.advance(301);
    const second = await step({ email: EMAIL, name: 'Ana' });
    assert.equal(fault.hits, 1);
    assert.deepEqual(second.emitted[0]?.metadata, { recordUid: created.id });
  });

  for (const hidesArchived of [true, false]) {
    describe(`an archived contact, which ${hidesArchived ? 'cannot' : 'can'} be read`, () => {
      let world: Sandbox;
      before(async () => {
        world = await startSandbox({ now: NOON, indexLagSeconds: 300, hidesArchived });
      });
      after(() => world.close());
      beforeEach(() => world.reset());

      /** Upserts, and tells what became of the contact that is archived, and of the message. */
      async function bring(contact: object, input: Input, config: Record<string, unknown> = {}) {
        const { id } = world.workspace.contacts.create({ name: 'Old', ...contact });
        world.workspace.contacts.archive(id);
        const { errors, rebounds } = await run('upsertContact', {
          message: { data: { ...input, name: 'New' }, metadata: {} },
          config: { unarchive: true, ...config, accessToken: world.token, baseUrl: world.url },
        });
        assert.deepEqual([rebounds, world.workspace.contacts.all.size], [[], 1]);
        const { name, archived, external_id } = world.workspace.contacts.get(id);
        return [errors[0]?.message, name, archived, external_id];
      }
      const another = /^POST \/contacts: another contact has this e-mail address or external_id already/;

      it('is brought back where it is the one that is meant', async () => {
        assert.deepEqual((await bring({ email: EMAIL }, { email: EMAIL })).slice(0, 3), [undefined, 'New', false]);
      });

      it('is given the external id that it lacks', async () => {
        assert.deepEqual(await bring({ email: EMAIL }, { external_id: 'crm-1', email: EMAIL }), [
          undefined,
          'New',
          false,
          'crm-1',
        ]);
      });

      it('is left as it was where it is somebody else', async () => {
        const [error, ...rest] = await bring(
          { external_id: 'crm-1', email: EMAIL },
          { external_id: 'crm-2', email: EMAIL },
        );
        assert.match(String(error), another);
        assert.deepEqual(rest, ['Old', true, 'crm-1']);
      });

      it('is brought back and given the new id where matchBy says so', async () => {
        const config = { matchBy: 'email, external_id' };
        assert.deepEqual(
          await bring({ external_id: 'crm-1', email: EMAIL }, { external_id: 'crm-2', email: EMAIL }, config),
          [undefined, 'New', false, 'crm-2'],
        );
      });
    });
  }

  describe('keys with blanks around them', () => {
    const blanks = { external_id: ' crm-1 ', email: ` ${EMAIL}\n`, phone: ' +15550100042 ' };
    const plain = { external_id: 'crm-1', email: EMAIL, phone: '+15550100042' };
    const bulk = { bulk: true, apiVersion: 'Preview', waitSeconds: 5 };
    const ways: [name: string, data: object, fields?: Record<string, unknown>][] = [
      ['upsertContact', blanks],
      ['upsertContact', blanks, { skipUnchanged: true }],
      ['upsertPerson', blanks, { skipTransformation: true }],
      ['upsertContacts', { contacts: [blanks] }],
      ['upsertContacts', { contacts: [blanks] }, bulk],
    ];
    for (const [name, data, fields] of ways) {
      for (const before of [undefined, { email: EMAIL }]) {
        it(`are sent as they are looked for: ${name} ${JSON.stringify(fields ?? {})}${before ? ', to update' : ''}`, async () => {
          if (before) sandbox.workspace.contacts.create(before);
          sandbox.clock.advance(400);
          const config = { ...fields, accessToken: sandbox.token, baseUrl: sandbox.url };
          const { errors } = await run(name, { message: { data, metadata: {} }, config });
          assert.deepEqual(errors.map(String), []);
          // A job that refuses one is followed by single calls.
          if (fields === bulk) {
            const { requests } = sandbox;
            assert.equal(requests.count('POST /contacts') + requests.count('PUT /contacts/{contact_id}'), 0);
          }
          assert.deepEqual(
            contacts().map(({ external_id, email, phone }) => ({ external_id, email, phone })),
            [plain],
          );
        });
      }
    }

    it('count as missing where there is nothing else', async () => {
      await upsert({ email: ' ', phone: '+15550100042' });
      assert.deepEqual(
        contacts().map(({ role }) => role),
        ['lead'],
      );
    });
  });

  for (const external_id of ['.', '..', 'crm-\ud800']) {
    it(`finds a contact whose external id no path can hold: ${JSON.stringify(external_id)}`, async () => {
      const { id } = sandbox.workspace.contacts.create({ email: EMAIL });
      sandbox.clock.advance(400);
      for (const input of [{ external_id, email: EMAIL }, { external_id }]) {
        const [upserted] = await upsert({ ...input, name: 'Ana' });
        assert.equal(upserted?.record.id, id);
        sandbox.clock.advance(400);
      }
    });
  }

  it('never empties what was not sent, and empties what was sent as null', async () => {
    await upsert({ email: EMAIL, name: 'Ana', phone: '+15550100042', custom_attributes: { plan: 'pro' } });
    await upsert({ email: EMAIL, phone: null });
    const [contact] = contacts();
    assert.deepEqual([contact?.name, contact?.phone, contact?.custom_attributes], ['Ana', null, { plan: 'pro' }]);
    await upsert({ email: EMAIL, custom_attributes: { plan: null } });
    assert.deepEqual(contacts()[0]?.custom_attributes, {});
  });

  describe('metadata', () => {
    it('keeps the uid by which the hub links the records', async () => {
      const { emitted } = await step(
        { email: EMAIL },
        {},
        { oihUid: 'hub-1', recordUid: 'crm-1', applicationUid: 'crm' },
      );
      assert.deepEqual(emitted[0]?.metadata, { oihUid: 'hub-1', recordUid: contacts()[0]?.id });
    });

    const foreign: [what: string, id: unknown][] = [
      ['of another shape', 'crm-7'],
      ['of the same shape', '65a0c0ffee0000000000fff1'],
      ['that is empty', ''],
      ['that is null', null],
    ];
    for (const [what, id] of foreign) {
      const how: [name: string, fields: Record<string, unknown>][] = [
        ['upsertContact', {}],
        ['upsertPerson', { skipTransformation: true }],
        ['upsertPerson', { customMapping: '{"data": data, "metadata": metadata}' }],
      ];
      for (const [name, fields] of how) {
        it(`finds the contact that the hub knows, whatever id the message has: one ${what}, ${name} ${Object.keys(fields)}`, async () => {
          const contact = sandbox.workspace.contacts.create({ email: EMAIL, name: 'Ana' });
          const { errors } = await run(name, {
            message: {
              data: { id, email: 'ana.torres@example.com', name: 'Ana Torres' },
              metadata: { oihUid: 'hub-1', recordUid: contact.id },
            },
            config: {
              ...fields,
              nodeSettings: { idLinking: true },
              accessToken: sandbox.token,
              baseUrl: sandbox.url,
            },
          });
          assert.deepEqual([errors.map(String), contacts().length], [[], 1]);
          assert.deepEqual(contacts()[0]?.email, 'ana.torres@example.com');
        });
      }
    }

    it('prefers an id of the message that leads to a contact', async () => {
      const [ana, ben] = ['ana@example.com', 'ben@example.com'].map((email) =>
        sandbox.workspace.contacts.create({ email }),
      );
      await step({ id: ana?.id, name: 'Ana' }, { nodeSettings: { idLinking: true } }, { recordUid: ben?.id });
      assert.deepEqual(
        contacts().map(({ name }) => name),
        ['Ana', undefined],
      );
    });

    it('brings the contact back that the hub knows, where the id of the message leads nowhere', async () => {
      const { id } = sandbox.workspace.contacts.create({ email: EMAIL });
      sandbox.workspace.contacts.archive(id);
      sandbox.faults.add(
        { kind: 'status', status: 404, code: 'not_found' },
        { route: 'PUT /contacts/{contact_id}', times: 2 },
      );
      const config = { unarchive: true, nodeSettings: { idLinking: true } };
      await step({ id: '65a0c0ffee0000000000fff1', name: 'Ana' }, config, { recordUid: id });
      assert.deepEqual(
        contacts().map(({ name, archived }) => [name, archived]),
        [['Ana', false]],
      );
    });

    it('takes the hub at its word for the id only where id linking is on', async () => {
      const { id } = sandbox.workspace.contacts.create({ email: 'ben.ito@example.com' });
      await step({ email: EMAIL }, { nodeSettings: { idLinking: true } }, { recordUid: id });
      assert.deepEqual(
        contacts().map(({ email }) => email),
        [EMAIL],
      );
      await step({ email: 'cleo.mori@example.com' }, {}, { recordUid: id });
      assert.deepEqual(
        contacts().map(({ email }) => email),
        [EMAIL, 'cleo.mori@example.com'],
      );
    });
  });
});
