import { program } from 'commander';
import { startTwoWay, type Took, type TwoWay } from '../crm/twoWay';
import { flowIdOf } from '../oih';
import { conclude, counted } from './aims';

/** Persons on both sides, and how many of them change on each side. */
const FULL = { persons: 10_000, changed: 50 };
const QUICK = { persons: 400, changed: 2 };

/** Monday, 5 January 2026, noon UTC. */
const NOON = 1_767_614_400;
/** Runs until nothing happens any more, at the most. */
const MOST_RUNS = 5;
/** Contacts in one page of the search. */
const PAGE = 150;

async function bench({ persons, changed }: typeof FULL): Promise<void> {
  const both = await startTwoWay({
    sandbox: { now: NOON, seed: { contacts: persons } },
    amqpUri: process.env.AMQP_URI,
    env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
  });
  try {
    console.error(`${persons} persons on both sides: the first run`);
    enterInCrm(both);
    const first = await run(both);
    console.error('a quiet run');
    const quiet = await run(both);

    console.error(`${persons} visits`);
    const { workspace, clock } = both.sandbox;
    for (const { id } of [...workspace.contacts.all.values()])
      workspace.contacts.set(id, { last_seen_at: clock.now() });
    const searches = both.sandbox.requests.count('POST /contacts/search');
    const visits = await run(both);
    const pages = both.sandbox.requests.count('POST /contacts/search') - searches;

    console.error(`${changed} changes on each side`);
    change(both, changed);
    const runs: Took[] = [];
    do runs.push(await run(both));
    while (runs.length < MOST_RUNS && runs.at(-1)?.messages !== 0);
    const calls = sum(runs, 'calls') - runs.length * quiet.calls;
    const last = runs.at(-1);

    console.log(
      `Node ${process.version}, ${persons} persons, ${(200 * changed) / persons} % changed, half on each side`,
    );
    conclude([
      counted('calls of a quiet run', quiet.calls, 2),
      counted('writes of a quiet run, on both sides', quiet.intercomWrites + quiet.crmWrites, 0),
      counted(`messages for ${persons} visits`, visits.messages, 0),
      counted(`pages of the search that show ${persons} visits`, pages, Math.ceil(persons / PAGE) + 11),
      counted(`calls for ${persons} visits besides those pages`, visits.calls - pages - 1, 0),
      counted(`calls for each of ${2 * changed} changed persons`, calls / (2 * changed), 2),
      counted('runs until nothing happens any more', runs.length, 2),
      counted('writes of the last of them', last ? last.intercomWrites + last.crmWrites : 0, 0),
    ]);
    console.log(`The first run: ${first.messages} messages, ${first.calls} calls.`);
  } finally {
    await both.close();
  }
}

/** Everybody is in the CRM as well, the hub knows it, and the CRM's trigger has been through with them. */
function enterInCrm({ sandbox, crm, oih, flows }: TwoWay): void {
  for (const { id, name, email, phone } of [...sandbox.workspace.contacts.all.values()]) {
    const [firstName, lastName] = (name ?? '').split(' ');
    const contactData = [
      { type: 'email', value: email },
      { type: 'phone', value: phone },
    ];
    const { uid } = crm.create('persons', { firstName, lastName, contactData });
    const hub = oih.dataHub.link({ applicationUid: 'intercom', recordUid: id });
    oih.dataHub.link({ applicationUid: 'crm', recordUid: uid }, hub.id);
  }
  const { serial } = crm.changes('persons', 0);
  const [, fromCrm] = flows;
  if (fromCrm) oih.snapshots.set({ flowId: flowIdOf(fromCrm), stepId: 'changed' }, { serial });
}

function change({ sandbox, crm }: TwoWay, count: number): void {
  const contacts = [...sandbox.workspace.contacts.all.values()];
  const persons = crm.all('persons');
  for (let index = 0; index < count; index += 1) {
    const contact = contacts[index];
    const person = persons.at(-1 - index);
    if (contact) sandbox.workspace.contacts.update(contact.id, { name: `Changed Here ${index}` });
    if (person) crm.edit('persons', person.uid, { lastName: `Changed There ${index}` });
  }
}

async function run(both: TwoWay): Promise<Took> {
  // The overlap is over by then, so that nothing is read again for its sake.
  both.sandbox.clock.advance(600);
  const took = await both.run();
  for (const error of took.errors) throw new Error(error);
  return took;
}

function sum(runs: readonly Took[], what: 'calls'): number {
  return runs.reduce((total, took) => total + took[what], 0);
}

program
  .name('npm run bench:sync --')
  .description('Counts what a two-way sync between Intercom and a CRM costs: calls, messages and writes.')
  .option('--quick', '400 persons, for CI')
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is in this process.')
  .parse();

bench(program.opts<{ quick?: boolean }>().quick ? QUICK : FULL).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
