import { type CrmRecord, content, emailOf } from '../crm';
import { FLOW_FILES, startTwoWay, type Took, type TwoWay } from '../crm/twoWay';
import { interruption } from '../interruption';
import { type Flow, flowIdOf, type OihEvent } from '../oih';
import { eventPrinter } from '../print/events';
import { paint } from '../print/paint';
import { table } from '../print/table';
import type { Contact } from '../sandbox';

/** What each side holds of a person, as one line. */
interface Row {
  email: string;
  intercom: string;
  crm: string;
}

/** Keeps a sandbox workspace and a CRM in sync, with changes and a conflict on both sides, until nothing is left to do. */
export async function sync(): Promise<void> {
  const printers = new Map<Flow, (event: OihEvent) => void>();
  const both = await startTwoWay({
    amqpUri: process.env.AMQP_URI,
    onEvent: (event, flows) => {
      const flow = flows.find((one) => 'flowId' in event && event.flowId === flowIdOf(one));
      if (!flow || event.type === 'log' || event.type === 'snapshot') return;
      if (!printers.has(flow)) printers.set(flow, eventPrinter(flow));
      printers.get(flow)?.(event);
    },
  });
  try {
    const done = await Promise.race([play(both), interruption()]);
    if (done === 'interrupted') process.exitCode = 130;
  } finally {
    await both.close();
  }
}

async function play(both: TwoWay): Promise<void> {
  introduce(both);
  const people = enter(both);
  show('Before', both);

  heading('The first run', 'brings both together: Nora is in both, the others are in one');
  const first = await both.run();
  show('After the first run', both);

  const changes = change(both, people);
  console.log(`\n${paint('bold', 'Then people work on both sides')}\n${table(['Second', 'Where', 'What'], changes)}`);
  heading('The second run', 'takes the changes over, and settles the conflicts');
  const second = await both.run();
  show('After the second run', both);
  showConflicts(both);

  const runs: [string, Took][] = [
    ['brings both together', first],
    ['takes the changes over', second],
  ];
  heading('More runs', 'until nothing happens any more');
  for (let run = 3; run <= 8; run += 1) {
    both.sandbox.clock.advance(60);
    const took = await both.run();
    const quiet = took.messages === 0;
    runs.push([quiet ? 'is quiet' : 'hears of what it wrote, and writes no person again', took]);
    if (quiet) break;
  }
  showRuns(runs);
  const last = runs.at(-1)?.[1];
  const atRest = last?.messages === 0 && last.intercomWrites + last.crmWrites === 0;
  const equal = rowsOf(both).every(({ intercom, crm }) => intercom === crm);
  const errors = runs.flatMap(([, { errors }]) => errors);
  for (const error of errors) console.log(paint('red', error));
  console.log(
    atRest && equal && errors.length === 0
      ? `\n${paint('green', 'Both sides are the same, and nothing is written any more.')}`
      : `\n${paint('red', equal ? 'It does not come to rest.' : 'The sides differ.')}`,
  );
  if (!atRest || !equal || errors.length > 0) process.exitCode = 1;
  showNext();
}

function introduce({ flows, sandbox }: TwoWay): void {
  const broker = process.env.AMQP_URI ? 'RabbitMQ; each step is a process, as in production' : 'in this process';
  const lines = flows.map((flow, index) => {
    const steps = flow.graph.nodes.filter(({ id }) => id !== 'removed');
    const told = steps.map(({ id, componentId }) => `${id} (${componentId})`).join('  →  ');
    return `  Flow ${index + 1}     ${told}\n             ${paint('dim', FLOW_FILES[index] ?? '')}`;
  });
  console.log(`${paint('bold', 'Intercom and a CRM in sync')}
${lines.join('\n')}
  Sides      a sandbox workspace at ${sandbox.url} and a CRM in memory, invented data
  Platform   ferryman, the runtime of Open Integration Hub; broker: ${broker}`);
}

/** Who is there before; ids of the contacts and uids of the persons by first name. */
interface People {
  contacts: Record<'nora' | 'emil' | 'tilda', string>;
  persons: Record<'nora' | 'tomas', string>;
}

function enter({ sandbox, crm }: TwoWay): People {
  const contact = (name: string, email: string, phone: string) =>
    sandbox.workspace.contacts.create({ role: 'user', name, email, phone }).id;
  const person = (firstName: string, lastName: string, email: string, jobTitle: string) =>
    crm.create('persons', { firstName, lastName, jobTitle, contactData: [{ type: 'email', value: email }] }).uid;
  const contacts = {
    nora: contact('Nora Lindqvist', 'nora@example.com', '+1 555 0101'),
    emil: contact('Emil Okafor', 'emil@example.com', '+1 555 0102'),
    tilda: contact('Tilda Baumann', 'tilda@example.com', '+1 555 0103'),
  };
  sandbox.clock.advance(10);
  const persons = {
    nora: person('Nora', 'Lindqvist', 'nora@example.com', 'Head of purchasing'),
    tomas: person('Tomas', 'Aldea', 'tomas@example.com', 'Baker'),
  };
  sandbox.clock.advance(10);
  return { contacts, persons };
}

