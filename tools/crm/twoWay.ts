import path from 'node:path';
import { type Flow, mixedSecret, type Oih, type OihEvent, readFlow, startOih } from '../oih';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox';
import { addAttributes, crmSecret } from './partner';
import { type RunningCrm, startCrm } from './server';

const ROOT = path.resolve(__dirname, '../..');

/** The two halves of the sync, in the order in which they run. */
export const FLOW_FILES = [
  'examples/flows/intercom-to-crm.json',
  'examples/flows/sync-crm-with-intercom.json',
] as const;

/** What a run of both flows took. */
export interface Took {
  /** Calls to Intercom. */
  calls: number;
  /** Changes of contacts in Intercom. */
  intercomWrites: number;
  /** Changes of persons in the CRM. */
  crmWrites: number;
  /** Messages that the two triggers emitted. */
  messages: number;
  errors: string[];
}

/** A sandbox workspace and a CRM, kept in sync by two flows on a local platform. */
export interface TwoWay {
  sandbox: Sandbox;
  crm: RunningCrm;
  oih: Oih;
  flows: readonly Flow[];
  /** Starts both flows once, one after the other. */
  run(): Promise<Took>;
  close(): Promise<void>;
}

export interface TwoWayOptions {
  sandbox?: SandboxOptions;
  amqpUri?: string | undefined;
  env?: Record<string, string>;
  onEvent?: (event: OihEvent, flows: readonly Flow[]) => void;
}

/** Starts all of it. The CRM goes by the sandbox's clock. */
export async function startTwoWay({ sandbox: options, amqpUri, env, onEvent }: TwoWayOptions = {}): Promise<TwoWay> {
  const sandbox = await startSandbox(options);
  const crm = await startCrm(() => sandbox.clock.now());
  const flows = FLOW_FILES.map((file) => readFlow(path.join(ROOT, file)));
  for (const flow of flows) addAttributes(sandbox, flow);
  const oih = await startOih({
    amqpUri,
    components: { crm: path.join(__dirname, 'component') },
    secrets: {
      intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }),
      crm: crmSecret(crm.url),
    },
    ...(env && { env }),
    ...(onEvent && { onEvent: (event) => onEvent(event, flows) }),
  });
  const ids: string[] = [];
  for (const flow of flows) ids.push(await oih.deploy(flow));
  return {
    sandbox,
    crm,
    oih,
    flows,
    async run() {
      const before = { calls: sandbox.requests.count(), crm: crm.writes, events: oih.events.length };
      let intercomWrites = 0;
      const deaf = sandbox.workspace.changes.listen(({ kind }) => {
        if (kind === 'contact') intercomWrites += 1;
      });
      for (const id of ids) {
        oih.trigger(id);
        await oih.idle();
      }
      deaf();
      const events = oih.events.slice(before.events);
      return {
        calls: sandbox.requests.count() - before.calls,
        intercomWrites,
        crmWrites: crm.writes - before.crm,
        messages: events.filter((event) => event.type === 'output' && event.stepId === 'changed').length,
        errors: events.flatMap((event) => (event.type === 'error' ? [event.error.message] : [])),
      };
    },
    async close() {
      await oih.close();
      await crm.close();
      await sandbox.close();
    },
  };
}
