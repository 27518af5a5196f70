import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAvailability } from '../../lib/intercom/versions';
import type { StepField } from '../../lib/oih/stepField';
import { type ActionEntry, isOperation, isPolling, ROOT, type TriggerEntry } from './catalogue';
import { isSource, type Source } from './schemas';
import { actionFields, triggerFields } from './stepFields';

const WRITTEN = '<!-- Written by `npm run generate` from lib/ and schemas/. Do not edit. -->';

/** A published schema, as the reference shows it. */
export type Published = (name: string, side: 'in' | 'out') => Source;

export interface Reference {
  /** docs/reference.md: everything on one screen. */
  start: string;
  /** docs/reference/: a page for each folder of actions and one for the triggers, by file name. */
  folders: Map<string, string>;
}

/** The reference in Markdown. */
export function reference(
  actions: readonly ActionEntry[],
  triggers: readonly TriggerEntry[],
  published: Published,
): Reference {
  const folders = [...new Set(actions.map(({ folder }) => folder))];
  const pages = new Map<string, string>();
  for (const folder of folders) {
    const inside = actions.filter((action) => action.folder === folder);
    pages.set(`${folder}.md`, folderPage(folder, inside, published));
  }
  pages.set('triggers.md', triggersPage(triggers, published));
  return { start: startPage(folders, actions, triggers), folders: pages };
}

function startPage(folders: string[], actions: readonly ActionEntry[], triggers: readonly TriggerEntry[]): string {
  const rows = folders.map((folder) => {
    const links = actions
      .filter((action) => action.folder === folder)
      .map(({ name }) => `[${name}](reference/${folder}.md#${name.toLowerCase()})`);
    return `| [${folder}](reference/${folder}.md) | ${links.join(' · ')} |`;
  });
  const triggerRow = (started: string, some: readonly TriggerEntry[]) => {
    const links = some.map(({ name }) => `[${name}](reference/triggers.md#${name.toLowerCase()})`);
    return `| [started by ${started}](reference/triggers.md) | ${links.join(' · ')} |`;
  };
  return `${[
    WRITTEN,
    '# Reference',
    `${actions.length} actions and ${triggers.length} triggers.`,
    [
      '| triggers | |',
      '|---|---|',
      triggerRow(
        'a schedule',
        triggers.filter(({ trigger }) => isPolling(trigger)),
      ),
      triggerRow(
        'a webhook',
        triggers.filter(({ trigger }) => !isPolling(trigger)),
      ),
    ].join('\n'),
    ['| folder | actions |', '|---|---|', ...rows].join('\n'),
  ].join('\n\n')}\n`;
}

function folderPage(folder: string, actions: readonly ActionEntry[], published: Published): string {
  const sections = actions.map(({ name, declaration }) =>
    [
      `## ${name}`,
      `**${declaration.title}.** ${declaration.description}`,
      callsLine(declaration),
      inputTable(published(name, 'in')),
      fieldsPart(declaration),
      outputLine(published(name, 'out')),
      example(folder, name),
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  return `${[WRITTEN, `# ${folder}`, '[All functions](../reference.md)', ...sections].join('\n\n')}\n`;
}

/** What goes over the wire, and which versions have it. */
function callsLine(declaration: ActionEntry['declaration']): string {
  if (isOperation(declaration)) return `\`${declaration.request}\` · ${describeAvailability(declaration)}`;
  // What lookup calls is for the caller to say; docs/lookup.md lists it.
  if (declaration.calls.length === 0) return '';
  return `Calls what it needs of ${declaration.calls.map(({ request }) => `\`${request}\``).join(', ')}.`;
}

/** An action's own step fields in a table; those that all actions share by name. */
function fieldsPart(declaration: ActionEntry['declaration']): string {
  const own = Object.entries(declaration.fields ?? {});
  return [
    ...(own.length > 0 ? [fieldsTable(own)] : []),
    fieldsLine(Object.keys(actionFields(declaration)).filter((key) => !Object.hasOwn(declaration.fields ?? {}, key))),
  ].join('\n\n');
}

function fieldsTable(fields: [name: string, field: StepField][]): string {
  return [
    '| step field | what it does |',
    '|---|---|',
    ...fields.map(([key, { note }]) => row(`\`${key}\``, note)),
  ].join('\n');
}

function triggersPage(triggers: readonly TriggerEntry[], published: Published): string {
  const section = ({ name, trigger }: TriggerEntry) =>
    [
      `## ${name}`,
      `**${trigger.title}.** ${trigger.description}`,
      startLine(trigger),
      fieldsTable(Object.entries(triggerFields(trigger))),
      outputLine(published(name, 'out')),
    ].join('\n\n');
  return `${[
    WRITTEN,
    '# Triggers',
    '[All functions](../reference.md)',
    'A schedule starts these; [triggers.md](../triggers.md) says what they promise.',
    ...triggers.filter(({ trigger }) => isPolling(trigger)).map(section),
    '# Webhooks',
    "A notification of Intercom's starts these; [webhooks.md](../webhooks.md) says how to set them up.",
    ...triggers.filter(({ trigger }) => !isPolling(trigger)).map(section),
  ].join('\n\n')}\n`;
}

