import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { interruption } from '../interruption';
import { type Flow, mixedSecret, type Oih, type OihEvent, readFlow, startOih } from '../oih';
import { openHooks } from '../oih/hooks';
import { eventPrinter } from '../print/events';
import { paint } from '../print/paint';
import { table } from '../print/table';
import { type Sandbox, startSandbox } from '../sandbox';
import { sendWebhooks } from '../sandbox/webhooks';

const FLOW_FILE = 'examples/flows/answer-at-once.json';
const CLIENT_SECRET = 'an-invented-client-secret';

const QUESTIONS = [
  'Do you deliver on Saturdays?',
  'Is there a discount for schools & clubs?',
  'My parcel PK-1187 is late',
  'Can I pay by invoice?',
  'Where do I change my address?',
];

/** What became of one customer's message; moments in milliseconds since 1970. */
interface Course {
  customer: string;
  question: string;
  wrote: number;
  accepted?: number;
  emitted?: number;
  answered?: number;
}

/** Lets customers write in a sandbox, whose notifications start a flow that answers, and shows how long that takes. */
export async function webhook(): Promise<void> {
  const sandbox = await startSandbox({ seed: 'small' });
  const flow = readFlow(path.resolve(__dirname, '../..', FLOW_FILE));
  const print = eventPrinter(flow);
  const secret = { accessToken: sandbox.token, baseUrl: sandbox.url, clientSecret: CLIENT_SECRET };
  const oih = await startOih({
    amqpUri: process.env.AMQP_URI,
    secrets: { intercom: mixedSecret(secret) },
    onEvent: print,
  });
  const front = await openHooks((flowId, message) => oih.trigger(flowId, message));
  try {
    const url = `${front.url}/hook/${await oih.deploy(flow)}`;
    introduce(flow, sandbox, url);
    const done = await Promise.race([play(sandbox, oih, url), interruption()]);
    if (done === 'interrupted') process.exitCode = 130;
  } finally {
    await front.close();
    await oih.close();
    await sandbox.close();
  }
}

async function play(sandbox: Sandbox, oih: Oih, url: string): Promise<void> {
  const courses = new Map<string, Course>();
  const order: string[] = [];
  // The hook's answers come in the order in which the sandbox sent; each conversation's first is its opening.
  const webhooks = sendWebhooks(sandbox, {
    url,
    clientSecret: CLIENT_SECRET,
    escapes: true,
    topics: ['conversation.user.created'],
    onDelivery: () => {
      const course = courses.get(order.shift() ?? '');
      if (course) course.accepted = Date.now();
    },
  });
  const deaf = sandbox.workspace.changes.listen(({ kind, id, what }) => {
    const course = kind === 'conversation' && what === 'replied' ? courses.get(id) : undefined;
    if (course) course.answered ??= Date.now();
  });
  try {
    console.log(`\n${paint('bold', 'Customers write')}`);
    const customers = [...sandbox.workspace.contacts.all.values()].filter(({ role, name }) => role === 'user' && name);
    for (const [index, question] of QUESTIONS.entries()) {
      const customer = customers[index % customers.length];
      const wrote = Date.now();
      const { id } = sandbox.workspace.conversations.create({ by: customer?.id ?? '', body: question });
      courses.set(id, { customer: customer?.name ?? '', question, wrote });
      order.push(id);
      await webhooks.idle();
      await oih.idle();
    }
    for (const event of oih.events) noteEmitted(courses, event);
    const answers = oih.emitted('answer').length;

    console.log(`\n${paint('bold', 'Intercom delivers the last one once more')}`);
    const last = oih.events.findLast((event) => event.type === 'input' && event.stepId === 'asked');
    if (last?.type === 'input') oih.trigger(last.flowId, last.message);
    await oih.idle();
    const twice = oih.emitted('answer').length - answers;

    console.log(`\n${paint('bold', 'Somebody else calls the hook')}`);
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature': `sha1=${'0'.repeat(40)}` },
      body: JSON.stringify({
        type: 'notification_event',
        topic: 'conversation.user.created',
        data: { item: { id: '1' } },
      }),
    });
    await oih.idle();
    const forged = oih.emitted('answer').length - answers - twice;
    // The step's last words may still be on their way.
    await pause(50);
    show([...courses.values()], twice, forged);
  } finally {
    deaf();
    webhooks.stop();
  }
}

function noteEmitted(courses: Map<string, Course>, event: OihEvent): void {
  if (event.type !== 'output' || event.stepId !== 'asked') return;
  const course = courses.get(String(event.message.metadata?.recordUid));
  if (course) course.emitted ??= event.at;
}

function introduce(flow: Flow, sandbox: Sandbox, url: string): void {
  const steps = flow.graph.nodes.map(({ id, name }) => `${id} (${name})`).join('  →  ');
  const broker = process.env.AMQP_URI ? 'RabbitMQ; each step is a process, as in production' : 'in this process';
  console.log(`${paint('bold', flow.name)}  ${paint('dim', FLOW_FILE)}
  Steps      ${steps}
  Workspace  sandbox at ${sandbox.url}, invented data; signs its notifications as Intercom does
  Hook       ${url}
  Platform   ferryman, the runtime of Open Integration Hub; broker: ${broker}`);
}

function show(courses: Course[], twice: number, forged: number): void {
  const after = ({ wrote }: Course, moment: number | undefined) =>
    moment === undefined ? 'never' : `${moment - wrote}`;
  const rows = courses.map((course) => [
    course.customer,
    course.question,
    after(course, course.accepted),
    after(course, course.emitted),
    after(course, course.answered),
  ]);
  const head = ['Customer', 'Wrote', 'Hook took it', 'Flow started', 'Answered'];
  console.log(`\n${paint('bold', 'Milliseconds since the customer wrote')}\n${table(head, rows)}`);
  console.log(
    paint('dim', 'The first one also loads what the steps need. A schedule of each minute takes 30 s in the mean.'),
  );
  const good = (count: number) => (count === 0 ? paint('green', 'no answer') : paint('red', `${count} answers`));
  console.log(
    `\nDelivered once more: ${good(twice)}. Called by somebody else: ${good(forged)}, and an error that tells why.`,
  );
  const tips: [command: string, what: string][] = [
    [`npm run flow -- ${FLOW_FILE} --listen 8080`, 'a hook that waits for your own curl'],
    ['npm run demo', 'the same answers by a schedule'],
    ...(process.env.AMQP_URI
      ? []
      : ([['AMQP_URI=amqp://guest:guest@127.0.0.1:5672 npm run demo -- webhook', 'over RabbitMQ']] satisfies [
          string,
          string,
        ][])),
  ];
  const column = Math.max(...tips.map(([command]) => command.length));
  console.log(`\n${paint('bold', 'Try next')}`);
  for (const [command, what] of tips) console.log(`  ${paint('cyan', command.padEnd(column))}  ${what}`);
  console.log('  docs/webhooks.md tells how to set it up with Intercom.');
  if (twice > 0 || forged > 0 || courses.some(({ answered }) => answered === undefined)) process.exitCode = 1;
}
