import type { Attributes } from './attributes';
import { type Answer, isObject } from './intercom/answer';
import type { Intercom } from './intercom/client';
import { ConfigurationError, InvalidInputError } from './intercom/errors';
import { type Input, type Operation, placeholdersOf } from './intercom/operation';
import { itemsOf, largestPages, type Page } from './intercom/pages';
import { Emission } from './oih/emission';
import { choice, flag, optionalCount } from './oih/fields';
import { intercomOf } from './oih/intercom';
import { metadataOf } from './oih/metadata';
import { SCHEDULE_KEYS } from './oih/schedule';
import { type StepRun, step } from './oih/step';
import type { StepField } from './oih/stepField';
import type { Config, Message, Process, RestCall } from './oih/types';
import { validInput } from './validate';

/** What every action tells of itself. */
interface About {
  title: string;
  description: string;
  /** Step fields of this action alone. */
  fields?: Readonly<Record<string, StepField>>;
  /** Whose attributes its input holds; the step's field checkAttributes has them checked against the workspace. */
  attributes?: Attributes;
}

/** What a module in lib/actions declares: one operation of Intercom's. */
export interface ActionDeclaration extends About, Operation {
  /** For answers without a body: what the emitted object says of the record that the path names. */
  empty?: 'deleted' | 'accepted';
  /** What Intercom takes of the message's attachments: contents in base64, addresses of images. */
  takesFiles?: readonly ('files' | 'urls')[];
  /** The record points to files in its parts; the step's field files brings them along. */
  holdsFiles?: true;
}

/** What a module in lib/actions declares whose action makes several calls, such as an upsert. */
export interface CompositeDeclaration extends About {
  /** The operations that it may call, for the reference. */
  calls: readonly Operation[];
  /** Whether messages of this step have another shape than the schema says; the handler then checks them itself. */
  isForeign?: (config: Config) => boolean;
}

/** What a composite's handler has besides the client and the input. */
export interface CompositeStep {
  config: Config;
  message: Message;
  emission: Emission;
  run: StepRun;
}

/** What an action's handler has besides the client and the input. */
export interface ActionStep extends CompositeStep {
  operation: ActionDeclaration;
}

/**
 * For what a declaration cannot say. Returns the record to emit, or nothing where it emitted by itself.
 * `In` and `Out` are the types of the operation's schemas; the input was validated against them.
 */
export type Handler<In, Out, Step = ActionStep> = (
  intercom: Intercom,
  input: In,
  step: Step,
) => Promise<Out | undefined>;

/** What ferryman calls, with the declaration on it for tools and specs to read. */
export type ActionProcess = Process & {
  operation: ActionDeclaration;
  /** True where a handler does more than the one call that the declaration says. */
  handled: boolean;
};
export type CompositeProcess = Process & { composite: CompositeDeclaration };

/**
 * Makes an action out of its declaration. `In` and `Out` name the types of its schemas.
 * An input that does not fit is refused before any call; errors are those of the client.
 */
export function action<In extends object, Out extends object>(
  operation: ActionDeclaration,
  handler?: Handler<In, Out>,
): ActionProcess {
  const process = actionStep(operation, async (intercom, input, given) => {
    const context: ActionStep = { ...given, operation };
    // The schema from which `In` is generated has just been checked.
    if (handler) return handler(intercom, input as In, context);
    // Loaded by those whose message has attachments.
    const whole =
      operation.takesFiles && given.message.attachments
        ? await (await import('./files/uploads.js')).withAttachments(input, context)
        : input;
    await callAndEmit(intercom, whole, context);
    return undefined;
  });
  return Object.assign(process, { operation, handled: handler !== undefined });
}

/**
 * Makes an action of several calls. What holds for an action's input, output and errors holds here, too. `rest` answers
 * in ferryman's REST mode, which other actions refuse.
 */
export function composite<In extends object, Out extends object>(
  declaration: CompositeDeclaration,
  handler: Handler<In, Out, CompositeStep>,
  rest?: (call: RestCall) => Promise<void>,
): CompositeProcess {
  // The schema from which `In` is generated was checked before.
  const process = actionStep(declaration, (intercom, input, context) => handler(intercom, input as In, context), rest);
  return Object.assign(process, { composite: declaration });
}

