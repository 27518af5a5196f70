import type { ContactData } from '../types';
import type { Mapping } from './mapping';
import type { ModelPath } from './paths';
import { type Told, told } from './text';

type Entries = readonly ContactData[] | null | undefined;
type ContactDataPath = Extract<ModelPath, { kind: 'contactData' }>;

/** The paths below `contactData` that have an attribute of their own. */
export function contactDataPaths({ attributes }: Mapping): ContactDataPath[] {
  return attributes.flatMap(({ path }) => (path.kind === 'contactData' ? [path] : []));
}

function isAt(entry: ContactData, { type, label }: ContactDataPath): boolean {
  return entry.type === type && (label === undefined || entry.label === label);
}

/** Among several the one that is marked primary counts, else the first; null where all there is says that there is none. */
function foremost(entries: readonly ContactData[]): Told {
  const withValue = entries.filter(({ value }) => told(value));
  const marked = withValue.find(({ label, description }) => label === 'primary' || description === 'primary');
  const value = told((marked ?? withValue[0])?.value);
  return value ?? (entries.some((entry) => entry.value === null) ? null : undefined);
}

/** What the entries at a path say. An entry belongs to the path that names its label, where one does. */
export function contactDataAt(entries: Entries, path: ContactDataPath, paths: readonly ContactDataPath[]): Told {
  const others = paths.filter((other) => other !== path && other.label !== undefined && path.label === undefined);
  return foremost((entries ?? []).filter((entry) => isAt(entry, path) && !others.some((other) => isAt(entry, other))));
}

/**
 * What the entries say for a field of Intercom's own that takes these types, the earlier ones first. Entries with an
 * attribute of their own are not for it.
 */
export function contactDataOf(entries: Entries, types: readonly string[], taken: readonly ContactDataPath[]): Told {
  const free = (entries ?? []).filter((entry) => !taken.some((path) => isAt(entry, path)));
  const said = types.map((type) => foremost(free.filter((entry) => entry.type === type)));
  return said.find((value) => typeof value === 'string') ?? (said.includes(null) ? null : undefined);
}
