import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { publishedSchema, readSource } from '../../tools/generate/schemas';
import { ROOT } from './component';

/** Checks a value against a model in schemas/models. */
export function modelValidator(name: string): ValidateFunction {
  const file = join(ROOT, 'schemas', 'models', `${name}.json`);
  return new Ajv({ strict: false }).compile(publishedSchema(readSource(file), file));
}
