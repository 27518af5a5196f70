import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { ROOT } from './generate/catalogue';
import type { Flow } from './oih';
import { firstNode } from './oih/flow';

interface Listed {
  type?: string;
  fields?: Record<string, unknown>;
}

/** Letters by which a slip differs from the name that was meant. */
const SLIP = 2;

function functions(): Record<string, Listed> {
  const { actions, triggers } = JSON.parse(readFileSync(join(ROOT, 'component.json'), 'utf8'));
  return { ...actions, ...triggers };
}

/** Why the flow's first step cannot be started in this way: by a webhook, or by a schedule or with data. */
export function wrongStart(flow: Flow, byWebhook: boolean): string[] {
  const { id, componentId, function: name } = firstNode(flow);
  const type = componentId === 'intercom' ? functions()[name]?.type : undefined;
  if (type === 'webhook' && !byWebhook)
    return [`step "${id}" is started by a webhook: add --listen 8080 to wait for one`];
  if (type === 'polling' && byWebhook) return [`step "${id}" is started by its schedule: leave --listen away`];
  return [];
}

/** Step fields that look like a slip of the pen, since no function takes what it does not know for an error. */
export function slips({ graph }: Flow): string[] {
  const listed = functions();
  return graph.nodes.flatMap(({ id, componentId, function: name, fields }) => {
    const known = componentId === 'intercom' ? Object.keys(listed[name]?.fields ?? {}) : [];
    return Object.keys(fields ?? {}).flatMap((field) => {
      const nearest = known.length > 0 && !known.includes(field) ? closest(field, known) : undefined;
      return nearest !== undefined && distance(field, nearest) <= SLIP
        ? [`Step "${id}" has a field ${field}, which ${name} does not know; did you mean ${nearest}?`]
        : [];
    });
  });
}
