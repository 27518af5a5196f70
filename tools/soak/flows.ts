import type { Flow, FlowNode } from '../oih';

/** The steps that are killed and cut off. */
export const CHAIN = ['upsert', 'read', 'note'] as const;
/** The step that meets the same faults of Intercom and of the services, but is left alone: its memory can be watched, and nothing excuses it. */
export const STEADY = 'steady';
export const POLL = 'poll';

/** Contacts that the steady step goes on updating. */
const STEADY_CONTACTS = 200;

/** Three actions one after the other: one that may be repeated as it likes, one that reads, one whose POST must not be repeated. */
export const chainFlow = flowOf('soak', [
  step('upsert', 'upsertContact'),
  step('read', 'retrieveContact', mapped('{ "contact_id": data.id }')),
  step('note', 'createContactNote', mapped('{ "contact_id": data.id, "body": data.external_id }')),
]);

export const steadyFlow = flowOf('soak steady', [step(STEADY, 'upsertContact')]);

export const pollFlow = flowOf('soak poll', [step(POLL, 'updatedContacts', { fields: { startFrom: 'beginning' } })]);

/** The id that a message has in its data; it is found again in what each step makes of it. */
export const idOf = (round: number) => `soak-${round}`;

/** What starts the chain. */
export function chainMessage(round: number) {
  const id = idOf(round);
  return { data: { external_id: id, email: `${id}@example.com`, name: `Contact ${round}` }, metadata: {} };
}

/** What the chain's first step refuses without a call: nothing in it tells which contact is meant. */
export function badMessage() {
  return { data: { name: 'Nobody' }, metadata: {} };
}

/** For the steady step: another round of the same contacts. */
export function steadyMessage(round: number) {
  const id = `steady-${round % STEADY_CONTACTS}`;
  return { data: { external_id: id, email: `${id}@example.com`, name: `Round ${round}` }, metadata: {} };
}

/** Which of our ids is in what a step got or emitted: a contact's external id, a note's text, or the name of a contact of the steady step. */
export function idIn(data: unknown): string | undefined {
  return /"(?:external_id|body)":"(?:<p>)?((?:soak|steady)-\d+)/.exec(JSON.stringify(data) ?? '')?.[1];
}

function flowOf(name: string, nodes: FlowNode[]): Flow {
  const edges = nodes.slice(1).map((node, index) => ({ source: nodes[index]?.id ?? '', target: node.id }));
  return { name, graph: { nodes, edges } };
}

function step(id: string, action: string, more: Partial<FlowNode> = {}): FlowNode {
  return { id, componentId: 'intercom', function: action, credentials_id: 'intercom', ...more };
}

/** The platform's own transformation before a step (JSONata). */
function mapped(data: string): Partial<FlowNode> {
  const transformFunction = `{ "data": ${data}, "metadata": metadata }`;
  return { nodeSettings: { applyTransform: 'before', transformFunction } };
}
