import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Cron } from 'croner';
import { addAttributes, CRM_COMPONENT, crmSecret, needsCrm, type RunningCrm, startFilledCrm } from './crm';
import { slips, wrongStart } from './flowChecks';
import { interruption } from './interruption';
import { listen } from './listen';
import { type Flow, FlowError, flowIdOf, type Message, type Oih, type OihEvent, readFlow, startOih } from './oih';
import { firstNode } from './oih/flow';
import { scheduledStart } from './oih/message';
import { endWithReader, inWords } from './print/endings';
import { duration, eventPrinter } from './print/events';
import { paint } from './print/paint';
import type { Sandbox } from './sandbox';
import { type OpenWorkspace, openWorkspace } from './workspace';

interface Flags {
  watch?: true;
  cronOnce?: true;
  data?: unknown;
  listen?: number;
  state?: string;
  verbose?: true;
}

const program = new Command('flow')
  .description('Runs a flow as Open Integration Hub would, and prints each message as it passes each step.')
  .argument('<file>', "a flow in OIH's format, such as examples/flows/answer-new-conversations.json")
  .addOption(new Option('--cron-once', 'start it once, as its schedule would, and end when all is done (the default)'))
  .addOption(new Option('--watch', 'start it by its cron until Ctrl-C').conflicts('cronOnce'))
  .addOption(
    new Option('--data <json>', 'start it with this data in place of a schedule').argParser(json).conflicts('watch'),
  )
  .addOption(
    new Option('--listen <port>', 'start it by its webhook until Ctrl-C, on a port of 127.0.0.1')
      .argParser(portNumber)
      .conflicts(['watch', 'cronOnce', 'data']),
  )
  .option(
    '--state <file>',
    'where the triggers keep what they have read (default: .oih/<flow>.json, with @ and the region or address where one is set; sandbox: nowhere)',
  )
  .option('--verbose', 'whole messages, all log lines, durations')
  .addHelpText(
    'after',
    `
Environment
  INTERCOM_ACCESS_TOKEN  the workspace to work on; without it a sandbox is started, with invented data
  INTERCOM_REGION        us (default), eu or au
  INTERCOM_BASE_URL      another address, such as a sandbox of your own (npm run sandbox)
  INTERCOM_WEBHOOK_TOKEN, INTERCOM_CLIENT_SECRET
                         what notifications to --listen prove themselves by
  AMQP_URI               a RabbitMQ; each step is then a process of its own, as in production`,
  );

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It must be JSON, such as \'{"contact_id": "65a0c0ffee0000000000a001"}\'.');
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port number; 0 takes any that is free.');
}

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const file = program.args[0] ?? '';
  const flow = readFlow(file);
  const cron = scheduleOf(flow);
  if (flags.watch && !cron) throw new FlowError(file, ['the flow has no "cron", so there is nothing to watch for']);
  const wrong = flags.data === undefined ? wrongStart(flow, flags.listen !== undefined) : [];
  if (wrong.length > 0) throw new FlowError(file, wrong);
  for (const slip of slips(flow)) console.error(paint('yellow', slip));
  const workspace = await openWorkspace();
  const crm = needsCrm(flow) ? await startFilledCrm() : undefined;
  try {
    if (crm && workspace.sandbox) addAttributes(workspace.sandbox, flow);
    const isPast = workspace.sandbox && flags.listen === undefined;
    await run(withCredentials(isPast ? fromTheBeginning(flow) : flow), workspace, flags, cron, crm);
  } finally {
    await crm?.close();
    await workspace.close();
  }
}

