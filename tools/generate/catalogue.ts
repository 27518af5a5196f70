import { readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { ActionDeclaration, ActionProcess, CompositeDeclaration, CompositeProcess } from '../../lib/action';
import type { TriggerDeclaration, TriggerProcess } from '../../lib/polling';
import type { WebhookDeclaration, WebhookProcess } from '../../lib/webhook';

export const ROOT = join(__dirname, '..', '..');

/** A module in lib/actions, and what it declares. */
export interface ActionEntry {
  name: string;
  folder: string;
  declaration: ActionDeclaration | CompositeDeclaration;
}

/** Whether an action is one operation of Intercom's, not several. */
export function isOperation(declaration: ActionEntry['declaration']): declaration is ActionDeclaration {
  return 'request' in declaration;
}

/** A module in lib/triggers, and what it declares: a schedule starts a polling trigger, a notification a webhook. */
export interface TriggerEntry {
  name: string;
  trigger: TriggerDeclaration | WebhookDeclaration;
}

/** Whether a schedule starts a trigger, not a webhook. */
export function isPolling(trigger: TriggerEntry['trigger']): trigger is TriggerDeclaration {
  return 'source' in trigger;
}

function modulesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Every action, in the order of its path. Throws where a module exports no `process` with a declaration. */
export function actions(): ActionEntry[] {
  return modulesBelow('lib/actions').map((file) => {
    const { process }: { process?: Partial<ActionProcess & CompositeProcess> } = require(file);
    const declaration = process?.operation ?? process?.composite;
    if (!declaration)
      throw new Error(`${relative(ROOT, file)} exports no process made by action(...) or composite(...)`);
    const [folder = ''] = relative(join(ROOT, 'lib/actions'), file).split(/[\\/]/);
    return { name: basename(file, '.ts'), folder, declaration };
  });
}

/** An action that is one operation of Intercom's. */
export interface OperationEntry {
  name: string;
  folder: string;
  operation: ActionDeclaration;
}

/** The actions that are one operation each, in the same order. */
export function operations(): OperationEntry[] {
  return actions().flatMap(({ name, folder, declaration }) =>
    isOperation(declaration) ? [{ name, folder, operation: declaration }] : [],
  );
}

/** Every trigger, by name. Throws where a module exports no `process` with a declaration. */
export function triggers(): TriggerEntry[] {
  return modulesBelow('lib/triggers').map((file) => {
    const { process }: { process?: Partial<TriggerProcess & WebhookProcess> } = require(file);
    const trigger = process?.trigger ?? process?.webhook;
    if (!trigger) throw new Error(`${relative(ROOT, file)} exports no process made by polling(...) or webhook(...)`);
    return { name: basename(file, '.ts'), trigger };
  });
}

/** `listContacts` -> `ListContacts`, `contact` -> `Contact`: the name of a schema's type. */
export function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