/** What every action does around its own work: validates, opens the client, emits what comes back. */
function actionStep(
  { attributes, isForeign = () => false }: About & Pick<CompositeDeclaration, 'isForeign'>,
  work: Handler<Input, object, CompositeStep>,
  rest?: (call: RestCall) => Promise<void>,
): Process {
  return step(async (run) => {
    const { config, message = {} } = run;
    const name = functionNameOf(run);
    const data = dataOf(run.message, name);
    const given = isForeign(config) && isObject(data) ? data : validInput(name, data);
    const intercom = intercomOf(run);
    const checks = attributes !== undefined && flag(config, 'checkAttributes');
    // Loaded by those who ask for it: most steps do not.
    const input = checks
      ? await (await import('./attributes.js')).checkedAttributes(intercom, name, attributes, given)
      : given;
    const emission = new Emission(run.step, run.tally);
    const result = await work(intercom, input, { config, message, emission, run });
    if (result) await emission.emit({ data: { ...result }, metadata: metadataOf(result, config) });
    await emission.flush();
  }, rest);
}

/** A function's name is its file's name and its key in component.json; ferryman reads it from the orchestrator token. */
function functionNameOf({ tokenData }: StepRun): string {
  if (tokenData.function) return tokenData.function;
  throw new ConfigurationError("The flow's token does not name the function of this step; start the flow anew.");
}

function dataOf(message: Message | undefined, where: string): unknown {
  if (message === undefined || message === null) {
    throw new InvalidInputError(where, [
      'no message reached this step; the transformation before it yields nothing, check its expression',
    ]);
  }
  const { data = {} } = message;
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !SCHEDULE_KEYS.includes(key)));
}

async function callAndEmit(intercom: Intercom, input: Input, context: ActionStep): Promise<void> {
  const { operation, config, emission } = context;
  const output = operation.paging ? choice(config, 'output', ['page', 'items', 'all']) : 'page';
  if (output === 'all') return emitAll(intercom, input, context);
  const answer = await intercom.call(operation, input);
  if (operation.paging && output === 'items') {
    return emitItems({ items: itemsOf(answer.body, operation.paging.items), answer }, context);
  }
  const data = recordOf(answer, operation, input);
  if (operation.holdsFiles && flag(config, 'files')) {
    return (await import('./files/recordFiles.js')).emitWithFiles(intercom, data, input, context);
  }
  await emission.emit({ data, metadata: metadataOf(data, config) }, { size: answer.size, records: 1 });
}

/** A message for each item of every page; the next page is fetched while this one is emitted. */
async function emitAll(intercom: Intercom, input: Input, context: ActionStep): Promise<void> {
  const { operation, config, emission } = context;
  const maxItems = maxItemsOf(config);
  const first = operation.paging ? largestPages(operation.paging, input, maxItems) : input;
  const pages = intercom.pages(operation, first, { ahead: ({ items }) => emission.count + items.length < maxItems });
  for await (const page of pages) {
    await emitItems(page, context);
    await emission.flush();
    if (emission.count >= maxItems) return;
  }
}

async function emitItems({ items, answer }: Page, { config, emission }: ActionStep): Promise<void> {
  for (const data of items.slice(0, maxItemsOf(config) - emission.count)) {
    await emission.emit({ data, metadata: metadataOf(data, config) }, { size: answer.size, records: items.length });
  }
}

function maxItemsOf(config: Config): number {
  return optionalCount(config, 'maxItems', 1) ?? Number.POSITIVE_INFINITY;
}

/** A message's data is an object; answers without a body, or that are no object, become one, and so does the `{}` of an answer that is declared empty. */
function recordOf({ body }: Answer, { request, empty }: ActionDeclaration, input: Input): Record<string, unknown> {
  if (isObject(body) && !(empty && Object.keys(body).length === 0)) return body;
  if (Array.isArray(body)) return { data: body };
  if (typeof body === 'string') return { text: body };
  const ids = placeholdersOf(request).map((name) => [name, input[name]]);
  return { ...Object.fromEntries(ids), [empty ?? 'accepted']: true };
}
