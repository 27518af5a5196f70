import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { ROOT, typeName } from './catalogue';
import { isSource, modelName, type Pair, readSource, refTarget, type Source } from './schemas';

/** A schema with references to the models' types and everything else in place. */
function referring(source: unknown, file: string): unknown {
  if (Array.isArray(source)) return source.map((item) => referring(item, file));
  if (!isSource(source)) return source;
  const target = refTarget(source, file);
  if (target === undefined) {
    // Which of the flat properties go together is for the validator; as a type it would hide them.
    const { anyOf, ...flat } = source;
    if (anyOf !== undefined && isSource(source.properties)) return referring(flat, file);
    return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, referring(value, file)]));
  }
  const model = modelName(target);
  if (model === undefined) return referring(readSource(target), target);
  // A keyword beside a $ref makes the compiler declare the type a second time.
  return { $ref: `#/definitions/${typeName(model)}` };
}

/** Titles inside would become the names of types, and clash. */
function withoutTitles(source: unknown): unknown {
  if (Array.isArray(source)) return source.map(withoutTitles);
  if (!isSource(source)) return source;
  return Object.fromEntries(
    Object.entries(source)
      .filter(([key, value]) => !(key === 'title' && typeof value === 'string'))
      .map(([key, value]) => [
        key,
        key === 'properties' && isSource(value) ? propertiesWithoutTitles(value) : withoutTitles(value),
      ]),
  );
}

/** A property may be called `title`; that is a schema and stays. */
function propertiesWithoutTitles(properties: Source): Source {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, withoutTitles(value)]));
}

/** Where the output is just a model, the model's type serves; see CONTRIBUTING.md. */
function definitionsOf(name: string, { in: input, out }: Pair, file: string): Source {
  const target = refTarget(out, file);
  const isModel = target !== undefined && modelName(target) !== undefined;
  return {
    [`${typeName(name)}Input`]: referring(input, file),
    ...(!isModel && { [`${typeName(name)}Output`]: referring(out, file) }),
  };
}

/** lib/types.ts: one type for each model, input and output. One umbrella schema, or shared types come out again and again. */
export async function types(pairs: readonly { name: string; file: string; pair: Pair }[]): Promise<string> {
  const folder = join(ROOT, 'schemas', 'models');
  const models = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map(
      (name) =>
        [typeName(basename(name, '.json')), referring(readSource(join(folder, name)), join(folder, name))] as const,
    );
  const definitions = Object.assign(
    Object.fromEntries(models),
    ...pairs.map(({ name, file, pair }) => definitionsOf(name, pair, file)),
  );
  const umbrella: Source = {
    type: 'object',
    additionalProperties: false,
    definitions: propertiesWithoutTitles(definitions),
  };
  if (!isJsonSchema(umbrella)) throw new TypeError('the umbrella schema is no schema');
  const code = await compile(umbrella, 'Umbrella', {
    bannerComment: '// Written by `npm run generate` from schemas/. Do not edit.',
    unreachableDefinitions: true,
    additionalProperties: true,
    ignoreMinAndMaxItems: true,
    format: false,
  });
  return code.replace(/^export interface Umbrella \{[^}]*\}\n/m, '');
}

function isJsonSchema(value: Source): value is JSONSchema {
  return typeof value.type === 'string' && isSource(value.definitions);
}
