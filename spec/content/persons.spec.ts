import assert from 'node:assert/strict';
import { contactDigest } from '../../lib/masterdata/digest';
import { DEFAULT_MAPPING } from '../../lib/masterdata/mapping';
import { markText } from '../../lib/masterdata/mark';
import { process as getPersonsPolling } from '../../lib/triggers/getPersonsPolling';
import { type Contact, type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const ACTIVITIES = 'GET /contacts/activities';

describe('getPersonsPolling', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
    for (const name of ['job_title', 'oih_sync'])
      sandbox.workspace.attributes.add({ name, model: 'contact', dataType: 'string' });
  });
  afterEach(() => sandbox.close());

  const after = (seconds: number) => sandbox.clock.advance(seconds);
  const contacts = () => sandbox.workspace.contacts;
  const flowWith = (fields: Record<string, unknown> = {}) =>
    new Flow(getPersonsPolling, sandbox, { startFrom: 'beginning', ...fields });
  const ada = (): Contact =>
    contacts().create({ role: 'user', email: 'ada@example.com', name: 'Ada van Dijk', phone: '+15550100' });
  const visit = (id: string) => contacts().set(id, { last_seen_at: sandbox.clock.now() });
  /** What a run emits; it must not fail. */
  const poll = async (flow: Flow) => {
    after(30);
    const { emitted, errors } = await flow.poll();
    assert.deepEqual(errors, []);
    return emitted;
  };
  const lastNames = (emitted: { data?: unknown }[]) => emitted.map(({ data }) => Object(data).lastName);

  describe('after a run that broke off', () => {
    it('trusts no digest of a person whom the next one did not meet', async () => {
      const { id } = contacts().create({ role: 'lead', name: 'Ada First' });
      const flow = flowWith();
      assert.deepEqual(lastNames(await poll(flow)), ['First']);
      contacts().update(id, { name: 'Ada Second' });
      after(30);
      let snapshots = 0;
      const broken = await flow.poll({
        publish: (event) => {
          snapshots += event === 'snapshot' ? 1 : 0;
          if (snapshots > 1) throw new Error('crash');
        },
      });
      assert.deepEqual(lastNames(broken.emitted), ['Second']);
      // Out of sight while the next run reads, and then as it was before all this.
      contacts().archive(id);
      assert.deepEqual(await poll(flow), []);
      contacts().unarchive(id);
      contacts().update(id, { name: 'Ada First' });
      assert.deepEqual(lastNames(await poll(flow)), ['First']);
      assert.deepEqual(await poll(flow), []);
    });

    it('repeats nobody where a rate limit ended it in good order', async () => {
      const ids = Array.from({ length: 400 }, (_, n) => contacts().create({ role: 'lead', name: `Ada N${n}` }).id);
      const flow = flowWith({ apiVersion: 'Preview' });
      await poll(flow);
      after(1_000);
      const [first = '', ...others] = ids;
      contacts().update(first, { name: 'Ada Changed' });
      for (const id of others) visit(id);
      after(30);
      const limited = sandbox.onRequest(() => {
        if (sandbox.requests.count('POST /contacts/search') % 3 === 0)
          sandbox.faults.add({ kind: 'rateLimit', retryAfter: 60 });
      });
      sandbox.requests.clear();
      const { emitted, rebounds } = await flow.poll();
      limited();
      sandbox.faults.clear();
      assert.deepEqual([lastNames(emitted), rebounds.length], [['Changed'], 1]);
      assert.deepEqual(await poll(flow), []);
    });
  });

  it('emits a person of the model with the ids of the contact', async () => {
    const { id } = ada();
    const flow = flowWith({
      nodeSettings: { applicationUid: 'intercom-1' },
      customAttributes: { jobTitle: 'job_title' },
    });
    assert.deepEqual(await poll(flow), [
      {
        metadata: { applicationUid: 'intercom-1', recordUid: id },
        data: {
          displayName: 'Ada van Dijk',
          firstName: 'Ada',
          middleName: 'van',
          lastName: 'Dijk',
          contactData: [
            { type: 'email', value: 'ada@example.com' },
            { type: 'phone', value: '+15550100' },
          ],
          lastUpdate: '2026-01-05T12:00:00.000Z',
        },
      },
    ]);
    assert.deepEqual(await poll(flow), []);
  });

  it('takes no visit for a change, however many there are, and makes no call for it', async () => {
    const { id } = ada();
    const flow = flowWith();
    await poll(flow);
    for (let visits = 0; visits < 3; visits += 1) {
      after(4_000);
      visit(id);
      const calls = sandbox.requests.count();
      assert.deepEqual(await poll(flow), []);
      assert.equal(sandbox.requests.count() - calls, 1);
    }
    contacts().update(id, { name: 'Ada Marsh' });
    assert.deepEqual(lastNames(await poll(flow)), ['Marsh']);
    contacts().update(id, { name: 'Ada van Dijk' });
    assert.deepEqual(lastNames(await poll(flow)), ['Dijk'], 'a change back is a change');
  });

  it('sends nothing back that an upsert left there, until somebody edits it', async () => {
    const { id } = ada();
    const digest = contactDigest({ name: 'Ada Marsh', email: 'ada@example.com', phone: '+15550100' }, NO_LISTS);
    const flow = flowWith({ syncAttribute: 'oih_sync', lists: 'none' });
    await poll(flow);
    const mark = markText({ digest, edited: NOON + 5 });
    contacts().update(id, { name: 'Ada Marsh', custom_attributes: { oih_sync: mark } });
    assert.deepEqual(await poll(flow), []);
    visit(id);
    assert.deepEqual(await poll(flow), []);
    contacts().update(id, { phone: null });
    const [message] = await poll(flow);
    assert.equal(Object(message?.data).lastUpdate, new Date(sandbox.clock.now() * 1000 - 30_000).toISOString());
    assert.equal(Object(message?.data).lastName, 'Marsh');
  });

  it('notices a change back to what it emitted before an upsert came in between', async () => {
    const { id } = ada();
    const flow = flowWith({ syncAttribute: 'oih_sync', lists: 'none' });
    await poll(flow);
    const digest = contactDigest({ name: 'Ada Marsh', email: 'ada@example.com', phone: '+15550100' }, NO_LISTS);
    contacts().update(id, { name: 'Ada Marsh', custom_attributes: { oih_sync: markText({ digest, edited: NOON }) } });
    contacts().update(id, { name: 'Ada van Dijk' });
    assert.deepEqual(lastNames(await poll(flow)), ['Dijk']);
  });

  it('tells a later edit from what it was made on, by whatever clock', async () => {
    const { id } = ada();
    const edited = NOON + 1_000;
    const digest = contactDigest({ name: 'Ada Marsh', email: 'ada@example.com', phone: '+15550100' }, NO_LISTS);
    contacts().update(id, { name: 'Ada Okafor', custom_attributes: { oih_sync: markText({ digest, edited }) } });
    const [message] = await poll(flowWith({ syncAttribute: 'oih_sync', lists: 'none' }));
    assert.equal(Object(message?.data).lastUpdate, new Date((edited + 1) * 1000).toISOString());
  });

  it('names tags with one call a run, and completes lists of more than ten', async () => {
    const { tags, companies } = sandbox.workspace;
    const ids = [ada().id, contacts().create({ role: 'lead' }).id, contacts().create({ role: 'lead' }).id];
    for (let n = 0; n < 11; n += 1) contacts().tag(ids[0] ?? '', tags.applied(tags.named(`tag ${n}`).id));
    contacts().tag(ids[1] ?? '', tags.applied(tags.named('tag 3').id));
    const company = companies.upsert({ company_id: 'org-1' }).id;
    contacts().addCompany(ids[1] ?? '', company);
    const flow = flowWith();
    const emitted = await poll(flow);
    const [first, second, third] = ids.map((id) =>
      Object(emitted.find(({ metadata }) => Object(metadata).recordUid === id)?.data),
    );
    assert.equal(first.categories.length, 11);
    assert.deepEqual(second.categories, [{ name: 'tag 3' }]);
    assert.deepEqual(second.relations[0].uids, [company]);
    assert.equal(third.categories, undefined);
    assert.deepEqual(
      ['GET /tags', 'GET /contacts/{contact_id}/tags', 'POST /contacts/search'].map((route) =>
        sandbox.requests.count(route),
      ),
      [1, 1, 1],
    );
    contacts().tag(ids[2] ?? '', tags.applied(tags.named('tag 3').id));
    assert.equal((await poll(flow)).length, 1, 'a new tag is a change');
  });

  it('emits the contact itself with skipTransformation, and what an expression makes of it', async () => {
    const { id } = ada();
    const raw = flowWith({ skipTransformation: true });
    assert.equal(Object((await poll(raw))[0]?.data).id, id);
    visit(id);
    assert.equal((await poll(raw)).length, 1, 'of the raw contact all counts');
    const own = flowWith({ customMapping: '{"data": {"who": data.name}, "metadata": metadata}' });
    assert.deepEqual(await poll(own), [{ data: { who: 'Ada van Dijk' }, metadata: { recordUid: id } }]);
    visit(id);
    assert.deepEqual(await poll(own), [], 'what the expression makes has not changed');
  });

  for (const fields of [
    { skipTransformation: true },
    { customMapping: '{"data": {"tier": data.custom_attributes.tier}, "metadata": metadata}' },
  ]) {
    it(`sends an edit that only ${Object.keys(fields).join()} covers, whatever mark the contact bears`, async () => {
      sandbox.workspace.attributes.add({ name: 'tier', model: 'contact', dataType: 'string' });
      const { id } = ada();
      const digest = contactDigest({ name: 'Ada van Dijk', email: 'ada@example.com', phone: '+15550100' }, NO_LISTS);
      contacts().update(id, { custom_attributes: { oih_sync: markText({ digest, edited: NOON }) } });
      const flow = flowWith({ syncAttribute: 'oih_sync', lists: 'none', ...fields });
      assert.equal((await poll(flow)).length, 1);
      contacts().update(id, { custom_attributes: { tier: 'gold' } });
      assert.equal((await poll(flow)).length, 1);
      assert.deepEqual(await poll(flow), []);
    });
  }

  it('refuses emit: page and a mapping that is none before any call', async () => {
    for (const [fields, message] of [
      [{ emit: 'page' }, /^emit must be items here/],
      [{ customAttributes: '{"shoeSize": "size"}' }, /shoeSize is no path/],
    ] as const) {
      const { errors } = await flowWith(fields).poll();
      assert.match(errors[0]?.message ?? '', message);
    }
    assert.equal(sandbox.requests.count(), 0);
  });

  describe('whose state', () => {
    it('is lost or old, emits more and loses nothing', async () => {
      const { id } = ada();
      const flow = flowWith();
      await poll(flow);
      const old = flow.snapshot;
      contacts().update(id, { name: 'Ada Marsh' });
      await poll(flow);
      visit(id);
      flow.snapshot = old;
      assert.deepEqual(lastNames(await poll(flow)), ['Marsh']);
      flow.snapshot = {};
      assert.deepEqual(lastNames(await poll(flow)), ['Marsh']);
    });

    it('could not be stored after a change does not hide the change back', async () => {
      const { id } = ada();
      const flow = flowWith();
      await poll(flow);
      contacts().update(id, { name: 'Ada Marsh' });
      after(30);
      const crashed = await flow.poll({
        publish: (event, payload) => {
          if (event === 'snapshot' && !Object(payload).open) throw new Error('crashed');
        },
      });
      assert.deepEqual(lastNames(crashed.emitted), ['Marsh']);
      contacts().update(id, { name: 'Ada van Dijk' });
      assert.deepEqual(lastNames(await poll(flow)), ['Dijk']);
      visit(id);
      assert.deepEqual(await poll(flow), [], 'once a run has come to its end, it is trusted again');
    });

    it('holds no more records than it can, and forgets the ones seen longest ago', async () => {
      const flow = flowWith();
      const { id } = ada();
      await poll(flow);
      const sent = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, n) => [`65a0c0ffee00000000${n + 1e6}`, 'x3Jk9aQ0']),
      );
      flow.snapshot = { ...Object(flow.snapshot), sent: { ...Object(flow.snapshot).sent, ...sent } };
      const another = contacts().create({ role: 'lead' }).id;
      await poll(flow);
      const kept = Object.keys(Object(flow.snapshot).sent);
      assert.deepEqual([kept.length, kept.includes(id), kept.at(-1)], [20_000, false, another]);
    });

    it('cannot be read in that part is mended', async () => {
      ada();
      const flow = flowWith();
      await poll(flow);
      flow.snapshot = { ...Object(flow.snapshot), sent: { a: 1 }, seen: {} };
      after(30);
      const { emitted, log } = await flow.poll();
      assert.equal(emitted.length, 1);
      assert.match(log.join('\n'), /part of the stored state could not be read/);
    });
  });

  describe('with deletes', () => {
    const removed = (emitted: { data?: unknown; metadata?: unknown }[]) =>
      emitted.flatMap(({ data, metadata }) => (Object(data).deleteRequested ? [Object(metadata).recordUid] : []));

    it('tells of contacts that were deleted, and of merged ones where they are to count so, once each, for one call a run', async () => {
      const [gone, lead, stays, archived] = ['1', '2', '3', '4'].map(
        (n) => contacts().create({ role: n === '2' ? 'lead' : 'user', email: `person-${n}@example.com` }).id,
      );
      const flow = flowWith({ deletes: true, merges: 'delete', nodeSettings: { applicationUid: 'intercom-1' } });
      assert.equal((await poll(flow)).length, 4);
      contacts().delete(gone ?? '');
      contacts().merge(lead ?? '', stays ?? '');
      contacts().archive(archived ?? '');
      const emitted = await poll(flow);
      assert.deepEqual(removed(emitted), [gone, lead]);
      assert.deepEqual(
        emitted.find(({ data }) => Object(data).deleteRequested),
        { data: { deleteRequested: true }, metadata: { applicationUid: 'intercom-1', recordUid: gone } },
      );
      for (let run = 0; run < 3; run += 1) {
        const calls = sandbox.requests.count(ACTIVITIES);
        assert.deepEqual(removed(await poll(flow)), []);
        assert.equal(sandbox.requests.count(ACTIVITIES) - calls, 1);
      }
    });

    it('takes no merged contact for deleted: the person lives on in the other one', async () => {
      const lead = contacts().create({ role: 'lead', email: 'ada@example.com' }).id;
      const flow = flowWith({ deletes: true });
      await poll(flow);
      contacts().merge(lead, ada().id);
      const emitted = await poll(flow);
      assert.deepEqual([emitted.length, removed(emitted)], [1, []], 'only the one that stays is told of');
    });

    it('does not ask without', async () => {
      const { id } = ada();
      const flow = flowWith();
      await poll(flow);
      contacts().delete(id);
      assert.deepEqual(await poll(flow), []);
      assert.equal(sandbox.requests.count(ACTIVITIES), 0);
    });

    it('goes through many at the first reading, tells only what is new to the flow, and then what was added', async () => {
      const remove = (count: number) =>
        Array.from(
          { length: count },
          (_, n) => contacts().delete(contacts().create({ role: 'lead', name: `${n}` }).id).id,
        );
      remove(200);
      after(60);
      const flow = flowWith({ deletes: true, startFrom: 'now' });
      await poll(flow);
      for (const count of [1, 150, 149, 1, 400, 0, 3]) {
        const ids = remove(count);
        assert.deepEqual(removed(await poll(flow)), ids);
      }
    });

    it('begins anew where Intercom does not take the cursor any more', async () => {
      const { id } = ada();
      const flow = flowWith({ deletes: true });
      await poll(flow);
      flow.snapshot = { ...Object(flow.snapshot), removals: { after: 'no longer known' } };
      contacts().delete(id);
      assert.deepEqual(removed(await poll(flow)), [id]);
    });

    it('says that it was deletes which Intercom refused, and goes on with what is new and has changed', async () => {
      const { id } = ada();
      const refusal = {
        kind: 'status',
        status: 403,
        code: 'api_plan_restricted',
        message: 'not in this plan',
      } as const;
      const { remove } = sandbox.faults.add(refusal, { route: ACTIVITIES });
      const flow = flowWith({ deletes: true });
      const lines: string[] = [];
      for (const name of ['Ada Marsh', 'Ada Haugen']) {
        after(400);
        contacts().update(id, { name });
        after(30);
        const { emitted, errors, rebounds } = await flow.poll();
        lines.push(...lastNames(emitted).map(String));
        assert.deepEqual([errors.length, rebounds.length], [1, 0]);
        assert.match(
          errors[0]?.message ?? '',
          /^The step's field deletes needs .* GET \/contacts\/activities failed with 403/,
        );
        assert.ok(
          Object(flow.snapshot).watermark >= sandbox.clock.now() - 30,
          'the next run need not read it all again',
        );
      }
      assert.deepEqual(lines, ['Marsh', 'Haugen']);
      remove();
      contacts().delete(id);
      assert.deepEqual(removed(await poll(flow)), [id], 'nothing was lost');
    });

    it('brings them again after a crash', async () => {
      const { id } = ada();
      const flow = flowWith({ deletes: true });
      await poll(flow);
      contacts().delete(id);
      after(30);
      await flow.poll({
        publish: (event) => {
          if (event === 'snapshot') throw new Error('crashed');
        },
      });
      assert.deepEqual(removed(await poll(flow)), [id]);
    });
  });
});

const NO_LISTS = { ...DEFAULT_MAPPING, lists: 'none' } as const;
