import type { Expression } from 'jsonata';
import { isObject } from '../intercom/answer';
import { ConfigurationError, InvalidInputError } from '../intercom/errors';
import { flag, optionalText } from '../oih/fields';
import type { StepRun } from '../oih/step';
import type { Config, Message } from '../oih/types';

/** Whether messages of this step hold Intercom's own fields: as the step says, or as its expression makes them. */
export function isCustom(config: Config): boolean {
  return flag(config, 'skipTransformation') || optionalText(config, 'customMapping') !== undefined;
}

/**
 * A message on its way through the step's mapping: as it is with `skipTransformation`, through the JSONata expression
 * of `customMapping`, else through `mapping`. Ferryman's own transform decides and keeps the raw record where the step
 * asks for it. The expression is evaluated here: ferryman (2.4.7, lib/transformer.js) only logs one that fails, and
 * goes on with the message untransformed. Throws ConfigurationError for an expression that is none or that yields no
 * message, InvalidInputError where it fails on this message.
 */
export function transformed(run: StepRun, message: Message, mapping: (message: Message) => Message): Message {
  // Loaded with the first record: most functions map none.
  const {
    transform,
  }: typeof import('@openintegrationhub/ferryman/index.js') = require('@openintegrationhub/ferryman/index.js');
  const { config, step } = run;
  const { customMapping, ...settings } = config;
  const skipTransformation = flag(config, 'skipTransformation');
  const expression = skipTransformation ? undefined : compiled(optionalText({ customMapping }, 'customMapping'));
  const cfg = { ...settings, skipTransformation };
  const result = transform.call(step, message, cfg, () =>
    expression ? evaluated(expression, message) : mapping(message),
  );
  if (isObject(result) && isObject(result.data)) return result;
  throw new ConfigurationError(
    'customMapping must yield a message: an object with data (an object) and metadata, such as {"data": {"name": data.displayName}, "metadata": metadata}.',
  );
}

function compiled(text: string | undefined): Expression | undefined {
  if (text === undefined) return undefined;
  const jsonata: typeof import('jsonata') = require('jsonata');
  try {
    return jsonata(text);
  } catch (error) {
    throw new ConfigurationError(`customMapping is no JSONata expression: ${reasonOf(error)}.`);
  }
}

function evaluated(expression: Expression, message: Message): unknown {
  try {
    const result: unknown = expression.evaluate(message);
    // JSONata's objects and lists are not quite plain; on the broker they become so.
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  } catch (error) {
    throw new InvalidInputError('customMapping', [`the expression fails on this message: ${reasonOf(error)}`]);
  }
}

/** JSONata's code and place of an error; its message may hold values of the record. */
function reasonOf(error: unknown): string {
  const { code, position } = isObject(error) ? error : {};
  return `JSONata says ${typeof code === 'string' ? code : 'no more'}${typeof position === 'number' ? ` at character ${position}` : ''}`;
}