async function run(
  flow: Flow,
  workspace: OpenWorkspace,
  flags: Flags,
  cron: Cron | undefined,
  crm: RunningCrm | undefined,
): Promise<void> {
  // What a sandbox holds is gone with it, so a state that outlived it would only hide the next one's records.
  const stateFile = flags.state ?? (workspace.sandbox ? undefined : stateFileOf(flow));
  const goesOn = stateFile !== undefined && existsSync(stateFile);
  const print = eventPrinter(flow, flags);
  const counts = { output: 0, error: 0 };
  const count = (event: OihEvent) => {
    if (event.type === 'output' || event.type === 'error') counts[event.type] += 1;
    print(event);
  };
  const oih = await startOih({
    amqpUri: process.env.AMQP_URI,
    ...(stateFile !== undefined && { snapshotFile: stateFile }),
    components: CRM_COMPONENT,
    secrets: {
      ...Object.fromEntries(credentialsOf(flow, 'intercom').map((id) => [id, workspace.secret])),
      ...(crm && Object.fromEntries(credentialsOf(flow, 'crm').map((id) => [id, crmSecret(crm.url)]))),
    },
    keepEvents: false,
    onEvent: count,
  });
  try {
    const flowId = await oih.deploy(flow);
    const broker = process.env.AMQP_URI ? 'RabbitMQ, a process for each step' : 'embedded broker';
    console.log(paint('bold', flow.name) + paint('dim', `  ${workspace.name}  ${broker}`));
    if (workspace.sandbox && flags.listen === undefined)
      console.log(paint('dim', 'In a sandbox all is old, so startFrom "now" becomes "beginning"'));
    if (goesOn) console.log(paint('dim', `Goes on from the state in ${stateFile}`));
    console.log();
    const began = Date.now();
    const stopped = interruption();
    if (flags.watch && cron) {
      if (workspace.sandbox) tellHowToWrite(workspace.sandbox);
      await Promise.race([watch(oih, flowId, cron), stopped]);
      cron.stop();
    } else if (flags.listen !== undefined) {
      const hook = await listen(oih, flowId, flags.listen, workspace);
      if (workspace.sandbox) tellHowToWrite(workspace.sandbox);
      console.log(paint('dim', 'Ctrl-C ends it'));
      await stopped;
      await hook.close();
      await oih.idle();
    } else {
      const message: Message | undefined = flags.data === undefined ? undefined : { data: flags.data, metadata: {} };
      oih.trigger(flowId, message);
      if ((await Promise.race([oih.idle(), stopped])) === 'interrupted') process.exitCode = 130;
    }
    const errors =
      counts.error === 0 ? 'no errors' : paint('red', `${counts.error} error${counts.error > 1 ? 's' : ''}`);
    console.log(`\n${counts.output} messages, ${errors}, ${duration(Date.now() - began)}`);
    if (crm) console.log(paint('dim', `The CRM is a sandbox as well: ${crm.all('persons').length} persons by now`));
    if (stateFile !== undefined) console.log(paint('dim', `State: ${stateFile} (delete it to start afresh)`));
    if (counts.error > 0) process.exitCode = 1;
  } finally {
    await oih.close();
  }
}

/** What was read of one address says nothing of another. */
function stateFileOf(flow: Flow): string {
  const { INTERCOM_BASE_URL: url, INTERCOM_REGION: region } = process.env;
  const where = url && URL.canParse(url) ? new URL(url).host.replaceAll(':', '-') : region;
  return `.oih/${flowIdOf(flow)}${where ? `@${where}` : ''}.json`;
}

/** Starts the flow now and by its cron; as on the platform, also while the last run still goes on. Rejects as `idle`. */
function watch(oih: Oih, flowId: string, cron: Cron): Promise<never> {
  const next = () =>
    console.log(paint('dim', `Next start ${cron.nextRun()?.toTimeString().slice(0, 8)}; Ctrl-C ends it`));
  return new Promise((_, reject) => {
    const start = () => {
      oih.trigger(flowId, scheduledStart(new Date(), cron.nextRun() ?? undefined));
      oih.idle().then(next, reject);
    };
    cron.schedule(start);
    start();
  });
}

function tellHowToWrite({ url, token, workspace }: Sandbox): void {
  const contact = [...workspace.contacts.all.values()].find(({ role }) => role === 'user');
  const body = JSON.stringify({ from: { type: 'user', id: contact?.id }, body: 'Is anybody there?' });
  console.log(
    `To write as ${contact?.name}:\n  curl ${url}/conversations -H 'Authorization: Bearer ${token}' -d '${body}'\n`,
  );
}

function scheduleOf({ name, cron }: Flow): Cron | undefined {
  if (!cron) return undefined;
  try {
    return new Cron(cron);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new FlowError(`Flow "${name}"`, [`"cron" is no schedule: ${why}`]);
  }
}

/** All credentials of a component stand for the one workspace or CRM that we have; what they are called does not matter. */
function credentialsOf(flow: Flow, componentId: string): string[] {
  return flow.graph.nodes.flatMap((node) => (node.componentId === componentId ? (node.credentials_id ?? []) : []));
}

function withCredentials(flow: Flow): Flow {
  const without = flow.graph.nodes.filter(
    ({ componentId, credentials_id }) =>
      (componentId === 'intercom' || componentId === 'crm') && credentials_id === undefined,
  );
  if (without.length === 0) return flow;
  throw new FlowError(
    `Flow "${flow.name}"`,
    without.map(({ id }) => `step "${id}" has no "credentials_id", so no token would reach it; here any name does`),
  );
}

/** In a fresh sandbox nothing is new yet: a trigger that waits for what is new would show nothing. */
function fromTheBeginning(flow: Flow): Flow {
  const first = firstNode(flow);
  const nodes = flow.graph.nodes.map((node) =>
    node === first && (node.fields?.startFrom ?? 'now') === 'now'
      ? { ...node, fields: { ...node.fields, startFrom: 'beginning' } }
      : node,
  );
  return { ...flow, graph: { ...flow.graph, nodes } };
}

endWithReader();
main().catch((error: unknown) => {
  console.error(paint('red', inWords(error)));
  process.exitCode = 1;
});
