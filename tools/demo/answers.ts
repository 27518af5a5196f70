import path from 'node:path';
import { interruption } from '../interruption';
import { type Flow, type Message, type Oih, type OihEvent, readFlow, startOih } from '../oih';
import { duration, eventPrinter } from '../print/events';
import { paint } from '../print/paint';
import { quoted } from '../print/summary';
import { table } from '../print/table';
import type { Sandbox } from '../sandbox';
import { type OpenWorkspace, openWorkspace } from '../workspace';

const FLOW_FILE = 'examples/flows/answer-new-conversations.json';

const HOUR = 3600;

/** How far back a demo looks, in seconds, and how many conversations it takes at most, for their owners' peace of mind. */
const LOOK_BACK = { sandbox: HOUR, read: 7 * 24 * HOUR, write: HOUR };
const AT_MOST = { sandbox: 100, read: 3, write: 3 };

interface RunResult {
  happens: string;
  found: string[];
  answered: string[];
  calls: number | undefined;
  tookMs: number;
}

/** Runs the flow that answers new conversations, several times over, and shows what happens. */
export async function answers({ write }: { write?: true }): Promise<void> {
  const workspace = await openWorkspace();
  try {
    const mode = workspace.sandbox ? 'sandbox' : write ? 'write' : 'read';
    await demo(workspace, mode);
  } finally {
    await workspace.close();
  }
}

async function demo(workspace: OpenWorkspace, mode: 'sandbox' | 'read' | 'write'): Promise<void> {
  const flow = demoFlow(readFlow(path.resolve(__dirname, '../..', FLOW_FILE)), mode);
  const print = eventPrinter(flow);
  const errors: OihEvent[] = [];
  const oih = await startOih({
    amqpUri: process.env.AMQP_URI,
    components: { demo: __dirname },
    secrets: { intercom: workspace.secret },
    onEvent: (event) => {
      if (event.type === 'error') errors.push(event);
      print(event);
    },
  });
  try {
    const flowId = await oih.deploy(flow);
    introduce(flow, workspace, mode);
    const results: RunResult[] = [];
    const stopped = interruption();
    for (const happens of plot(workspace.sandbox)) {
      const result = await Promise.race([run(oih, flowId, happens(), results.length + 1, workspace), stopped]);
      if (result === 'interrupted') {
        process.exitCode = 130;
        return;
      }
      results.push(result);
    }
    showRuns(results);
    showAnswers(oih, mode);
    if (errors.length > 0) process.exitCode = 1;
    showNext(mode, errors.length);
  } finally {
    await oih.close();
  }
}

/** The flow as it stands in the file, but that it looks back a little and, where nothing is to be written, only shows. */
function demoFlow(flow: Flow, mode: 'sandbox' | 'read' | 'write'): Flow {
  const startFrom = new Date(Date.now() - LOOK_BACK[mode] * 1000).toISOString();
  const nodes = flow.graph.nodes.map((node) => {
    if (node.function === 'newConversations') {
      return { ...node, fields: { ...node.fields, startFrom, maxItems: AT_MOST[mode] } };
    }
    if (node.function === 'replyConversation' && mode === 'read') {
      return { ...node, componentId: 'demo', function: 'wouldSend' };
    }
    return node;
  });
  return { ...flow, graph: { ...flow.graph, nodes } };
}

/** What happens before each run; each entry makes it happen and tells it. */
function plot(sandbox: Sandbox | undefined): (() => string)[] {
  const first = () => (sandbox ? 'Customers have written in the last hour' : 'What came in lately');
  if (!sandbox) return [first, () => 'On from where the first run stopped'];
  const second = () => 'Nothing has happened since';
  const third = () => {
    const customer = [...sandbox.workspace.contacts.all.values()].findLast(({ role }) => role === 'user');
    sandbox.workspace.conversations.create({ by: customer?.id ?? '', body: 'Can I pay by invoice?' });
    return `${customer?.name} writes: "Can I pay by invoice?"`;
  };
  return [first, second, third];
}

async function run(
  oih: Oih,
  flowId: string,
  happens: string,
  number: number,
  { sandbox }: OpenWorkspace,
): Promise<RunResult> {
  console.log(`\n${paint('bold', `Run ${number}`)}  ${happens}`);
  const [from, callsBefore, began] = [oih.events.length, sandbox?.requests.count() ?? 0, Date.now()];
  oih.trigger(flowId);
  await oih.idle();
  const emitted = (stepId: string) =>
    oih.events
      .slice(from)
      .flatMap((event) => (event.type === 'output' && event.stepId === stepId ? [event.message] : []));
  return {
    happens,
    found: emitted('new').map(conversationOf),
    answered: emitted('answer').map(conversationOf),
    calls: sandbox && sandbox.requests.count() - callsBefore,
    tookMs: Date.now() - began,
  };
}

