import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAvailability } from '../../lib/intercom/versions';
import type { Shown } from '../explorer/build';
import type { Details } from '../explorer/page/catalogue';
import { type ActionEntry, isOperation, isPolling, ROOT, type TriggerEntry } from './catalogue';
import { notificationRule, RecordExamples } from './examples';
import { firstFixture, outputOf, type Published } from './reference';
import { actionFields, triggerFields } from './stepFields';

/** What the explorer shows: every action in the order of its path, then every trigger. */
export function shown(
  actions: readonly ActionEntry[],
  triggers: readonly TriggerEntry[],
  published: Published,
): Shown[] {
  const records = new RecordExamples(actions);
  return [
    ...actions.map((action) => shownAction(action, published)),
    ...triggers.map((trigger) => shownTrigger(trigger, published, records)),
  ];
}

/** A published schema is what the page calls a rule, with keywords that it does not read. */
type Described = Omit<Details, 'input'> & { input: object };

function shownAction({ name, folder, declaration }: ActionEntry, published: Published): Shown {
  const { title, description } = declaration;
  const example = firstFixture(folder, name);
  const calls = isOperation(declaration) ? [declaration] : declaration.calls;
  const details: Described = {
    ...(isOperation(declaration) && { versions: describeAvailability(declaration) }),
    fields: actionFields(declaration),
    input: published(name, 'in'),
    output: outputOf(published(name, 'out')),
    notes: [],
    ...(example && {
      example: {
        data: example.input,
        ...(example.fields && { fields: example.fields }),
        emitted: example.emitted?.[0],
      },
    }),
  };
  return {
    summary: { name, kind: 'action', folder, title, description, requests: calls.map(({ request }) => request) },
    details,
  };
}

function shownTrigger({ name, trigger }: TriggerEntry, published: Published, records: RecordExamples): Shown {
  const { title, description } = trigger;
  const about = { name, folder: 'triggers', title, description };
  const output = outputOf(published(name, 'out'));
  const common = { fields: triggerFields(trigger), output, notes: triggerNotes(name) };
  if (isPolling(trigger)) {
    const { operation } = trigger.source;
    const example = records.ofTrigger(trigger, output.fields);
    const details: Described = {
      ...common,
      versions: describeAvailability(operation),
      input: published(name, 'in'),
      ...(example && { example }),
    };
    return { summary: { ...about, kind: 'polling', requests: [operation.request] }, details };
  }
  const example = records.ofWebhook(trigger);
  const details: Described = { ...common, input: notificationRule(trigger), ...(example && { example }) };
  return { summary: { ...about, kind: 'webhook', requests: [...(trigger.topics ?? [])] }, details };
}

/** What docs/triggers.md says of a trigger in its table, by the heads of the columns; nothing for one that it does not list. */
function triggerNotes(name: string): Details['notes'] {
  const file = join(ROOT, 'docs', 'triggers.md');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const row = lines.findIndex((line) => cellsOf(line)[0]?.split(/,\s*/).includes(name));
  if (row < 0) return [];
  const head = lines.slice(0, row).findLastIndex((line) => /^\|[-|\s]+\|$/.test(line)) - 1;
  const cells = cellsOf(lines[row] ?? '').slice(1);
  const titles = cellsOf(lines[head] ?? '').slice(1);
  return titles.flatMap((title, index) => {
    const text = cells[index];
    return text ? [[capital(title), text] satisfies [string, string]] : [];
  });
}

function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
