import { type ActionEntry, isPolling, type TriggerEntry } from './catalogue';
import { isSource, type Source } from './schemas';
import { actionFields, triggerFields } from './stepFields';

function metadata(name: string): Source {
  return { in: `./schemas/published/${name}.in.json`, out: `./schemas/published/${name}.out.json` };
}

/** component.json: its head as it stands, and the triggers and actions as their modules declare them. */
export function component(head: unknown, actions: readonly ActionEntry[], triggers: readonly TriggerEntry[]): Source {
  if (!isSource(head)) throw new Error('component.json must hold an object');
  return {
    ...head,
    triggers: Object.fromEntries(
      triggers.map(({ name, trigger }) => [
        name,
        {
          main: `./dist/triggers/${name}.js`,
          type: isPolling(trigger) ? 'polling' : 'webhook',
          title: trigger.title,
          description: trigger.description,
          fields: triggerFields(trigger),
          metadata: metadata(name),
        },
      ]),
    ),
    actions: Object.fromEntries(
      actions.map(({ name, folder, declaration }) => [
        name,
        {
          main: `./dist/actions/${folder}/${name}.js`,
          title: declaration.title,
          description: declaration.description,
          fields: actionFields(declaration),
          metadata: metadata(name),
        },
      ]),
    ),
  };
}
