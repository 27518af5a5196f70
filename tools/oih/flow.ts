import { readFileSync } from 'node:fs';
import path from 'node:path';
import { distance } from 'fastest-levenshtein';

/** A step of a flow, as OIH's flow repository keeps it. */
export interface FlowNode {
  id: string;
  componentId: string;
  function: string;
  name?: string;
  fields?: Record<string, unknown>;
  nodeSettings?: Record<string, unknown>;
  credentials_id?: string;
}

/** A flow in OIH's own format; `cron` is missing where a webhook starts it. */
export interface Flow {
  id?: string;
  name: string;
  description?: string;
  cron?: string;
  graph: { nodes: FlowNode[]; edges: { source: string; target: string }[] };
}

/** A flow that cannot run; the message lists everything that is wrong with it. */
export class FlowError extends Error {
  override name = 'FlowError';

  constructor(
    subject: string,
    readonly problems: string[],
  ) {
    super(
      problems.length === 1
        ? `${subject}: ${problems[0]}`
        : [`${subject}:`, ...problems.map((p) => `  - ${p}`)].join('\n'),
    );
  }
}

/** The id that names the flow's queues and its snapshots: its own, else its name in small letters and dashes. */
export function flowIdOf(flow: Flow): string {
  return (
    flow.id ??
    flow.name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
  );
}

/** Reads a flow file. Throws FlowError where it is missing, no JSON, or not of a flow's shape. */
export function readFlow(file: string): Flow {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new FlowError(file, [`the flow file cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new FlowError(file, [`the flow file is not valid JSON: ${error instanceof Error ? error.message : error}`]);
  }
  const problems = problemsOfShape(json);
  if (problems.length > 0) throw new FlowError(file, problems);
  const flow = json as Flow;
  return { ...flow, graph: { nodes: flow.graph.nodes, edges: flow.graph.edges ?? [] } };
}

/**
 * Refuses a flow that could not run: unknown components, functions or secrets, and graphs that are no tree.
 * `components` maps a component's id to its folder; `secrets` holds the ids that the secret service knows.
 */
export function checkFlow(flow: Flow, components: Record<string, string>, secrets: Iterable<string>): void {
  const known = new Set(secrets);
  const problems = [
    ...problemsOfShape(flow),
    ...problemsOfGraph(flow),
    ...flow.graph.nodes.flatMap((node) => problemsOfNode(node, components, known)),
  ];
  if (problems.length > 0) throw new FlowError(`Flow "${flow.name}"`, problems);
}

/** The step that a schedule or a webhook starts: the one without an incoming edge. */
export function firstNode(flow: Flow): FlowNode {
  const targets = new Set(flow.graph.edges.map((edge) => edge.target));
  const first = flow.graph.nodes.find((node) => !targets.has(node.id));
  if (!first) throw new FlowError(`Flow "${flow.name}"`, ['no step is the first: each has an incoming edge']);
  return first;
}

function problemsOfShape(json: unknown): string[] {
  if (!isRecord(json)) return ['a flow is an object with name and graph'];
  const problems: string[] = [];
  if (typeof json.name !== 'string' || !json.name) problems.push('"name" is missing');
  if (json.cron !== undefined && typeof json.cron !== 'string')
    problems.push('"cron" has to be text, such as "*/5 * * * *"');
  if (!isRecord(json.graph) || !Array.isArray(json.graph.nodes) || json.graph.nodes.length === 0) {
    return [...problems, '"graph.nodes" has to list the steps'];
  }
  for (const [index, node] of json.graph.nodes.entries())
    problems.push(...problemsOfNodeShape(node, `graph.nodes[${index}]`));
  const edges = json.graph.edges ?? [];
  if (!Array.isArray(edges)) return [...problems, '"graph.edges" has to be a list of {source, target}'];
  for (const [index, edge] of edges.entries()) {
    if (!isRecord(edge) || typeof edge.source !== 'string' || typeof edge.target !== 'string') {
      problems.push(`graph.edges[${index}] needs "source" and "target", each a step's id`);
    }
  }
  return problems;
}

