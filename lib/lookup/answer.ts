import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { validInput } from '../validate';
import { verifiedConnection } from '../verifiedConnection';
import { describeInput } from './describe';
import { type Dictionary, dictionaries } from './dictionaries';
import { readOnlyOperation } from './functions';
import { list, type Question } from './listing';
import { textParameters } from './parameters';

/** Items in one answer, where nobody says how many, and at most. */
const USUAL_LIMIT = 50;
const LARGEST_LIMIT = 200;

function dictionaryNamed(name: string): Dictionary | undefined {
  return Object.hasOwn(dictionaries, name) ? dictionaries[name] : undefined;
}

/**
 * Answers one question: a dictionary's items, a schema, what the credential may do, or what a read-only operation gives.
 * Throws InvalidInputError before any call where the name or a parameter is none of ours, and the client's errors.
 */
export async function answerTo(intercom: Intercom, operationId: string, parameters: Input): Promise<object> {
  const dictionary = dictionaryNamed(operationId);
  if (dictionary) return list(intercom, dictionary, questionOf(dictionary, parameters));
  if (operationId === 'verifyConnection') {
    textParameters(parameters, {});
    return verifiedConnection(intercom);
  }
  if (operationId === 'describe') return describeInput(intercom, parameters);
  const operation = readOnlyOperation(operationId);
  const { body } = await intercom.call(operation, validInput(operationId, parameters));
  return isObject(body) ? body : { data: body };
}

/** The parameters as a question. Throws InvalidInputError that names every one that is unknown or does not fit. */
function questionOf({ parameters: own = {} }: Dictionary, given: Input): Question {
  const theirs = Object.entries(own).map(([name, { required }]) => [name, required] as const);
  const texts = textParameters(given, {
    search: false,
    cursor: false,
    limit: false,
    ...Object.fromEntries(theirs),
  });
  const limit = Number(texts.limit ?? USUAL_LIMIT);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    throw new InvalidInputError('lookup', [`limit must be a whole number from 1 to ${LARGEST_LIMIT}`]);
  }
  const values = new Map(Object.entries(texts));
  const input = Object.fromEntries(
    Object.entries(own).flatMap(([name, { field }]) => (values.has(name) ? [[field, values.get(name)]] : [])),
  );
  const { search, cursor } = texts;
  return { limit, input, ...(search !== undefined && { search }), ...(cursor !== undefined && { cursor }) };
}
