import { freshId, h } from './dom';
import type { Suggestion } from './protocol';
import { controlOf, isNullable, type Rule, typesOf } from './schema';

/** A value that a person edits. `undefined` means that it is left out. */
export interface Edited {
  name: string;
  rule: Rule;
  value: unknown;
  change: (value: unknown) => void;
}

/** What a control needs to be found, explained, and helped with. */
export interface Bound extends Edited {
  id: string;
  /** Id of the text that explains it; empty where there is none. */
  help: string;
  required: boolean;
  suggestions: readonly Suggestion[];
}

/** Names of texts that are seldom a single line. */
const LONG_TEXT = /(^|_)(body|html|text|description|content|summary|instructions?|note|query)$/;

/** A control for a value that is no object and no list. `label` where no label element names it. */
export function control(bound: Bound, label?: string): HTMLElement {
  const common = {
    id: bound.id,
    'aria-describedby': bound.help || undefined,
    'aria-label': label,
    'aria-required': bound.required && 'true',
  };
  switch (controlOf(bound.rule)) {
    case 'constant':
      // It is part of the value from the start; nobody has to choose it.
      return h('input', { ...common, value: String(bound.rule.const), readonly: true });
    case 'choice':
      return select(bound, common, bound.rule.enum ?? []);
    case 'yesNo':
      return select(bound, common, [true, false]);
    case 'number':
      return line(
        bound,
        common,
        readNumber,
        'A number is needed here.',
        bound.rule.type === 'integer' ? 'numeric' : 'decimal',
      );
    case 'mixed':
      return line(bound, common, (text) => readMixed(text, typesOf(bound.rule)), '');
    case 'text':
      return line(bound, common, (text) => text, '');
    default:
      return json(bound, common);
  }
}

type Common = Readonly<Record<string, string | false | undefined>>;

function select(
  { value, rule, required, change: changed }: Bound,
  common: Common,
  words: readonly unknown[],
): HTMLElement {
  const choices = [
    ...words.filter((word) => word !== null),
    ...(isNullable(rule) || words.includes(null) ? [null] : []),
  ];
  return h(
    'select',
    {
      ...common,
      onchange: (event: Event & { currentTarget: HTMLSelectElement }) => {
        const text = event.currentTarget.value;
        changed(text === '' ? undefined : JSON.parse(text));
      },
    },
    h('option', { value: '' }, required ? 'choose' : 'left out'),
    ...choices.map((word) =>
      h(
        'option',
        { value: JSON.stringify(word), selected: word === value },
        word === null ? 'null (clears it)' : String(word),
      ),
    ),
  );
}

/** A line of text, or several where the field is for prose. What cannot be read stands as text, and is marked. */
function line(
  bound: Bound,
  common: Common,
  read: (text: string) => unknown,
  complaint: string,
  inputmode?: string,
): HTMLElement {
  const { name, rule, value, suggestions: found, change: changed } = bound;
  const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const problem = h('p', { class: 'problem', id: freshId('problem'), role: 'alert' });
  const typed = (event: Event & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
    const next = event.currentTarget.value;
    const result = next === '' ? undefined : read(next);
    const bad = next !== '' && result === undefined;
    problem.textContent = bad ? complaint : '';
    event.currentTarget.setAttribute('aria-invalid', String(bad));
    changed(bad ? next : result);
  };
  const options =
    found.length > 0
      ? h(
          'datalist',
          { id: freshId('known') },
          ...found.map(({ value: id, label }) => h('option', { value: id }, label)),
        )
      : undefined;
  const attributes = {
    ...common,
    inputmode,
    oninput: typed,
    placeholder: placeholderOf(rule),
    spellcheck: 'false',
    autocomplete: 'off',
  };
  const control =
    LONG_TEXT.test(name) && typesOf(rule).includes('string') && !options
      ? h('textarea', { ...attributes, rows: 2 }, text)
      : h('input', { ...attributes, value: text, list: options?.id });
  if (!isNullable(rule)) return h('div', { class: 'control' }, control, options, problem);
  control.disabled = value === null;
  const empty = h('input', {
    type: 'checkbox',
    checked: value === null,
    onchange: (event: Event & { currentTarget: HTMLInputElement }) => {
      control.disabled = event.currentTarget.checked;
      control.value = '';
      problem.textContent = '';
      changed(event.currentTarget.checked ? null : undefined);
    },
  });
  return h(
    'div',
    { class: 'control nullable' },
    control,
    options,
    h('label', { class: 'null' }, empty, 'null', h('span', { class: 'unseen' }, ` for ${name}`)),
    problem,
  );
}

function json({ value, change: changed }: Bound, common: Common): HTMLElement {
  const problem = h('p', { class: 'problem', role: 'alert' });
  return h(
    'div',
    { class: 'control' },
    h(
      'textarea',
      {
        ...common,
        rows: 3,
        class: 'json',
        placeholder: 'JSON, such as {"plan": "pro"}',
        spellcheck: 'false',
        oninput: (event: Event & { currentTarget: HTMLTextAreaElement }) => {
          const text = event.currentTarget.value.trim();
          const next = text === '' ? { ok: true, value: undefined } : readJson(text);
          problem.textContent = next.ok ? '' : 'This is not JSON yet.';
          event.currentTarget.setAttribute('aria-invalid', String(!next.ok));
          if (next.ok) changed(next.value);
        },
      },
      value === undefined ? '' : JSON.stringify(value, null, 2),
    ),
    problem,
  );
}

/** Parses what a person writes; it is unfinished most of the time, so that is no error. */
export function readJson(text: string): { ok: boolean; value?: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function readNumber(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : number;
}

/** JSON where it is of an allowed type that is no text, else the text as it stands. */
function readMixed(text: string, types: readonly string[]): unknown {
  const { ok, value } = readJson(text);
  if (!ok || typeof value === 'string' || value === null) return text;
  const type = Array.isArray(value) ? 'array' : typeof value;
  const allowed = types.includes(type) || (type === 'number' && types.includes('integer'));
  return allowed ? value : text;
}

function placeholderOf({ format, default: standard }: Rule): string | undefined {
  if (standard !== undefined) return String(standard);
  return FORMATS[format ?? ''];
}

const FORMATS: Record<string, string> = {
  uri: 'https://',
  email: 'name@example.com',
  'date-time': '2026-01-31T09:00:00Z',
  date: '2026-01-31',
};
