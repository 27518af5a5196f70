import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { ROOT } from './catalogue';

/** A schema as its author wrote it: plain JSON Schema in which `$ref` is a relative path to a file. */
export type Source = { [keyword: string]: unknown };

/** The two schemas of an action or a trigger. */
export interface Pair {
  in: Source;
  out: Source;
}

const MODELS = join(ROOT, 'schemas', 'models');

const cache = new Map<string, Source>();

export function readSource(file: string): Source {
  let source = cache.get(file);
  if (!source) {
    if (!existsSync(file)) throw new Error(`${relative(ROOT, file)} does not exist`);
    try {
      source = JSON.parse(readFileSync(file, 'utf8')) as Source;
    } catch (error) {
      throw new Error(`${relative(ROOT, file)} is not JSON: ${error instanceof Error ? error.message : error}`);
    }
    cache.set(file, source);
  }
  return source;
}

/** Reads `{ in, out }` of an action or trigger. Throws where one of the two is missing. */
export function readPair(file: string): Pair {
  const { in: input, out } = readSource(file);
  if (!isSource(input) || !isSource(out)) throw new Error(`${relative(ROOT, file)} needs "in" and "out"`);
  return { in: input, out };
}

export function isSource(value: unknown): value is Source {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The file that a `$ref` of `file` names. Throws where something other than a description stands beside it. */
export function refTarget(source: Source, file: string): string | undefined {
  if (typeof source.$ref !== 'string') return undefined;
  const extra = Object.keys(source).filter((key) => key !== '$ref' && key !== 'description');
  if (extra.length > 0)
    throw new Error(`${relative(ROOT, file)}: beside a $ref only a description may stand, not ${extra.join(', ')}`);
  return join(dirname(file), source.$ref);
}

/** A model has a type of its own; any other target is a fragment that is put in place. */
export function modelName(file: string): string | undefined {
  const path = relative(MODELS, file);
  return path.startsWith('..') || path.includes(sep) ? undefined : path.replace(/\.json$/, '');
}

/**
 * The schema as the platform gets it: everything in one piece, no `$`-key, since the platform resolves none and its
 * store refuses them (OIH's component repository). A model inside itself is cut to a plain object.
 */
export function publishedSchema(source: Source, file: string): Source {
  const result = published(source, file, []);
  if (!isSource(result)) throw new Error(`${relative(ROOT, file)} publishes no object`);
  return result;
}

/**
 * An input of which there are several forms, as it is published. Its source says the forms in an `anyOf` beside the
 * flat properties. Readers of schemas that stop at a choice would miss what is required in every form, so the choice
 * is put into an `allOf`; and what a form says of a property goes out with that property's description.
 */
export function publishedInput(source: Source, file: string): Source {
  const { anyOf, ...flat } = publishedSchema(source, file);
  if (!Array.isArray(anyOf)) return flat;
  const described = isSource(flat.properties) ? flat.properties : {};
  return { ...flat, allOf: [{ anyOf: anyOf.filter(isSource).map((form) => withDescriptions(form, described)) }] };
}

function withDescriptions(form: Source, described: Source): Source {
  if (!isSource(form.properties)) return form;
  const properties = Object.entries(form.properties).map(([name, rule]) => {
    const flat = described[name];
    return [
      name,
      isSource(rule) && isSource(flat) ? { description: flat.description, ...singleWord(rule) } : rule,
    ] as const;
  });
  return { ...form, properties: Object.fromEntries(properties) };
}

/** A list of one allowed word says less plainly what a constant says. */
function singleWord({ enum: words, ...rule }: Source): Source {
  if (!Array.isArray(words)) return rule;
  return words.length === 1 ? { ...rule, const: words[0] } : { ...rule, enum: words };
}

function published(source: unknown, file: string, inside: readonly string[]): unknown {
  if (Array.isArray(source)) return source.map((item) => published(item, file, inside));
  if (!isSource(source)) return source;
  const target = refTarget(source, file);
  if (target !== undefined) {
    const whole = readSource(target);
    const description = source.description ?? whole.description;
    if (inside.includes(target)) return { type: 'object', ...(description !== undefined && { description }) };
    const resolved = published(whole, target, [...inside, target]);
    return isSource(resolved) && source.description !== undefined ? { ...resolved, description } : resolved;
  }
  const plain = Object.entries(source).map(([key, value]) => [key, published(value, file, inside)] as const);
  const refused = plain.find(([key]) => key.startsWith('$') || key.includes('.'));
  if (refused) throw new Error(`${relative(ROOT, file)}: the platform's store refuses the key "${refused[0]}"`);
  return Object.fromEntries(plain);
}
