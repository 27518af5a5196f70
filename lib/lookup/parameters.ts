import { InvalidInputError } from '../intercom/errors';
import type { Input } from '../intercom/operation';

/**
 * The parameters that a caller may give, as text; empty ones count as absent. Throws InvalidInputError that names every
 * one that is missing or no text, and says which there are where one is unknown.
 */
export function textParameters<Name extends string>(
  given: Input,
  allowed: Readonly<Record<Name, boolean>>,
): Partial<Record<Name, string>> {
  // Object.keys forgets whose keys they are.
  const names = Object.keys(allowed) as Name[];
  const problems: string[] = [];
  if (Object.keys(given).some((name) => !names.some((known) => known === name))) {
    problems.push(`parameters holds a name that is ${names.length > 0 ? `none of ${names.join(', ')}` : 'unknown'}`);
  }
  const texts: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = given[name] ?? '';
    if (typeof value !== 'string' && typeof value !== 'number') problems.push(`${name} must be a text`);
    else if (String(value).trim() !== '') texts[name] = String(value).trim();
    else if (allowed[name]) problems.push(`${name} is missing`);
  }
  if (problems.length > 0) throw new InvalidInputError('lookup', problems);
  return texts;
}
