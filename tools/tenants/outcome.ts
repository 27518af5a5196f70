import type { GlobalContainer, Published } from '../oih/globalContainer';
import { marksIn, type Temper } from './workspaces';

/** What creating a contact comes to, by the temper of the workspace. */
export const EXPECTED: Record<Temper, (mark: string) => unknown> = {
  good: (mark) => ['data', `id-${mark}`],
  slow: (mark) => ['data', `id-${mark}`],
  spent: () => ['rebound', 'rate limit is spent'],
  unknown: (mark) => ['error', 401, `said ${mark} itself`],
  broken: (mark) => ['error', 500, `said ${mark} itself`],
};

/** What a message that was to create a contact came to, in the words of EXPECTED. */
export function outcomeOf({ kind, headers, content }: Published): unknown {
  if (kind === 'rebound') return [kind, /rate limit is spent/.exec(String(headers.reboundReason))?.[0]];
  if (kind === 'data') return [kind, Object(Object(content).data).id];
  const { message } = JSON.parse(String(Object(content).error));
  return [kind, Number(/failed with (\d+)/.exec(message)?.[1]), /said \w+ itself/.exec(message)?.[0]];
}

/** Where something of one tenant stands with another one, and where a token stands at all. */
export interface Leaks {
  /** In messages, errors, rebounds, snapshots, and the headers of each. */
  published: string[];
  log: string[];
  tokens: string[];
}

export function leaksOf({ published, log }: Pick<GlobalContainer, 'published' | 'log'>): Leaks {
  const leaks: Leaks = { published: [], log: [], tokens: [] };
  const look = (where: string, flowId: string | undefined, what: unknown, found: string[]) => {
    const own = flowId?.replace('flow-', '');
    if ([...marksIn(what)].some((mark) => mark !== own)) found.push(where);
    if (JSON.stringify(what).includes('token-of-')) leaks.tokens.push(where);
  };
  for (const { flowId, kind, headers, content } of published) {
    // The orchestrator's token is the platform's own, and says whose message it is.
    const { orchestratorToken, ...others } = headers;
    look(`${kind} of ${flowId}`, flowId, { others, content }, leaks.published);
  }
  for (const line of log) look(line.msg, line.flowId, line, leaks.log);
  return leaks;
}
