import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { splitRequest } from '../../lib/intercom/operation';
import { type OperationEntry, operations, ROOT } from '../generate/catalogue';
import { type Call, type Route, shapeOf } from './router';
import { routes } from './routes';

/** A call as the fixtures of the actions spell it out. */
interface Example {
  request: { path: string; query?: Record<string, string>; body?: unknown };
  response: { status: number; body?: unknown };
}

/**
 * Routes for the operations that the sandbox keeps no state for: each answers with the call of its action's fixtures
 * that is most like the request, with the request's ids in the place of the fixture's.
 */
export function fixtureRoutes(): Route[] {
  const own = new Set(routes.map(({ request }) => shapeOf(request)));
  return operations()
    .filter(({ name, operation }) => name !== 'sendRequest' && !own.has(shapeOf(operation.request)))
    .flatMap(routeOf);
}

function routeOf({ folder, name, operation }: OperationEntry): Route[] {
  const file = join(ROOT, 'spec', 'fixtures', folder, `${name}.json`);
  const cases: { calls: Example[] }[] = JSON.parse(readFileSync(file, 'utf8'));
  const examples = cases.flatMap(({ calls }) => calls).filter(({ response }) => response.status < 300);
  const [first] = examples;
  if (!first) return [];
  const { request, since, until } = operation;
  return [
    {
      request,
      status: first.response.status,
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
      handle: (call) => answerLike(closest(examples, call) ?? first, splitRequest(request).route, call),
    },
  ];
}

/** Fields that choose a page: a request with one must not get the first page again, nor one without it a later page. */
const CURSORS = ['starting_after', 'page', 'cursor', 'scroll_param'];

function closest(examples: readonly Example[], call: Call): Example | undefined {
  const asked = flat({ ...Object.fromEntries(call.query), ...call.body });
  const scored = examples.map((example) => {
    const body = example.request.body;
    const had = flat({ ...example.request.query, ...(body !== null && typeof body === 'object' ? body : {}) });
    const names = new Set([...asked.keys(), ...had.keys()]);
    const score = [...names].reduce((sum, name) => {
      const weight = CURSORS.includes(name) ? 100 : 1;
      return sum + (asked.get(name) === had.get(name) ? weight : -weight);
    }, 0);
    return { example, score };
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.example;
}

/** Values by name, those of nested objects by their innermost name. */
function flat(values: object): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && typeof value === 'object') for (const [inner, text] of flat(value)) found.set(inner, text);
    else found.set(name, String(value));
  }
  return found;
}

function answerLike({ request, response }: Example, route: string, call: Call): unknown {
  if (response.body === undefined || response.body === null) return undefined;
  let text = JSON.stringify(response.body);
  const values = request.path.split('/').slice(1);
  route
    .split('/')
    .slice(1)
    .forEach((segment, index) => {
      const before = decodeURIComponent(values[index] ?? '');
      // A short one, such as a page number, stands in too many places.
      if (segment.startsWith('{') && before.length > 2)
        text = text.replaceAll(`"${before}"`, JSON.stringify(call.path(segment.slice(1, -1))));
    });
  return JSON.parse(text);
}
