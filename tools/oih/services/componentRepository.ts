import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, type Fault, refusal, type Service } from './http';

/** What a caller's token may do (OIH's component-repository, src/config): each permission by its name there. `all` is an administrator's, who reads and changes what others own. */
export type Permission = 'component.create' | 'component.update' | 'all';

export interface RepositoryOptions {
  permissions?: readonly Permission[];
  /** The text of a file on the branch master of a source repository; undefined where there is none. */
  fileOf?: (repository: string, path: string) => string | undefined;
}

/** A component as it is stored. */
export interface StoredComponent extends Record<string, unknown> {
  id: string;
  owners: { id: string; type: string }[];
}

/** body-parser's default, which the repository leaves as it is (bytes). */
export const LARGEST_BODY = 100 * 1024;
/** MongoDB's largest document (bytes of BSON). */
export const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/** Keys that the repository's model knows; others are dropped without a word (src/models/Component.js). */
const KEYS = [
  'artifactId',
  'version',
  'repository',
  'maintainer',
  'actions',
  'triggers',
  'rating',
  'name',
  'description',
  'access',
  'isGlobal',
  'resources',
  'active',
  'descriptor',
  'distribution',
  'applicationUid',
  'logo',
  'tenant',
  'owners',
  'specialFlags',
];
const LENGTHS = { name: 50, description: 300, applicationUid: 100 };
const USER = 'local-user';

/**
 * OIH's component repository, as far as a registration meets it: the routes, and what it refuses. Read in the source of
 * the service (lib/component-repository of openintegrationhub/openintegrationhub).
 */
export class ComponentRepository implements Service {
  readonly path = '/components';
  fault: Fault | undefined;
  /** Times that a global component was told to start or stop, in their order. */
  readonly orders: { id: string; order: 'start' | 'stop' }[] = [];
  readonly #components = new Map<string, StoredComponent>();
  readonly #may: ReadonlySet<Permission>;
  readonly #fileOf: NonNullable<RepositoryOptions['fileOf']>;

  constructor({ permissions = ['component.create', 'component.update', 'all'], fileOf }: RepositoryOptions = {}) {
    this.#may = new Set(permissions);
    this.#fileOf = fileOf ?? (() => undefined);
  }

  list(): StoredComponent[] {
    return [...this.#components.values()];
  }

  /** Stores a component that somebody else made before. */
  add(component: Record<string, unknown>, owner = USER): StoredComponent {
    const stored = { ...component, id: randomBytes(12).toString('hex'), owners: [{ id: owner, type: 'user' }] };
    this.#components.set(stored.id, stored);
    return stored;
  }

  async answer(method: string, segments: string[], request: IncomingMessage): Promise<Answer> {
    const [first = '', second = '', third = ''] = segments.filter((segment) => segment !== '');
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (method === 'GET' && first === '') return this.#page(searchParams);
    if (method === 'POST' && first === '') return this.#create(await bodyOf(request));
    if (method === 'POST' && first === 'global') return this.#order(second, third);
    if (method === 'PATCH' && first === 'enrich') return this.#enrich(second, searchParams.get('repository'));
    const component = this.#components.get(first);
    if (!component) return refusal(404, 'Component is not found');
    if (method === 'GET') {
      return this.#reads(component)
        ? { status: 200, body: { data: component, meta: {} } }
        : refusal(403, 'Not authorized');
    }
    return method === 'PATCH' ? this.#patch(component, await bodyOf(request)) : refusal(404, 'Not found');
  }

  #reads(component: StoredComponent): boolean {
    return component.access === 'public' || this.#owns(component);
  }

