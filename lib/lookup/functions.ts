import { join } from 'node:path';
import type { ActionDeclaration, ActionProcess, CompositeDeclaration, CompositeProcess } from '../action';
import { InvalidInputError } from '../intercom/errors';
import { isRepeatable, type Operation } from '../intercom/operation';
import type { Process } from '../oih/types';

/** The same from lib and from dist. */
const ROOT = join(__dirname, '..', '..');

interface Component {
  actions: Record<string, { main: string }>;
}

/** An action of this component: the module's export, and what it declares. */
export type ActionModule = Process & Partial<ActionProcess & CompositeProcess>;

/** The action of this name, loaded as ferryman loads it, or undefined where component.json has none. */
export function actionNamed(name: string): ActionModule | undefined {
  const { actions }: Component = require(join(ROOT, 'component.json'));
  // A name such as `constructor` is found in every object.
  const main = Object.hasOwn(actions, name) ? actions[name]?.main : undefined;
  if (main === undefined) return undefined;
  const { process }: { process?: ActionModule } = require(join(ROOT, main));
  return process;
}

/** What an action declares; undefined where there is no such action. */
export function declarationOf(name: string): ActionDeclaration | CompositeDeclaration | undefined {
  const process = actionNamed(name);
  return process?.operation ?? process?.composite;
}

/**
 * The operation of an action that only reads and is nothing but one call. Throws InvalidInputError for every other
 * name: what writes, what makes several calls or answers with a file runs as a step of a flow only.
 */
export function readOnlyOperation(name: string): Operation {
  const process = actionNamed(name);
  if (!process)
    throw new InvalidInputError('lookup', ['there is no dictionary and no operation with this operationId']);
  const { operation } = process;
  if (!operation || process.handled || !isReadOnly(operation)) {
    throw new InvalidInputError('lookup', [
      'the operation of this operationId is none that lookup may run: it writes, makes several calls or answers with a file; use it as a step of a flow',
    ]);
  }
  return operation;
}

/** GET, and the POSTs that only search or list. A scroll is open to one reader at a time and would lock flows out. */
function isReadOnly({ request, paging }: Operation): boolean {
  const reads = request.startsWith('GET ') || (request.startsWith('POST ') && isRepeatable(request));
  return reads && paging?.style !== 'scroll';
}