/** What people do between two runs, as rows of a table. */
function change({ sandbox, crm }: TwoWay, { contacts, persons }: People): string[][] {
  const began = sandbox.clock.now();
  const rows: string[][] = [];
  const uidOf = (email: string) => crm.all('persons').find(({ fields }) => emailOf(fields) === email)?.uid ?? '';
  const idOf = (email: string) => sandbox.workspace.contacts.byEmail(email)[0]?.id ?? '';
  const then = (where: string, what: string, act: () => unknown) => {
    sandbox.clock.advance(10);
    act();
    rows.push([String(sandbox.clock.now() - began), where, what]);
  };
  const all = sandbox.workspace.contacts;
  then('Intercom', 'Nora gets another phone number', () => all.update(contacts.nora, { phone: '+1 555 0199' }));
  then('CRM', 'Tomas is promoted', () => crm.edit('persons', persons.tomas, { jobTitle: 'Head baker' }));
  then('CRM', 'Emil is renamed to Emil Marsh', () =>
    crm.edit('persons', uidOf('emil@example.com'), { lastName: 'Marsh' }),
  );
  then('Intercom', 'Emil is renamed to Emil Novak, later', () => all.update(contacts.emil, { name: 'Emil Novak' }));
  then('Intercom', 'Tilda is renamed to Tilda Haugen', () => all.update(contacts.tilda, { name: 'Tilda Haugen' }));
  then('CRM', 'Tilda is renamed to Tilda Iyer, later', () =>
    crm.edit('persons', uidOf('tilda@example.com'), { lastName: 'Iyer' }),
  );
  then('Intercom', 'Tomas uses the Messenger: a visit, no edit', () =>
    all.set(idOf('tomas@example.com'), { last_seen_at: sandbox.clock.now() }),
  );
  then('CRM', 'Ines is new', () =>
    crm.create('persons', {
      firstName: 'Ines',
      lastName: 'Marchetti',
      contactData: [{ type: 'email', value: 'ines@example.com' }],
    }),
  );
  sandbox.clock.advance(10);
  return rows;
}

function heading(title: string, what: string): void {
  console.log(`\n${paint('bold', title)}  ${what}`);
}

function rowsOf({ sandbox, crm }: TwoWay): Row[] {
  const contacts = [...sandbox.workspace.contacts.all.values()].filter(({ archived }) => !archived);
  const persons = crm.all('persons');
  const emails = [...contacts.map(({ email }) => email), ...persons.map(({ fields }) => emailOf(fields))];
  return [...new Set(emails)].sort().map((email) => ({
    email: email ?? '',
    intercom: contacts
      .filter((one) => one.email === email)
      .map(ofContact)
      .join(' / '),
    crm: persons
      .filter(({ fields }) => emailOf(fields) === email)
      .map(ofPerson)
      .join(' / '),
  }));
}

const line = (...words: unknown[]): string => words.filter(Boolean).join(' · ');

function ofContact({ name, phone, custom_attributes }: Contact): string {
  return line(name, phone, custom_attributes.job_title);
}

function ofPerson({ fields }: CrmRecord): string {
  const { displayName, contactData, jobTitle } = content(fields);
  const phone = Array.isArray(contactData) ? contactData.find(({ type }) => type === 'phone')?.value : undefined;
  return line(displayName, phone, jobTitle);
}

function show(title: string, both: TwoWay): void {
  const rows = rowsOf(both).map(({ email, intercom, crm }) => {
    const style = intercom === crm ? 'green' : 'yellow';
    return [email, paint(style, intercom || '-'), paint(style, crm || '-')];
  });
  console.log(`\n${paint('bold', title)}\n${table(['Person', 'In Intercom', 'In the CRM'], rows, [21, 36, 36])}`);
}

function showConflicts(both: TwoWay): void {
  const now = (email: string) =>
    rowsOf(both)
      .find((row) => row.email === email)
      ?.intercom.split(' · ')[0] ?? '';
  const rows = [
    ['Emil', 'Emil Novak (second 40)', 'Emil Marsh (second 30)', 'Intercom', now('emil@example.com')],
    ['Tilda', 'Tilda Haugen (second 50)', 'Tilda Iyer (second 60)', 'the CRM', now('tilda@example.com')],
  ];
  const head = ['Conflict', 'Intercom said', 'The CRM said', 'Newest wins', 'Both say now'];
  console.log(`\n${table(head, rows)}`);
}

function showRuns(runs: [string, Took][]): void {
  const zero = (count: number) => (count === 0 ? paint('green', '0') : String(count));
  const rows = runs.map(([what, { messages, intercomWrites, crmWrites, calls }], index) => [
    String(index + 1),
    what,
    zero(messages),
    zero(intercomWrites),
    zero(crmWrites),
    String(calls),
  ]);
  const head = ['Run', 'What it does', 'Messages', 'Intercom writes', 'CRM writes', 'Calls'];
  console.log(`\n${paint('bold', 'How it comes to rest')}\n${table(head, rows)}`);
}

function showNext(): void {
  const tips = [
    ...FLOW_FILES.map((file) => [`npm run flow -- ${file}`, 'one half by itself']),
    ['npm run bench:sync', 'what it costs with 10,000 persons'],
    ...(process.env.AMQP_URI
      ? []
      : [['AMQP_URI=amqp://guest:guest@127.0.0.1:5672 npm run demo -- sync', 'over RabbitMQ']]),
  ];
  const column = Math.max(...tips.map(([command = '']) => command.length));
  console.log(`\n${paint('bold', 'Try next')}`);
  for (const [command = '', what] of tips) console.log(`  ${paint('cyan', command.padEnd(column))}  ${what}`);
  console.log('  docs/sync.md tells how to set it up, who wins, and what it cannot see.');
}