function problemsOfNodeShape(node: unknown, where: string): string[] {
  if (!isRecord(node)) return [`${where} is no object`];
  const problems: string[] = [];
  for (const key of ['id', 'componentId', 'function']) {
    if (typeof node[key] !== 'string' || !node[key]) problems.push(`${where} has no "${key}"`);
  }
  // The id becomes a part of queue names and of routing keys, where a dot, * and # have a meaning.
  if (typeof node.id === 'string' && /[^\w-]/.test(node.id)) {
    problems.push(`${where}: the id "${node.id}" may hold only letters, digits, _ and -`);
  }
  for (const key of ['fields', 'nodeSettings']) {
    if (node[key] !== undefined && !isRecord(node[key])) problems.push(`${where}: "${key}" has to be an object`);
  }
  if (node.credentials_id !== undefined && typeof node.credentials_id !== 'string') {
    problems.push(`${where}: "credentials_id" has to be text`);
  }
  return problems;
}

function problemsOfGraph(flow: Flow): string[] {
  const { nodes, edges } = flow.graph;
  const problems: string[] = [];
  const ids = nodes.map((node) => node.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  for (const id of new Set(twice)) problems.push(`two steps have the id "${id}"`);
  for (const { source, target } of edges) {
    for (const id of [source, target]) {
      if (!ids.includes(id))
        problems.push(`an edge goes from "${source}" to "${target}", but no step is called "${id}"`);
    }
  }
  const targets = edges.map((edge) => edge.target);
  const first = ids.filter((id) => !targets.includes(id));
  if (first.length !== 1) {
    problems.push(
      first.length === 0
        ? 'no step is the first: each has an incoming edge'
        : `several steps have no incoming edge (${first.join(', ')}); one step starts a flow`,
    );
  }
  const circle = stepsOfCircles(ids, edges);
  if (first.length > 0 && circle.length > 0) problems.push(`the edges make a circle: ${circle.join(', ')}`);
  return problems;
}

/** Takes away the steps that nothing leads to, again and again; what is left goes in circles or hangs on one. */
function stepsOfCircles(ids: string[], edges: Flow['graph']['edges']): string[] {
  const targets = new Set(edges.map((edge) => edge.target));
  const left = ids.filter((id) => targets.has(id));
  if (left.length === 0 || left.length === ids.length) return left;
  return stepsOfCircles(
    left,
    edges.filter((edge) => left.includes(edge.source)),
  );
}

function problemsOfNode(node: FlowNode, components: Record<string, string>, secrets: Set<string>): string[] {
  const step = `step "${node.id}"`;
  const problems: string[] = [];
  const folder = components[node.componentId];
  if (folder === undefined) {
    problems.push(`${step}: unknown component "${node.componentId}"; known: ${Object.keys(components).join(', ')}`);
  } else {
    problems.push(...problemsOfFunction(node.function, folder).map((problem) => `${step}: ${problem}`));
  }
  if (node.credentials_id !== undefined && !secrets.has(node.credentials_id)) {
    problems.push(`${step}: the secret "${node.credentials_id}" (credentials_id) does not exist`);
  }
  for (const setting of ['applyPolicy', 'flowPolicy']) {
    if (node.nodeSettings?.[setting]) {
      problems.push(`${step}: nodeSettings.${setting} needs OIH's governance service, which does not run here`);
    }
  }
  return problems;
}

function problemsOfFunction(name: string, folder: string): string[] {
  const file = path.join(folder, 'component.json');
  let component: unknown;
  try {
    component = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return [`${file} cannot be read: ${error instanceof Error ? error.message : error}`];
  }
  const functions = ['triggers', 'actions'].flatMap((kind) => {
    const listed = isRecord(component) ? component[kind] : undefined;
    return isRecord(listed) ? Object.keys(listed) : [];
  });
  if (functions.includes(name)) return [];
  const near = functions.filter((known) => isNear(known, name)).slice(0, 5);
  return [`unknown function "${name}"${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ` in ${file}`}`];
}

function isNear(known: string, asked: string): boolean {
  const [a, b] = [known.toLowerCase(), asked.toLowerCase()];
  if (a.includes(b) || b.includes(a)) return true;
  return distance(a, b) <= Math.max(2, Math.floor(b.length / 4));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
