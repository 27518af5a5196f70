import { type Child, freshId, h, prose } from './dom';
import type { Suggestion } from './protocol';
import {
  arrange,
  closestForm,
  controlOf,
  formsOf,
  isNullable,
  isObject,
  type Rule,
  typesOf,
  typeText,
  withoutNull,
} from './schema';
import { tabs } from './tabs';

/** A value that a person edits. `undefined` means that it is left out. */
interface Edited {
  name: string;
  rule: Rule;
  value: unknown;
  change: (value: unknown) => void;
}

/** What the control needs to be found and explained. */
interface Bound extends Edited {
  id: string;
  /** Id of the text that explains it. */
  help: string;
  required: boolean;
}

export interface FormOptions {
  rule: Rule;
  value: unknown;
  change: (value: unknown) => void;
  /** Told which form of the input is open, whole; also once at the start. */
  formChosen?: (form: Rule) => void;
  suggest: (field: string) => readonly Suggestion[];
}

/** Names of texts that are seldom a single line. */
const LONG_TEXT = /(^|_)(body|html|text|description|content|summary|instructions?|note|query)$/;

/** A form for the value of a schema. `change` is called with the whole value at every key. */
export function form({ rule, value, change, formChosen = () => {}, suggest }: FormOptions): HTMLElement {
  return fields({ name: '', rule: withoutNull(rule), value, change }, formChosen);

  function fields(edited: Edited, chosen: (form: Rule) => void): HTMLElement {
    const { rule: whole, value: initial, change: changed } = edited;
    const forms = formsOf(whole);
    if (forms.length < 2) {
      chosen(whole);
      return fieldList(edited, whole, []);
    }
    // What only one form asks for is kept for the way back to it.
    let kept: Record<string, unknown> = isObject(initial) ? initial : {};
    let first = true;
    const panel = (one: Rule): HTMLElement => {
      const opened = first;
      first = false;
      chosen(one);
      if (controlOf(one) !== 'object') {
        if (!opened) changed(undefined);
        return bare({ name: edited.name, rule: one, value: opened ? initial : undefined, change: changed });
      }
      const { required, optional, others } = arrange(one, forms);
      const remember = (next: unknown) => {
        kept = { ...without(kept, [...required, ...optional]), ...(isObject(next) ? next : {}) };
        changed(next);
      };
      const mine = opened ? kept : without(kept, others);
      const value = { ...without(mine, contradicted(one, mine)), ...constantsOf(one) };
      remember(Object.keys(value).length > 0 ? value : undefined);
      return fieldList({ ...edited, value, change: remember }, one, forms);
    };
    return tabs(
      edited.name ? `Forms of ${edited.name}` : 'Forms of the input',
      forms.map((one) => ({ title: one.title ?? typeText(one), panel: () => panel(one) })),
      closestForm(forms, initial),
    );
  }

  /** The fields of one form of an object, required ones first. */
  function fieldList({ value: initial, change: changed }: Edited, one: Rule, siblings: readonly Rule[]): HTMLElement {
    let current: Record<string, unknown> = isObject(initial) ? { ...initial } : {};
    const { required, optional, others } = arrange(one, siblings);
    const show = (names: readonly string[], isRequired: boolean) =>
      names.map((name) =>
        field(
          {
            name,
            rule: one.properties?.[name] ?? {},
            value: current[name],
            change: (next) => {
              current = next === undefined ? without(current, [name]) : { ...current, [name]: next };
              changed(Object.keys(current).length > 0 ? current : undefined);
            },
          },
          isRequired,
        ),
      );
    const more = Object.keys(current).filter((name) => !Object.hasOwn(one.properties ?? {}, name));
    return h(
      'div',
      { class: 'fields' },
      ...show(required, true),
      ...show(optional, false),
      others.length > 0 &&
        h(
          'details',
          { class: 'others', open: others.some((name) => current[name] !== undefined) },
          h('summary', {}, `${others.length} more that other forms ask for`),
          ...show(others, false),
        ),
      more.length > 0 && h('p', { class: 'help' }, `Also sent, see JSON: ${more.join(', ')}`),
    );
  }

  /** A field with its name and its explanation. */
  function field(edited: Edited, required: boolean): HTMLElement {
    const rule = withoutNull(edited.rule);
    const control = controlOf(rule);
    const help = freshId('help');
    const about = [edited.rule.description, limits(rule)].filter(Boolean).join(' ');
    const explained = about !== '' && h('p', { class: 'help', id: help }, ...prose(about));
    const heading: Child[] = [
      h('span', { class: 'name' }, edited.name),
      required && h('span', { class: 'required' }, 'required'),
      h('span', { class: 'type' }, typeText(rule)),
    ];
    if (control === 'object' || control === 'list' || control === 'forms') {
      return group({ ...edited, rule }, { heading, explained, required });
    }
    const id = freshId('field');
    return h(
      'div',
      { class: 'field' },
      h('label', { for: id }, ...heading),
      single({ ...edited, rule, id, help: about === '' ? '' : help, required }),
      explained,
    );
  }

  /** Fields in a field. One that may stay away is closed until somebody opens it. */
  function group(
    edited: Edited,
    { heading, explained, required }: { heading: Child[]; explained: Child; required: boolean },
  ): HTMLElement {
    const body = h('div', { class: 'inside' });
    const fill = () => body.replaceChildren(...[explained, bare(edited)].filter((node): node is HTMLElement => !!node));
    const open = required || edited.value !== undefined;
    if (open) fill();
    const details = h('details', { class: 'group', open }, h('summary', {}, ...heading), body);
    details.addEventListener('toggle', () => {
      if (details.open && body.childElementCount === 0) fill();
    });
    return h('div', { class: 'field', role: 'group', 'aria-label': edited.name }, details);
  }

  /** A control without a name of its own: inside a group, a list, a tab. */
  function bare(edited: Edited): HTMLElement {
    switch (controlOf(edited.rule)) {
      case 'forms':
      case 'object':
        return fields(edited, () => {});
      case 'list':
        return list(edited);
      default:
        return single({ ...edited, id: freshId('field'), help: '', required: false }, edited.name);
    }
  }

  function list({ name, rule, value: initial, change: changed }: Edited): HTMLElement {
    let entries: { key: number; value: unknown }[] = (Array.isArray(initial) ? initial : []).map((value, key) => ({
      key,
      value,
    }));
    let fresh = entries.length;
    const tell = () =>
      changed(entries.length > 0 ? entries.map(({ value }) => value ?? emptyOf(rule.items)) : undefined);
    const rows = h('div', { class: 'entries' });
    const add = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => {
          fresh += 1;
          const entry = { key: fresh, value: undefined };
          entries = [...entries, entry];
          tell();
          const row = rowOf(entry);
          rows.append(row);
          row.querySelector<HTMLElement>('input, select, textarea, summary')?.focus();
        },
      },
      `Add to ${name}`,
    );
    const rowOf = (entry: { key: number; value: unknown }): HTMLElement => {
      const row = h(
        'div',
        { class: 'entry', role: 'group', 'aria-label': `${name}, entry` },
        bare({
          name,
          rule: rule.items ?? {},
          value: entry.value,
          change: (next) => {
            entry.value = next;
            tell();
          },
        }),
        h(
          'button',
          {
            type: 'button',
            class: 'quiet remove',
            'aria-label': `Remove this entry of ${name}`,
            onclick: () => {
              entries = entries.filter((other) => other !== entry);
              row.remove();
              tell();
              add.focus();
            },
          },
          'Remove',
        ),
      );
      return row;
    };
    rows.append(...entries.map(rowOf));
    return h('div', { class: 'list' }, rows, add);
  }

  /** A control for a value that is no object and no list. `label` where no label element names it. */
  function single(bound: Bound, label?: string): HTMLElement {
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
    const { name, rule, value, change: changed } = bound;
    const text = value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    const problem = h('p', { class: 'problem', id: freshId('problem'), role: 'alert' });
    const typed = (event: Event & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const next = event.currentTarget.value;
      const result = next === '' ? undefined : read(next);
      const bad = next !== '' && result === undefined;
      problem.textContent = bad ? complaint : '';
      event.currentTarget.toggleAttribute('aria-invalid', bad);
      changed(bad ? next : result);
    };
    const found = suggest(name);
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
            event.currentTarget.toggleAttribute('aria-invalid', !next.ok);
            if (next.ok) changed(next.value);
          },
        },
        value === undefined ? '' : JSON.stringify(value, null, 2),
      ),
      problem,
    );
  }
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

function without(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

/** What a form fixes is part of the value without anybody's doing. */
function constantsOf(form: Rule): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form.properties ?? {}).flatMap(([name, { const: fixed }]) =>
      fixed !== undefined && form.required?.includes(name) ? [[name, fixed]] : [],
    ),
  );
}

/** The fields whose value this form does not allow. */
function contradicted(form: Rule, value: Record<string, unknown>): string[] {
  return Object.entries(form.properties ?? {}).flatMap(([name, { const: fixed, enum: words }]) => {
    if (value[name] === undefined) return [];
    const bad = fixed === undefined ? words !== undefined && !words.includes(value[name]) : fixed !== value[name];
    return bad ? [name] : [];
  });
}

/** A list's new entry, until somebody fills it. */
function emptyOf(rule: Rule = {}): unknown {
  const control = controlOf(rule);
  if (control === 'object' || control === 'forms') return {};
  return control === 'list' ? [] : '';
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

function limits({ minimum, maximum, maxItems }: Rule): string {
  if (maxItems !== undefined) return `At most ${maxItems}.`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  return '';
}