/** What a trigger reads, or which topics start it. */
function startLine(trigger: TriggerEntry['trigger']): string {
  if (isPolling(trigger)) {
    const { operation } = trigger.source;
    return `Reads \`${operation.request}\` · ${describeAvailability(operation)}`;
  }
  return `Topics: ${trigger.topics?.map((topic) => `\`${topic}\``).join(', ') ?? 'every one'}.`;
}

function inputTable(schema: Source): string {
  const rows = fieldRows(schema, '', DEEPEST_ROW);
  if (rows.length === 0) return 'Needs no input: `{}`.';
  const choices = formsOf(schema).map((form) => `- ${form.title}: ${list(form.required)}`);
  return [
    ['| input | required | type | what it is |', '|---|---|---|---|', ...rows].join('\n'),
    ...(choices.length > 0 ? [['One of these must be whole:', ...choices].join('\n')] : []),
  ].join('\n\n');
}

/** How far the table goes into objects: a list's entries and their fields are shown, what is inside those is for the schema to tell. */
const DEEPEST_ROW = 1;

/** A row for each field, and for those of the objects in it: `companies[].name`. */
function fieldRows(schema: Source, prefix: string, depth: number): string[] {
  const properties = isSource(schema.properties) ? Object.entries(schema.properties) : [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return properties.flatMap(([name, rule]) => {
    if (!isSource(rule)) return [];
    const isList = rule.items !== undefined;
    const inner = isList ? rule.items : rule;
    return [
      row(`\`${prefix}${name}\``, required.includes(name) ? 'yes' : '', typeText(rule), String(rule.description ?? '')),
      ...(depth > 0 && isSource(inner) ? fieldRows(inner, `${prefix}${name}${isList ? '[]' : ''}.`, depth - 1) : []),
    ];
  });
}

/** The forms of an input that has several; see `publishedInput`. */
function formsOf({ allOf }: Source): Source[] {
  const choices = Array.isArray(allOf) ? allOf.filter(isSource) : [];
  return choices
    .flatMap(({ anyOf }) => (Array.isArray(anyOf) ? anyOf.filter(isSource) : []))
    .filter(({ title }) => title);
}

function list(names: unknown): string {
  return Array.isArray(names) && names.length > 0 ? names.map((name) => `\`${name}\``).join(', ') : 'nothing more';
}

function typeText(rule: unknown): string {
  if (!isSource(rule)) return '';
  if (rule.const !== undefined) return `\`${rule.const}\``;
  if (Array.isArray(rule.enum)) return rule.enum.map((word) => `\`${word}\``).join(', ');
  const branches = [rule.anyOf, rule.oneOf].find(Array.isArray);
  if (branches && rule.type === undefined) return [...new Set(branches.map(typeText))].join(' or ');
  const own = [rule.type ?? 'any'].flat().join(' or ');
  return own === 'array' ? `array of ${typeText(rule.items) || 'any'}` : own;
}

function fieldsLine(names: string[]): string {
  return `Step fields: ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

function outputLine(schema: Source): string {
  const { about, fields } = outputOf(schema);
  const names = fields.length > 0 ? `(${fields.map((name) => `\`${name}\``).join(', ')})` : '';
  return `Emits: ${about && `${about} `}${names}`;
}

/** What a function emits, in a sentence that may be empty, and the names of its fields. */
export function outputOf(schema: Source): { about: string; fields: string[] } {
  const parts = [schema, ...(Array.isArray(schema.allOf) ? schema.allOf.filter(isSource) : [])].reverse();
  return {
    about: typeof schema.description === 'string' ? schema.description : '',
    fields: parts.flatMap(({ properties }) => (isSource(properties) ? Object.keys(properties) : [])),
  };
}

/** A run of an action, as far as a reader needs it. */
export interface Fixture {
  title: string;
  input: unknown;
  metadata?: unknown;
  fields?: Record<string, unknown>;
  emitted?: unknown[];
}

/** An action's first fixture, which a spec proves to be true. */
export function firstFixture(folder: string, name: string): Fixture | undefined {
  const file = join(ROOT, 'spec', 'fixtures', folder, `${name}.json`);
  if (!existsSync(file)) return undefined;
  const cases: Fixture[] = JSON.parse(readFileSync(file, 'utf8'));
  return cases[0];
}

function example(folder: string, name: string): string {
  const first = firstFixture(folder, name);
  if (!first) return '';
  const shown = [
    '<details><summary>Example</summary>',
    `Message in:\n\n${block({ data: first.input, metadata: first.metadata })}`,
    `Message out:\n\n${block(first.emitted?.[0] ?? null)}`,
    '</details>',
  ];
  return shown.join('\n\n');
}

function block(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
