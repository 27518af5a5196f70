import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isObject } from '../../lib/intercom/answer';

/** What the comparison reads of an operation: names of fields, in Intercom's spelling, with what is said of each. */
export interface OperationFacts {
  /** `POST /contacts/{}/tags`: placeholders without their names, which differ between descriptions. */
  key: string;
  /** As it is written, to show. */
  request: string;
  input: Map<string, Field>;
  /** Fields of the answer, those of nested objects as `contact.name`, two levels deep. */
  output: Map<string, Field>;
}

export interface Field {
  required: boolean;
  /** Allowed words; empty where all are. */
  words: string[];
}

type Json = Record<string, unknown>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** `POST`, `/contacts/{id}/tags` -> `POST /contacts/{}/tags` */
export function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/\{[^}]+\}/g, '{}')}`;
}

/** Reads an OpenAPI description, JSON or YAML. Throws where the file is neither or describes no paths. */
export function readDescription(file: string): Json {
  const document: unknown = parse(readFileSync(file, 'utf8'));
  if (!isObject(document) || !isObject(document.paths)) {
    throw new Error(`${file} is no OpenAPI description: it has no paths`);
  }
  return document;
}

/** Every operation that a description has. */
export function operationsOf(document: Json): OperationFacts[] {
  const paths = isObject(document.paths) ? Object.entries(document.paths) : [];
  return paths.flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined;
      if (!isObject(operation)) return [];
      const request = `${method.toUpperCase()} ${path}`;
      return [
        {
          key: keyOf(method, path),
          request,
          input: inputOf(document, operation, path),
          output: outputOf(document, operation),
        },
      ];
    }),
  );
}

function inputOf(document: Json, operation: Json, path: string): Map<string, Field> {
  const fields = fieldsOf(document, bodySchema(document, operation.requestBody));
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
  for (const parameter of parameters.map((one) => resolve(document, one))) {
    if (!isObject(parameter) || parameter.in !== 'query' || typeof parameter.name !== 'string') continue;
    // Two descriptions of exports name the id of the path once more among the query values.
    if (path.includes(`{${parameter.name}}`)) continue;
    fields.set(parameter.name, {
      required: parameter.required === true,
      words: wordsOf(resolve(document, parameter.schema)),
    });
  }
  return fields;
}

function outputOf(document: Json, operation: Json): Map<string, Field> {
  const responses = isObject(operation.responses) ? Object.entries(operation.responses) : [];
  const [, answer] = responses.find(([status]) => status.startsWith('2')) ?? [];
  return nestedFields(document, bodySchema(document, answer));
}

function bodySchema(document: Json, body: unknown): unknown {
  const whole = resolve(document, body);
  const content = isObject(whole) && isObject(whole.content) ? Object.values(whole.content)[0] : undefined;
  return isObject(content) ? content.schema : undefined;
}

/** A schema's fields and those of the objects and lists of objects in it: `contact`, `contact.name`. */
export function nestedFields(document: Json, schema: unknown): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [name, { rule, ...field }] of properties(document, schema)) {
    fields.set(name, field);
    const whole = resolve(document, rule);
    const inner = isObject(whole) && whole.items !== undefined ? whole.items : whole;
    for (const [innerName, { rule: _, ...innerField }] of properties(document, inner))
      fields.set(`${name}.${innerName}`, innerField);
  }
  return fields;
}

/** A schema's fields at the top level. */
export function fieldsOf(document: Json, schema: unknown): Map<string, Field> {
  return new Map([...properties(document, schema)].map(([name, { required, words }]) => [name, { required, words }]));
}

/** The properties of a schema and of all its parts and alternatives; required only where every form requires it. */
function properties(document: Json, schema: unknown, depth = 0): Map<string, Field & { rule: unknown }> {
  const found = new Map<string, Field & { rule: unknown }>();
  const whole = resolve(document, schema);
  if (!isObject(whole) || depth > 6) return found;
  const required = Array.isArray(whole.required) ? whole.required : [];
  for (const [name, rule] of Object.entries(isObject(whole.properties) ? whole.properties : {})) {
    found.set(name, { required: required.includes(name), words: wordsOf(resolve(document, rule)), rule });
  }
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    const parts = Array.isArray(whole[keyword]) ? whole[keyword] : [];
    for (const part of parts) {
      for (const [name, field] of properties(document, part, depth + 1)) {
        const known = found.get(name);
        const required = keyword === 'allOf' ? field.required : parts.length === 1 && field.required;
        found.set(
          name,
          known ? { ...known, words: [...new Set([...known.words, ...field.words])] } : { ...field, required },
        );
      }
    }
  }
  return found;
}

function wordsOf(rule: unknown): string[] {
  return isObject(rule) && Array.isArray(rule.enum) ? rule.enum.map(String) : [];
}

/** Follows `$ref` within the document, as often as it takes; a chain that turns in a circle ends after 20. */
function resolve(document: Json, schema: unknown): unknown {
  let current = schema;
  for (let step = 0; step < 20 && isObject(current) && typeof current.$ref === 'string'; step += 1) {
    const keys = current.$ref.split('/').slice(1);
    current = keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), document);
  }
  return current;
}
