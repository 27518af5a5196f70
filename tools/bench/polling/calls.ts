import { mixedSecret, type Oih, startOih } from '../../oih';
import { type Sandbox, startSandbox } from '../../sandbox';
import type { CursorKind } from '../../sandbox/cursors';

/** How many calls a flow's polls made. */
export interface Calls {
  /** Of the quiet polls of each trigger, the most that one made. */
  quiet: ReadonlyMap<string, number>;
  /** Of a poll after so many conversations changed. */
  changed: number;
}

const CONTACT_TRIGGERS = ['newContacts', 'updatedContacts'];
const TRIGGERS = [
  ...CONTACT_TRIGGERS,
  ...['newConversations', 'updatedConversations', 'newConversationParts', 'closedConversations'],
];
const QUIET_POLLS = 5;
/** Monday, 5 January 2026, noon UTC. */
const NOON = 1_767_614_400;

/** Counts on the embedded broker, which changes nothing about calls. */
export async function countCalls(conversations: number, cursors: CursorKind): Promise<Calls> {
  const sandbox = await startSandbox({ seed: { contacts: 2_000, conversations }, now: NOON, cursors });
  const oih = await startOih({
    secrets: { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) },
    env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
    keepEvents: false,
    onEvent: (event) => {
      if (event.type === 'error') throw new Error(event.error.message);
    },
  });
  try {
    const quiet = new Map<string, number>();
    for (const trigger of TRIGGERS) quiet.set(trigger, await quietPoll(trigger, oih, sandbox));
    return { quiet, changed: await changedConversations(oih, sandbox) };
  } finally {
    await oih.close();
    await sandbox.close();
  }
}

/** The aim for the quiet polls of a trigger. */
export function mostQuietCalls(trigger: string): number {
  return CONTACT_TRIGGERS.includes(trigger) ? 2 : 1;
}

async function quietPoll(trigger: string, oih: Oih, sandbox: Sandbox): Promise<number> {
  const flowId = await deploy(trigger, oih);
  await poll(flowId, oih);
  let most = 0;
  for (let count = 0; count < QUIET_POLLS; count += 1) {
    sandbox.clock.advance(60);
    sandbox.requests.clear();
    await poll(flowId, oih);
    most = Math.max(most, sandbox.requests.count());
  }
  return most;
}

async function changedConversations(oih: Oih, { workspace, clock, requests }: Sandbox): Promise<number> {
  // A flow of its own, as the others have triggers of the same name.
  const flowId = await deploy('updatedConversations', oih, 'many-changed');
  await poll(flowId, oih);
  clock.advance(60);
  for (const { id } of [...workspace.conversations.all.values()]) {
    workspace.conversations.update(id, { title: 'Changed' });
  }
  clock.advance(60);
  requests.clear();
  await poll(flowId, oih);
  return requests.count();
}

function deploy(trigger: string, oih: Oih, id: string = trigger): Promise<string> {
  const node = { id: 'step', componentId: 'intercom', function: trigger, credentials_id: 'intercom' };
  return oih.deploy({ id, name: id, graph: { nodes: [node], edges: [] } });
}

async function poll(flowId: string, oih: Oih): Promise<void> {
  oih.trigger(flowId);
  await oih.idle(120_000);
}
