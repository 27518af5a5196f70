import assert from 'node:assert/strict';
import { content, emailOf } from '../tools/crm';
import { startTwoWay, type TwoWay } from '../tools/crm/twoWay';
import { flowIdOf } from '../tools/oih';

const { AMQP_URI } = process.env;
const NOON = 1_767_614_400;
/** More runs than are needed until nothing happens any more. */
const MOST_RUNS = 6;

describe(`a two-way sync, on ${AMQP_URI ? 'RabbitMQ with ferryman as processes' : 'the embedded broker'}`, function () {
  this.timeout(180_000);
  let both: TwoWay;
  beforeEach(async () => {
    both = await startTwoWay({
      sandbox: { now: NOON },
      amqpUri: AMQP_URI,
      env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
    });
  });
  afterEach(() => both.close());

  const contacts = () => [...both.sandbox.workspace.contacts.all.values()].filter(({ archived }) => !archived);
  const enter = (name: string, email: string) =>
    both.sandbox.workspace.contacts.create({ role: 'user', name, email, phone: '+1 555 0101' }).id;
  const person = (firstName: string, lastName: string, email: string) =>
    both.crm.create('persons', { firstName, lastName, contactData: [{ type: 'email', value: email }] }).uid;
  const uidOf = (email: string) => both.crm.all('persons').find(({ fields }) => emailOf(fields) === email)?.uid ?? '';
  const later = () => both.sandbox.clock.advance(10);
  const inIntercom = () =>
    contacts()
      .map(({ name, email, phone, custom_attributes }) => [
        name,
        email,
        phone ?? null,
        custom_attributes.job_title ?? null,
      ])
      .sort();
  const inCrm = () =>
    both.crm
      .all('persons')
      .map(({ fields }) => {
        const { displayName, contactData, jobTitle } = content(fields);
        const entries: { type: string; value: string }[] = Array.isArray(contactData) ? contactData : [];
        const entryOf = (type: string) => entries.find((entry) => entry.type === type)?.value ?? null;
        return [displayName, entryOf('email'), entryOf('phone'), jobTitle ?? null];
      })
      .sort();

  /** Runs both flows until no message passes; returns how many runs that took. */
  async function untilQuiet(): Promise<number> {
    for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
      later();
      const { messages, errors } = await both.run();
      assert.deepEqual(errors, []);
      if (messages === 0) return runs;
    }
    return assert.fail(`messages still pass after ${MOST_RUNS} runs`);
  }

  it('brings both sides together, lets the later edit win, and comes to rest without a write', async () => {
    enter('Nora Lindqvist', 'nora@example.com');
    const emil = enter('Emil Okafor', 'emil@example.com');
    const tilda = enter('Tilda Baumann', 'tilda@example.com');
    later();
    person('Nora', 'Lindqvist', 'nora@example.com');
    person('Tomas', 'Aldea', 'tomas@example.com');
    await untilQuiet();
    assert.equal(contacts().length, 4, 'somebody is there twice');
    assert.deepEqual(inIntercom(), inCrm());

    const { workspace } = both.sandbox;
    later();
    both.crm.edit('persons', uidOf('emil@example.com'), { lastName: 'Marsh' });
    workspace.contacts.update(tilda, { name: 'Tilda Haugen', phone: null });
    later();
    workspace.contacts.update(emil, { name: 'Emil Novak' });
    both.crm.edit('persons', uidOf('tilda@example.com'), { lastName: 'Iyer', jobTitle: 'Baker' });
    later();
    // A visit between an edit and the next run would count as a part of that edit.
    const quiet = contacts().filter(({ id }) => id !== emil && id !== tilda);
    for (const { id } of quiet) workspace.contacts.set(id, { last_seen_at: both.sandbox.clock.now() });
    await untilQuiet();
    assert.deepEqual(inIntercom(), inCrm());
    assert.deepEqual(
      inCrm().map(([name]) => name),
      ['Emil Novak', 'Nora Lindqvist', 'Tilda Iyer', 'Tomas Aldea'],
    );

    for (const { id } of contacts()) workspace.contacts.set(id, { last_seen_at: both.sandbox.clock.now() + 1 });
    later();
    assert.deepEqual(await both.run(), { calls: 2, intercomWrites: 0, crmWrites: 0, messages: 0, errors: [] });
  });

  it('takes deletions over, and does not bring anybody back', async () => {
    const nora = enter('Nora Lindqvist', 'nora@example.com');
    person('Tomas', 'Aldea', 'tomas@example.com');
    person('Ines', 'Marchetti', 'ines@example.com');
    await untilQuiet();
    assert.deepEqual([contacts().length, both.crm.all('persons').length], [3, 3]);
    both.sandbox.workspace.contacts.delete(nora);
    both.crm.remove('persons', uidOf('tomas@example.com'));
    await untilQuiet();
    assert.deepEqual(inIntercom(), inCrm());
    assert.deepEqual(
      inCrm().map(([name]) => name),
      ['Ines Marchetti'],
    );
    const archived = [...both.sandbox.workspace.contacts.all.values()].filter((one) => one.archived);
    assert.deepEqual(
      archived.map(({ name }) => name),
      ['Tomas Aldea'],
      'archived, which can be undone',
    );
  });

  for (const met of [true, false]) {
    const when = met ? 'after both were synced' : 'before that was synced';
    it(`keeps the person of a lead that is merged into a user of the same address ${when}`, async () => {
      const { workspace } = both.sandbox;
      const email = 'nora@example.com';
      const lead = workspace.contacts.create({ role: 'lead', name: 'Nora', email }).id;
      await untilQuiet();
      const uid = uidOf(email);
      const user = workspace.contacts.create({ role: 'user', name: 'Nora Lindqvist', email, phone: '+1 555 0101' }).id;
      if (met) await untilQuiet();
      later();
      workspace.contacts.merge(lead, user);
      await untilQuiet();
      assert.deepEqual(inIntercom(), inCrm());

      workspace.contacts.update(user, { name: 'Nora Haugen' });
      await untilQuiet();
      both.crm.edit('persons', uidOf(email), { jobTitle: 'Baker' });
      await untilQuiet();
      assert.equal(uidOf(email), uid, 'the person is not made anew');
      assert.deepEqual(inCrm(), [['Nora Haugen', email, '+1 555 0101', 'Baker']], 'one person, and still in sync');
      assert.deepEqual(inIntercom(), inCrm());
    });
  }

  it('goes on after a trigger has lost its state', async () => {
    enter('Nora Lindqvist', 'nora@example.com');
    person('Tomas', 'Aldea', 'tomas@example.com');
    await untilQuiet();
    for (const flow of both.flows) both.oih.snapshots.set({ flowId: flowIdOf(flow), stepId: 'changed' }, {});
    later();
    const { messages, intercomWrites, crmWrites, errors } = await both.run();
    assert.ok(messages > 0);
    assert.deepEqual([intercomWrites, crmWrites, errors], [0, 0, []], 'what both have already is not written again');
    await untilQuiet();
  });
});
