import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { type Run, run } from '../support/component';

const NOON = 1_767_614_400;

interface Results {
  counts: Record<string, number>;
  results: { index: number; outcome: string; id?: string; error?: string; retryable?: boolean; job_id?: string }[];
}

/** The results that a run emitted; it emitted nothing else. */
function resultsOf({ emitted, errors, rebounds }: Run): Results {
  assert.deepEqual([errors, rebounds], [[], []]);
  assert.equal(emitted.length, 1);
  return JSON.parse(JSON.stringify(emitted[0]?.data));
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ email: `person${index}@example.com`, name: `Person ${index}` }));

describe('upsert of many contacts', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ now: NOON, indexLagSeconds: 300, hidesArchived: true, bulkJobSeconds: 0 });
  });
  beforeEach(() => sandbox.reset());
  after(() => sandbox.close());

  function step(contacts: unknown[], config: Record<string, unknown> = {}, name = 'upsertContacts', rest = {}) {
    return run(name, {
      message: { data: { contacts, ...rest }, metadata: {} },
      config: { ...config, accessToken: sandbox.token, baseUrl: sandbox.url },
    });
  }
  const contacts = () => [...sandbox.workspace.contacts.all.values()];

  it('gives a result for each, in order, with no more in hand at once than it may', async () => {
    let inHand = 0;
    let most = 0;
    sandbox.onRequest(async () => {
      inHand += 1;
      most = Math.max(most, inHand);
      // Long enough for all that may be in hand to meet, also on a busy machine.
      await new Promise((resolve) => setTimeout(resolve, 30));
      inHand -= 1;
    });
    const { results, counts } = resultsOf(await step(people(40), { concurrency: 7 }));
    assert.deepEqual(
      results.map(({ index }) => index),
      people(40).map((_, index) => index),
    );
    assert.equal(counts.created, 40);
    assert.deepEqual(
      results.map(({ id }) => sandbox.workspace.contacts.get(String(id)).name),
      people(40).map(({ name }) => name),
    );
    assert.equal(most, 7);
  });

  it('writes one that is there twice in order, the last one last', async () => {
    const twice = [
      ...people(3),
      { email: 'PERSON1@example.com', name: 'Later' },
      { phone: '+15550100042', name: 'Lead' },
      { phone: '+1 555 0100 042', name: 'Lead, later' },
      { email: 'person1@example.com', name: 'Last' },
    ];
    const { results } = resultsOf(await step(twice, { concurrency: 20 }));
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['created', 'created', 'created', 'updated', 'created', 'updated', 'updated'],
    );
    assert.deepEqual(
      contacts()
        .map(({ name }) => name)
        .sort(),
      ['Last', 'Lead, later', 'Person 0', 'Person 2'],
    );
  });

  it('makes one contact of each although fifty batches with the same people run at the same moment', async () => {
    const runs = Array.from({ length: 50 }, (_, index) =>
      step(people(4).map((one) => ({ ...one, name: `By ${index}` }))),
    );
    const all = (await Promise.all(runs)).map(resultsOf);
    assert.equal(contacts().length, 4);
    assert.equal(
      all.reduce((sum, { counts }) => sum + (counts.created ?? 0), 0),
      4,
    );
  });

  it('comes back as a whole where Intercom is away, and makes nobody twice', async () => {
    sandbox.onRequest(() => {
      // Away from the tenth request on.
      if (sandbox.requests.count() === 10) {
        sandbox.faults.add({ kind: 'status', status: 503, acts: true, headers: { 'Retry-After': '60' } });
      }
    });
    const first = await step(people(30));
    assert.deepEqual([first.emitted.length, first.errors.length, first.rebounds.length], [0, 0, 1]);
    assert.ok(sandbox.requests.count() < 30, 'it went on although nothing was answered');
    sandbox.faults.clear();
    const { counts } = resultsOf(await step(people(30)));
    assert.equal(Number(counts.created) + Number(counts.updated), 30);
    assert.equal(contacts().length, 30);
  });

  it('does not come back where that could make a lead twice, but says what is left to do', async () => {
    sandbox.onRequest(() => {
      if (sandbox.requests.count() === 10) {
        sandbox.faults.add({ kind: 'rateLimit', retryAfter: 60 });
      }
    });
    const leads = Array.from({ length: 20 }, (_, index) => ({ phone: `+155501000${index + 10}` }));
    const { counts, results } = resultsOf(await step(leads, { concurrency: 1 }));
    assert.deepEqual([counts.created, counts.failed, counts.skipped], [4, 1, 15]);
    assert.ok(results.slice(4).every(({ retryable, id }) => retryable === true && id === undefined));
    assert.equal(contacts().length, 4);
  });

  describe('where the access token is refused', () => {
    const revoke = (at: number) =>
      sandbox.onRequest(() => {
        if (sandbox.requests.count() !== at) return;
        sandbox.faults.add({ kind: 'status', status: 401, code: 'token_revoked', message: 'Revoked' });
      });
    const leads = Array.from({ length: 9 }, (_, index) => ({ phone: `+1555010001${index}` }));
    const failing: [what: string, name: string, items: unknown[], at: number][] = [
      ['at once', 'upsertContacts', people(30), 1],
      ['at once, of leads', 'upsertContacts', leads, 1],
      ['in the middle', 'upsertContacts', people(30), 20],
      ['to tag by an address', 'tagContacts', people(30), 2],
    ];
    for (const [what, name, items, at] of failing) {
      it(`fails, and does not try the rest: ${what}`, async () => {
        revoke(at);
        const { errors, emitted, rebounds } = await step(
          items,
          {},
          name,
          name === 'tagContacts' ? { tag_name: 'vip' } : {},
        );
        assert.deepEqual([errors.length, emitted, rebounds], [1, [], []]);
        assert.match(errors[0]?.message ?? '', /failed with 401 token_revoked/);
        assert.ok(sandbox.requests.count() <= at + 5, 'it went on with a token that was refused');
      });
    }

    it('says what is done and what is left, where that could be made twice', async () => {
      revoke(7);
      const { counts, results } = resultsOf(await step(leads, { concurrency: 1 }));
      assert.deepEqual([counts.created, counts.failed, counts.skipped], [3, 1, 5]);
      assert.equal(results[8]?.error, 'Not tried, since Intercom refused the access token.');
    });
  });

  it('reports a single contact on which Intercom fails, and goes on with the others', async () => {
    const odd = sandbox.workspace.contacts.create({ external_id: 'odd' }).id;
    sandbox.onRequest(({ path }) => {
      sandbox.faults.clear();
      if (path === `/contacts/${odd}`) {
        sandbox.faults.add({ kind: 'status', status: 500, headers: { 'Retry-After': '60' } });
      }
    });
    const { results, counts } = resultsOf(
      await step([...people(3), { external_id: 'odd', name: 'Odd' }, ...people(6)]),
    );
    assert.deepEqual([counts.failed, results[3]?.outcome, results[3]?.retryable], [1, 'failed', true]);
    assert.match(results[3]?.error ?? '', /^PUT \/contacts\/\{contact_id\} failed with 500/);
    assert.equal(contacts().length, 7);
  });

  it('holds no address and no id in what it says of failures', async () => {
    const { id } = sandbox.workspace.contacts.create({ email: 'person0@example.com' });
    sandbox.workspace.contacts.archive(id);
    const { results } = resultsOf(await step([{ email: 'person0@example.com' }, { id, email: 'person0@example.com' }]));
    for (const { outcome, error } of results) {
      assert.equal(outcome, 'failed');
      assert.match(error ?? '', /archived/);
      assert.ok(!error?.includes(id) && !error?.includes('person0'));
    }
  });

  for (const fields of [{}, { apiVersion: 'Preview', bulk: true }]) {
    it(`tags the contact into which one was merged${'bulk' in fields ? ', also by a job' : ''}`, async () => {
      const { contacts } = sandbox.workspace;
      const [lead, user] = [
        contacts.create({ role: 'lead', email: 'a@example.com' }),
        contacts.create({ email: 'a@example.com' }),
      ];
      contacts.merge(lead.id, user.id);
      const { results } = resultsOf(await step([lead.id], fields, 'tagContacts', { tag_name: 'vip' }));
      assert.deepEqual(results, [{ index: 0, id: user.id, outcome: 'updated' }]);
      assert.equal(contacts.get(user.id).tags.length, 1);
    });
  }

  describe('in bulk', () => {
    const preview = { apiVersion: 'Preview', bulk: true };

    it('creates and updates with a job each, and takes few calls for many', async () => {
      const known = people(100).map((one) => sandbox.workspace.contacts.create({ email: one.email }).id);
      sandbox.clock.advance(301);
      const many = people(150);
      const { counts, results } = resultsOf(await step(many, preview));
      assert.deepEqual([counts.created, counts.updated], [50, 100]);
      assert.deepEqual(
        results.map(({ id }) => id),
        many.map((_, index) => known[index]),
      );
      assert.deepEqual(
        contacts().map(({ name }) => name),
        many.map(({ name }) => name),
      );
      // Three searches, two jobs, a look at each; and each that the search found is read.
      assert.equal(sandbox.requests.count(), 107);
    });

    it('takes a job for many whose id is known', async () => {
      const known = people(100).map((one) => ({
        ...one,
        id: sandbox.workspace.contacts.create({ email: one.email }).id,
      }));
      const { counts } = resultsOf(await step(known, preview));
      assert.equal(counts.updated, 100);
      assert.equal(sandbox.requests.count(), 2);
    });

    it('upserts those one by one that a job refuses, because the search is late', async () => {
      sandbox.workspace.contacts.create({ email: 'person1@example.com' });
      const { counts, results } = resultsOf(await step(people(3), preview));
      assert.deepEqual(counts.failed, 0);
      assert.ok(results.every(({ id }) => id !== undefined));
      assert.deepEqual(
        contacts()
          .map(({ name }) => name)
          .sort(),
        ['Person 0', 'Person 1', 'Person 2'],
      );
    });

    it('makes nobody twice although the answer of a job is lost', async () => {
      sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route: 'POST /contacts/bulk', times: 1 });
      const { counts } = resultsOf(await step(people(3), preview));
      assert.equal(counts.failed, 0);
      assert.equal(contacts().length, 3);
    });

    it('waits for a job, whatever a look at it comes to', async () => {
      const slow = await startSandbox({ bulkJobSeconds: 1 });
      try {
        const config = { ...preview, accessToken: slow.token, baseUrl: slow.url };
        slow.faults.add(
          { kind: 'status', status: 503, headers: { 'Retry-After': '60' } },
          { route: 'GET /contacts/bulk/{job_id}', times: 1 },
        );
        const message = { data: { contacts: people(2) }, metadata: {} };
        assert.equal(resultsOf(await run('upsertContacts', { message, config })).counts.created, 2);
      } finally {
        await slow.close();
      }
    });

    it('says when a job is not done', async () => {
      const slow = await startSandbox({ bulkJobSeconds: 3_600 });
      try {
        const config = { ...preview, accessToken: slow.token, baseUrl: slow.url, waitSeconds: 0 };
        const message = { data: { contacts: [{ external_id: 'crm-1' }] }, metadata: {} };
        const { results } = resultsOf(await run('upsertContacts', { message, config }));
        assert.deepEqual([results[0]?.outcome, typeof results[0]?.job_id], ['pending', 'string']);
        assert.equal(slow.requests.count('POST /contacts/bulk'), 1);
      } finally {
        await slow.close();
      }
    });

    it('tags with a job', async () => {
      const ids = people(3).map(({ email }) => sandbox.workspace.contacts.create({ email }).id);
      const { counts } = resultsOf(
        await step([...ids, { email: 'nobody@example.com' }], preview, 'tagContacts', { tag_name: 'vip' }),
      );
      assert.deepEqual([counts.updated, counts.failed], [3, 1]);
      assert.ok(contacts().every(({ tags }) => tags.length === 1));
      assert.equal(sandbox.requests.count('POST /contacts/{contact_id}/tags'), 0);
    });
  });
});