function conversationOf({ data, metadata }: Message): string {
  return String(Object(data).conversation_id ?? metadata?.recordUid ?? Object(data).id);
}

function introduce(flow: Flow, workspace: OpenWorkspace, mode: 'sandbox' | 'read' | 'write'): void {
  const steps = flow.graph.nodes.map(({ id, name }) => `${id} (${name})`).join('  →  ');
  const broker = process.env.AMQP_URI ? 'RabbitMQ; each step is a process, as in production' : 'in this process';
  console.log(`${paint('bold', flow.name)}  ${paint('dim', FLOW_FILE)}
  Steps      ${steps}
  Workspace  ${workspace.name}${mode === 'sandbox' ? ', invented data' : ''}
  Platform   ferryman, the runtime of Open Integration Hub; broker: ${broker}`);
  if (mode === 'read')
    console.log(
      `  ${paint('yellow', 'Nothing is written')}: the last step only shows its answer. With --write it sends it.`,
    );
  if (mode === 'write')
    console.log(
      `  ${paint('yellow', 'Answers are sent')} to at most ${AT_MOST.write} conversations of the last hour in each run.`,
    );
}

function showRuns(results: RunResult[]): void {
  const head = ['Run', 'What happened before', 'New', 'Answered', 'Twice', 'Calls', 'Took'];
  const rows: (string | number)[][] = [];
  const seen = new Set<string>();
  for (const [index, { happens, found, answered, calls, tookMs }] of results.entries()) {
    const twice = answered.filter((id) => seen.has(id)).length;
    for (const id of answered) seen.add(id);
    const mark = twice === 0 ? paint('green', '0') : paint('red', String(twice));
    rows.push([index + 1, happens, found.length, answered.length, mark, calls ?? '', duration(tookMs)]);
  }
  console.log(`\n${paint('bold', 'What happened')}\n${table(head, rows)}`);
}

function showAnswers(oih: Oih, mode: 'sandbox' | 'read' | 'write'): void {
  const answers = new Map(oih.emitted('answer').map((message) => [conversationOf(message), message]));
  if (answers.size === 0) return;
  const head = ['Customer', 'Asked', mode === 'read' ? 'Would get' : 'Got'];
  const rows: string[][] = [];
  for (const asked of oih.emitted('new')) {
    const source = Object(Object(asked.data).source);
    const answer = Object(answers.get(conversationOf(asked))?.data);
    const parts = Object(answer.conversation_parts).conversation_parts;
    const text = mode === 'read' ? answer.body : Array.isArray(parts) ? Object(parts.at(-1)).body : '';
    rows.push([Object(source.author).name ?? 'a visitor', quoted(source.body) ?? '', quoted(text) ?? '']);
  }
  console.log(
    `\n${paint('bold', mode === 'read' ? 'Who would be answered' : 'Who was answered')}\n${table(head, rows, [20, 40, 48])}`,
  );
}

function showNext(mode: 'sandbox' | 'read' | 'write', errors: number): void {
  const tips: [command: string, what: string][] = [
    [`npm run flow -- ${FLOW_FILE} --watch`, 'the same flow by its schedule, until Ctrl-C'],
    ['npm run flow -- examples/flows/read-updated-contacts.json', 'another flow, which only reads'],
    ...(mode === 'sandbox'
      ? ([
          ['INTERCOM_ACCESS_TOKEN=... npm run demo', 'your own workspace; writes nothing'],
          ['npm run sandbox', 'the workspace by itself, for curl'],
        ] satisfies [string, string][])
      : []),
    ...(process.env.AMQP_URI
      ? []
      : ([['AMQP_URI=amqp://guest:guest@127.0.0.1:5672 npm run demo', 'over RabbitMQ, each step a process']] satisfies [
          string,
          string,
        ][])),
  ];
  const column = Math.max(...tips.map(([command]) => command.length));
  if (errors > 0) console.log(`\n${paint('red', `${errors} errors, see above.`)}`);
  console.log(`\n${paint('bold', 'Try next')}`);
  for (const [command, what] of tips) console.log(`  ${paint('cyan', command.padEnd(column))}  ${what}`);
}
