import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { coerce } from './coerce';
import { isObject } from './intercom/answer';
import { InvalidInputError } from './intercom/errors';
import type { Input } from './intercom/operation';
import { redact } from './intercom/redact';
import type { JsonSchema } from './schema';

/** The same from lib and from dist. */
const PUBLISHED = join(__dirname, '..', 'schemas', 'published');
/** Compiled by the build, so that no process has to: tools/generate/validators.ts. */
const VALIDATORS = join(__dirname, '..', 'dist', 'validators');

interface Validator {
  schema: JsonSchema;
  check: ValidateFunction;
}

// Keyed by function name, of which there are as many as component.json has.
const validators = new Map<string, Validator>();

/**
 * The message's data as the function wants it: coerced where there is no doubt, and checked against the published
 * input schema. Throws InvalidInputError that names every bad field and no value.
 */
export function validInput(functionName: string, data: unknown): Input {
  if (!isObject(data)) {
    const found = data === null ? 'null' : Array.isArray(data) ? 'a list' : `a ${typeof data}`;
    throw new InvalidInputError(functionName, [
      `the message's data must be an object with the fields of the operation, not ${found}; check the mapping before this step`,
    ]);
  }
  const { schema, check } = validatorFor(functionName);
  const input = coerce(schema, data);
  if (!isObject(input) || !check(input)) throw new InvalidInputError(functionName, describe(check.errors ?? []));
  return input;
}

/** The published schema of a function's input. Throws where there is no such function. */
export function inputSchema(functionName: string): JsonSchema {
  return validatorFor(functionName).schema;
}

function validatorFor(functionName: string): Validator {
  const known = validators.get(functionName);
  if (known) return known;
  const validator = load(functionName);
  validators.set(functionName, validator);
  return validator;
}

/** Read at once, as modules are: a few kilobytes, once in the life of a process. */
function load(functionName: string): Validator {
  const schema: JsonSchema = JSON.parse(readFileSync(join(PUBLISHED, `${functionName}.in.json`), 'utf8'));
  // Not import(), which would bring node's whole loader of ES modules into the first message.
  const check: ValidateFunction = require(join(VALIDATORS, `${functionName}.js`));
  return { schema, check };
}

/** Every problem in a line of words, without any value of the input. */
export function describe(errors: readonly ErrorObject[]): string[] {
  const choices = errors
    .filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf')
    .sort((a, b) => a.schemaPath.length - b.schemaPath.length);
  const explained = new Set<ErrorObject>();
  const lines: string[] = [];
  for (const choice of choices) {
    if (explained.has(choice)) continue;
    const inside = errors.filter((error) => error !== choice && isInside(error, choice));
    for (const error of [choice, ...inside]) explained.add(error);
    lines.push(...describeChoice(choice, inside));
  }
  for (const error of errors) if (!explained.has(error)) lines.push(describeOne(error));
  return [...new Set(lines)].sort();
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  const { schemaPath, instancePath } = choice;
  return error.schemaPath.startsWith(`${schemaPath}/`) && `${error.instancePath}/`.startsWith(`${instancePath}/`);
}

/** Several forms are allowed and none fits: the form that the sender meant is explained, else all are named. */
function describeChoice(choice: ErrorObject, inside: ErrorObject[]): string[] {
  const branches: JsonSchema[] = Array.isArray(choice.schema) ? choice.schema : [];
  const where = pathOf(choice.instancePath) || 'the input';
  const forms = branches.map((branch, index) => ({
    branch,
    errors: inside.filter((error) => error.schemaPath.startsWith(`${choice.schemaPath}/${index}/`)),
  }));
  // A form for another type of value altogether, such as the null of a nullable object, was not meant.
  const possible = forms.filter(({ errors }) => !errors.some((error) => isWholeMismatch(error, choice)));
  if (possible.length === 0) {
    const types = branches.flatMap(({ type = [] }) => type);
    return [`${where} must be ${types.join(' or ') || 'of another type'}, not ${typeName(choice.data)}`];
  }
  const meant = possible.filter(({ branch }) => isMeant(branch, choice.data));
  if (meant.length === 1 && meant[0]) return describe(meant[0].errors);
  const fitting = meant.length > 0 ? meant.map(({ branch }) => branch) : branches;
  const named = fitting.filter(({ title }) => title).map((branch) => `${branch.title} (${neededBy(branch)})`);
  if (named.length > 0) return [`${where} needs one of: ${named.join(', or ')}`];
  const [closest] = possible.sort((a, b) => a.errors.length - b.errors.length);
  return describe(closest?.errors ?? []);
}

function isWholeMismatch(error: ErrorObject, choice: ErrorObject): boolean {
  return error.keyword === 'type' && error.instancePath === choice.instancePath;
}

/** Whether the value carries every word by which a titled form is told, such as `type: admin`. A titled form that is told by nothing cannot be recognised. */
function isMeant(branch: JsonSchema, value: unknown): boolean {
  if (!branch.title) return true;
  const told = discriminators(branch);
  return isObject(value) && told.length > 0 && told.every(([name, words]) => words.includes(value[name]));
}

function discriminators(branch: JsonSchema): [string, unknown[]][] {
  return Object.entries(branch.properties ?? {}).flatMap<[string, unknown[]]>(([name, rule]) => {
    if (rule.const !== undefined) return [[name, [rule.const]]];
    return rule.enum ? [[name, rule.enum]] : [];
  });
}

function neededBy(branch: JsonSchema): string {
  const words = new Map(discriminators(branch));
  return (branch.required ?? []).map((name) => [name, ...(words.get(name) ?? []).slice(0, 4)].join(' ')).join(', ');
}

function describeOne(error: ErrorObject): string {
  const where = pathOf(error.instancePath);
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `${where ? `${where}.` : ''}${params.missingProperty} is missing`;
    case 'type':
      return `${where || 'the input'} must be ${[params.type].flat().join(' or ')}, not ${typeName(error.data)}`;
    case 'enum':
      return `${where} must be one of ${params.allowedValues.map(String).join(', ')}`;
    case 'const':
      return `${where} must be ${params.allowedValue}`;
    case 'additionalProperties':
      return `${where ? `${where}.` : ''}${params.additionalProperty} is not a field of it`;
    default:
      return `${where || 'the input'} ${error.message ?? 'is not valid'}`;
  }
}

/** `/reply_options/0/text` -> `reply_options[0].text`. A key may be anything in a map such as custom_attributes, also somebody's address. */
function pathOf(instancePath: string): string {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => redact(part.replaceAll('~1', '/').replaceAll('~0', '~'), undefined))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path ? `${path}.${part}` : part), '');
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