  #changes(component: StoredComponent): boolean {
    return this.#may.has('component.update') && this.#owns(component);
  }

  /** An administrator counts as everybody (routes/components/index.js, checkWriteAccess, and GetList.js). */
  #owns({ owners }: StoredComponent): boolean {
    return this.#may.has('all') || owners.some(({ id }) => id === USER);
  }

  #page(query: URLSearchParams): Answer {
    const page = Number(query.get('page[number]') ?? 1);
    const perPage = Number(query.get('page[size]') ?? 50);
    if (!(page > 0 && perPage > 0 && perPage <= 100)) return refusal(500, "page[size] shouldn't be greater than 100");
    const seen = this.list().filter((component) => this.#reads(component));
    const data = seen.slice((page - 1) * perPage, page * perPage);
    const meta = { page, perPage, total: seen.length, totalPages: Math.ceil(seen.length / perPage) };
    return { status: 200, body: { data, meta } };
  }

  #create(body: Body): Answer {
    if (!this.#may.has('component.create')) return refusal(403, 'Not authorized');
    if ('status' in body) return body;
    const component = { access: 'private', isGlobal: false, active: false, ...known(body.value) };
    const problem = problemOf(component);
    if (problem) return refusal(500, problem);
    return { status: 201, body: { data: this.add(component), meta: {} } };
  }

  #patch(component: StoredComponent, body: Body): Answer {
    if (!this.#changes(component)) return refusal(403, 'Not authorized');
    if ('status' in body) return body;
    const changed = { ...component, ...known(body.value) };
    const problem = problemOf(changed);
    if (problem) return refusal(500, problem);
    this.#components.set(component.id, changed);
    return { status: 200, body: { data: changed, meta: {} } };
  }

  #order(id: string, order: string): Answer {
    const component = this.#components.get(id);
    if (!this.#may.has('all')) return refusal(403, 'Not authorized');
    if (!component || (order !== 'start' && order !== 'stop')) return refusal(404, 'Component is not found');
    if (component.isGlobal !== true) return refusal(401, 'Component is not global');
    this.orders.push({ id, order });
    this.#components.set(id, { ...component, active: order === 'start' });
    return { status: 200, body: { message: `Component ${order === 'start' ? 'started' : 'stopped'}`, code: 200 } };
  }

  /** Reads component.json and every schema that it names. Answers 204 also where there is none (src/utils/fetchMeta.js). */
  #enrich(id: string, asked: string | null): Answer {
    const component = this.#components.get(id);
    if (!component) return refusal(404, 'Component is not found');
    if (!this.#changes(component)) return refusal(403, 'Not authorized');
    const repository = asked ?? component.repository;
    if (typeof repository !== 'string' || repository === '') return refusal(400, 'Missing Repository URL');
    const text = this.#fileOf(repository, 'component.json');
    if (text === undefined) return { status: 204 };
    const { actions, triggers } = enriched(text, (path) => this.#fileOf(repository, path));
    const changed = { ...component, repository, actions, triggers };
    const problem = problemOf(changed);
    if (problem) return refusal(500, problem);
    this.#components.set(id, changed);
    return { status: 204 };
  }
}

/** component.json's actions and triggers with their schemas in the place of the paths. */
export function enriched(
  componentJson: string,
  fileOf: (path: string) => string | undefined,
): { actions: unknown; triggers: unknown } {
  const component: Record<string, Record<string, { metadata?: Record<string, unknown> }> | undefined> =
    JSON.parse(componentJson);
  for (const entry of [component.actions, component.triggers].flatMap((all) => Object.values(all ?? {}))) {
    for (const side of ['in', 'out']) {
      const path = entry.metadata?.[side];
      const text = typeof path === 'string' ? fileOf(path.replace(/^\.\//, '')) : undefined;
      if (entry.metadata && text !== undefined) entry.metadata[side] = JSON.parse(text);
    }
  }
  return { actions: component.actions, triggers: component.triggers };
}

type Body = { value: Record<string, unknown> } | Answer;

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  if (body.length > LARGEST_BODY) return refusal(413, 'request entity too large');
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return refusal(400, 'Unexpected token in JSON');
  }
}

function known(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => KEYS.includes(key)));
}

/** What mongoose and MongoDB refuse; the service answers 500 to either. */
export function problemOf(component: Record<string, unknown>): string | undefined {
  const { name, distribution } = component;
  if (typeof name !== 'string' || name === '') return 'Component validation failed: name: Path `name` is required.';
  for (const [key, most] of Object.entries(LENGTHS)) {
    const value = component[key];
    if (typeof value === 'string' && value.length > most) {
      return `Component validation failed: ${key}: Path \`${key}\` is longer than the maximum allowed length (${most}).`;
    }
  }
  const image = isRecord(distribution) ? distribution.image : undefined;
  if (typeof image !== 'string') return 'Component validation failed: distribution.image: Path is required.';
  const refused = refusedKey(component);
  if (refused !== undefined) return `key ${refused} must not start with '$' or contain '.'`;
  return bsonSize(component) > LARGEST_DOCUMENT ? 'document is larger than the maximum size 16777216' : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first key at any depth that MongoDB's older servers refuse. */
function refusedKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key.startsWith('$') || key.includes('.')) return key;
    const found = refusedKey(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Bytes of a JSON value as BSON, its key left out (bsonspec.org); numbers count as doubles, the largest they can be. */
export function bsonSize(value: unknown): number {
  if (typeof value === 'string') return 5 + Buffer.byteLength(value);
  if (typeof value === 'number') return 8;
  if (typeof value === 'boolean') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.entries(value).map(([key, inner]) => 2 + Buffer.byteLength(key) + bsonSize(inner));
  return inside.reduce((sum, size) => sum + size, 5);
}
