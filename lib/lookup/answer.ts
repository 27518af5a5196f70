import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { validInput } from '../validate';
import { type Dictionary, dictionaries } from './dictionaries';
import { readOnlyOperation } from './functions';
import { list, type Question } from './listing';

/** Items in one answer, where nobody says how many, and at most. */
const USUAL_LIMIT = 50;
const LARGEST_LIMIT = 200;

/** The dictionary of this name. */
export function dictionaryNamed(name: string): Dictionary | undefined {
  return Object.hasOwn(dictionaries, name) ? dictionaries[name] : undefined;
}

/**
 * Answers one question: a dictionary's items, or what a read-only operation gives. Throws InvalidInputError before any
 * call where the name or a parameter is none of ours, and the client's errors.
 */
export async function answerTo(intercom: Intercom, operationId: string, parameters: Input): Promise<object> {
  const dictionary = dictionaryNamed(operationId);
  if (dictionary) return list(intercom, dictionary, questionOf(dictionary, parameters));
  const operation = readOnlyOperation(operationId);
  const { body } = await intercom.call(operation, await validInput(operationId, parameters));
  return isObject(body) ? body : { data: body };
}

/** The parameters as a question. Throws InvalidInputError that names every one that is unknown or does not fit. */
function questionOf({ parameters: own = {} }: Dictionary, given: Input): Question {
  const problems: string[] = [];
  const allowed = ['search', 'cursor', 'limit', ...Object.keys(own)];
  const text = (name: string): string | undefined => {
    const value = given[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
    problems.push(`${name} must be a text`);
    return undefined;
  };
  if (Object.keys(given).some((name) => !allowed.includes(name))) {
    problems.push(`parameters holds a name that is none of ${allowed.join(', ')}`);
  }
  const limit = Number(given.limit ?? USUAL_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    problems.push(`limit must be a whole number from 1 to ${LARGEST_LIMIT}`);
  }
  const input: Record<string, string> = {};
  for (const [name, { field, required }] of Object.entries(own)) {
    const value = text(name);
    if (value !== undefined) input[field] = value;
    else if (required) problems.push(`${name} is missing`);
  }
  const search = text('search');
  const cursor = text('cursor');
  if (problems.length > 0) throw new InvalidInputError('lookup', problems);
  return { limit, input, ...(search && { search }), ...(cursor && { cursor }) };
}
