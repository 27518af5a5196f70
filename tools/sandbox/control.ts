import { invalid } from './errors';
import type { Fault, FaultScope } from './faults';
import { integer, oneOf, text } from './input';
import type { Body, Route } from './router';

const KINDS = ['latency', 'status', 'rateLimit', 'reset', 'brokenJson', 'stall', 'slowBody'] as const;

function number(body: Body, field: string, standard: number): number {
  return integer(body, field) ?? standard;
}

function readFault(body: Body): Fault {
  const kind = oneOf(body.kind, 'kind', KINDS);
  const at = oneOf(body.at ?? 'answer', 'at', ['answer', 'body']);
  if (kind === 'latency' || kind === 'slowBody') return { kind, ms: number(body, 'ms', 1_000) };
  if (kind === 'status') return { kind, status: number(body, 'status', 503), html: body.html === true };
  if (kind === 'rateLimit') return { kind, retryAfter: number(body, 'retryAfter', 2) };
  return kind === 'brokenJson' ? { kind } : { kind, at };
}

function readScope(body: Body): FaultScope {
  const [route, times, probability] = [text(body, 'route'), integer(body, 'times'), body.probability];
  if (probability !== undefined && typeof probability !== 'number')
    throw invalid('probability', 'probability is a number');
  return {
    ...(route ? { route } : {}),
    ...(typeof times === 'number' ? { times } : {}),
    ...(probability === undefined ? {} : { probability }),
  };
}

/** Levers for someone at a terminal, beside the API: the clock, the faults, the log. Specs use the object itself. */
export const controlRoutes: readonly Route[] = [
  {
    request: 'POST /sandbox/clock',
    immune: true,
    handle: ({ intercom, body }) => {
      intercom.clock.advance(number(body, 'advance', 0));
      return { now: intercom.clock.now() };
    },
  },
  {
    request: 'POST /sandbox/faults',
    immune: true,
    handle: ({ intercom, body }) => {
      const [fault, scope] = [readFault(body), readScope(body)];
      intercom.faults.add(fault, scope);
      return { fault, scope };
    },
  },
  { request: 'DELETE /sandbox/faults', immune: true, handle: ({ intercom }) => intercom.faults.clear() },
  {
    request: 'GET /sandbox/requests',
    immune: true,
    handle: ({ intercom }) => ({
      total: intercom.requests.count(),
      requests: intercom.requests
        .list()
        .slice(-50)
        .map(({ method, path, query, body }) => ({ method, path, query, body })),
    }),
  },
];
