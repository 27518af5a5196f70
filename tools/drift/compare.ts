import type { Field, OperationFacts } from './description';

/** How two descriptions of the operations differ. `+` is theirs and not ours, `-` ours and not theirs. */
export interface Drift {
  added: string[];
  removed: string[];
  changed: { request: string; lines: string[] }[];
}

/** Compares what Intercom describes with what our catalogue has, operation by operation and field by field. */
export function compare(theirs: readonly OperationFacts[], ours: readonly OperationFacts[]): Drift {
  const our = new Map(ours.map((operation) => [operation.key, operation]));
  const their = new Set(theirs.map(({ key }) => key));
  const changed = theirs.flatMap((operation) => {
    const known = our.get(operation.key);
    if (!known) return [];
    const lines = [
      ...fieldLines('input', operation.input, known.input, true),
      ...fieldLines('output', operation.output, known.output, false),
    ];
    return lines.length > 0 ? [{ request: operation.request, lines }] : [];
  });
  return {
    added: theirs.filter(({ key }) => !our.has(key)).map(({ request }) => request),
    removed: ours.filter(({ key }) => !their.has(key)).map(({ request }) => request),
    changed,
  };
}

function fieldLines(side: string, theirs: Map<string, Field>, ours: Map<string, Field>, strict: boolean): string[] {
  const lines: string[] = [];
  for (const [name, field] of theirs) {
    const known = ours.get(name);
    if (!known) lines.push(`+ ${side} ${name}${field.required ? ' (required)' : ''}`);
    else lines.push(...fieldChanges(side, name, field, known, strict));
  }
  for (const name of ours.keys()) if (!theirs.has(name)) lines.push(`- ${side} ${name}`);
  return lines;
}

function fieldChanges(side: string, name: string, theirs: Field, ours: Field, strict: boolean): string[] {
  const lines: string[] = [];
  if (strict && theirs.required && !ours.required) lines.push(`~ ${side} ${name}: required now`);
  // Where we allow any word, none can be missing.
  const missing = ours.words.length > 0 ? theirs.words.filter((word) => !ours.words.includes(word)) : [];
  if (missing.length > 0) lines.push(`~ ${side} ${name}: also ${missing.join(', ')}`);
  return lines;
}
