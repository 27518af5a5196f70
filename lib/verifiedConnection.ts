import { isObject } from './intercom/answer';
import type { Intercom } from './intercom/client';
import { ApiError, ConfigurationError, IntercomError } from './intercom/errors';
import type { Input, Operation } from './intercom/operation';

/** Who the token belongs to: an admin, with the workspace as `app`. Another host's text is to be told as such, below. */
export const IDENTIFY: Operation = { request: 'GET /me', text: true };

/** A cheap read that succeeds only with the permission to read such records. */
interface Probe {
  /** What is read. */
  area: string;
  operation: Operation;
  input?: Input;
}

const ONE = { per_page: 1 };

/** What may be written cannot be found out without writing. */
export const PROBES: readonly Probe[] = [
  { area: 'contacts', operation: { request: 'GET /contacts' }, input: ONE },
  { area: 'companies', operation: { request: 'POST /companies/list', query: ['per_page'] }, input: ONE },
  { area: 'conversations', operation: { request: 'GET /conversations' }, input: ONE },
  { area: 'tickets', operation: { request: 'GET /ticket_types', since: '2.9' } },
  { area: 'articles', operation: { request: 'GET /articles' }, input: ONE },
  { area: 'tags', operation: { request: 'GET /tags' } },
  { area: 'segments', operation: { request: 'GET /segments' } },
  { area: 'admins', operation: { request: 'GET /admins' } },
];

/** Whether records of one kind can be read. */
export interface Permission {
  area: string;
  /** Absent where it could not be found out. */
  allowed?: boolean;
  /** Why not, or why nobody knows. */
  reason?: string;
}

/** What was found out about a credential. */
export interface Connection {
  /** True where every area told that it can be read, and nothing is wrong. */
  ok: boolean;
  workspace: { id?: string; name?: string; region?: string; timezone?: string };
  /** The teammate in whose name the token acts. */
  admin: { id?: string; name?: string };
  /** us, eu or au; `configured` is absent for another host, `matches` where one of the two is unknown. */
  region: { configured?: string; actual?: string; matches?: boolean };
  permissions: Permission[];
  /** What is wrong, in words for the person who set it up. */
  problems: string[];
}

/**
 * Asks Intercom whose token this is and what it may read: nine small calls. Throws the client's errors where the token
 * does not work at all.
 */
export async function verifiedConnection(intercom: Intercom): Promise<Connection> {
  const { body } = await intercom.call(IDENTIFY);
  // A host that is not Intercom's may answer with anything.
  const isKnown = isObject(body) && body.id !== undefined;
  const me = isObject(body) ? body : {};
  const app = isObject(me.app) ? me.app : {};
  const region = regionOf(intercom.region, app.region);
  const findings = await Promise.all(PROBES.map((probe) => findingOf(intercom, probe)));
  const problems = [
    ...(isKnown ? [] : ['GET /me did not say whose token this is: check region and baseUrl.']),
    ...(region.matches === false
      ? [
          `The credential says region ${region.configured}, and the workspace is in ${region.actual}: set region to ${region.actual}.`,
        ]
      : []),
    ...findings.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  ];
  return {
    ok: problems.length === 0,
    workspace: {
      ...text('id', app.id_code),
      ...text('name', app.name),
      ...text('region', app.region),
      ...text('timezone', app.timezone),
    },
    admin: { ...text('id', me.id), ...text('name', me.name) },
    region,
    permissions: findings.map(({ permission }) => permission),
    problems,
  };
}

function text<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  if (typeof value === 'string') found[name] = value;
  return found;
}

/** Intercom writes US, EU or Europe, and AU. */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['us', 'us'],
  ['eu', 'eu'],
  ['europe', 'eu'],
  ['au', 'au'],
]);

/** A word that is none of these says nothing: `region` could not be set to it. */
function regionOf(configured: string | undefined, theirs: unknown): Connection['region'] {
  const actual = typeof theirs === 'string' ? REGIONS.get(theirs.trim().toLowerCase()) : undefined;
  return {
    ...(configured !== undefined && { configured }),
    ...(actual !== undefined && { actual }),
    ...(configured !== undefined && actual !== undefined && { matches: configured === actual }),
  };
}

interface Finding {
  permission: Permission;
  /** For the person who set it up; absent where all is well. */
  problem?: string;
}

async function findingOf(intercom: Intercom, { area, operation, input }: Probe): Promise<Finding> {
  try {
    const { body } = await intercom.call(operation, input);
    if (isObject(body)) return { permission: { area, allowed: true } };
    return unknown(area, `${operation.request} answered, but not as Intercom does.`);
  } catch (error) {
    if (!(error instanceof IntercomError)) throw error;
    const reason = error.message;
    // The version that was chosen does not have it: there is nothing to be read.
    if (error instanceof ConfigurationError) return { permission: { area, reason } };
    const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
    if (!refused) return unknown(area, reason);
    return { permission: { area, allowed: false, reason }, problem: `No access to ${area}: ${reason}` };
  }
}

function unknown(area: string, reason: string): Finding {
  return { permission: { area, reason }, problem: `Whether ${area} can be read is unknown: ${reason}` };
}
