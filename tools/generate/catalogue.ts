import { readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { ActionDeclaration, ActionProcess } from '../../lib/action';
import type { TriggerDeclaration, TriggerProcess } from '../../lib/polling';

export const ROOT = join(__dirname, '..', '..');

/** A module in lib/actions, and what it declares. */
export interface ActionEntry {
  name: string;
  folder: string;
  operation: ActionDeclaration;
}

/** A module in lib/triggers, and what it declares. */
export interface TriggerEntry {
  name: string;
  trigger: TriggerDeclaration;
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
    const { process }: { process?: ActionProcess } = require(file);
    if (!process?.operation) throw new Error(`${relative(ROOT, file)} exports no process made by action(...)`);
    const [folder = ''] = relative(join(ROOT, 'lib/actions'), file).split(/[\\/]/);
    return { name: basename(file, '.ts'), folder, operation: process.operation };
  });
}

/** Every trigger, by name. Throws where a module exports no `process` with a declaration. */
export function triggers(): TriggerEntry[] {
  return modulesBelow('lib/triggers').map((file) => {
    const { process }: { process?: TriggerProcess } = require(file);
    if (!process?.trigger) throw new Error(`${relative(ROOT, file)} exports no process made by polling(...)`);
    return { name: basename(file, '.ts'), trigger: process.trigger };
  });
}

/** `listContacts` -> `ListContacts`, `contact` -> `Contact`: the name of a schema's type. */
export function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
