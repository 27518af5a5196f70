import { control, type Edited } from './control';
import { type Child, freshId, h, prose } from './dom';
import type { Suggestion } from './protocol';
import { arrange, closestForm, controlOf, formsOf, isObject, type Rule, typeText, withoutNull } from './schema';
import { tabs } from './tabs';

export interface FormOptions {
  rule: Rule;
  value: unknown;
  change: (value: unknown) => void;
  /** Told which form of the input is open, whole; also once at the start. */
  formChosen?: (form: Rule) => void;
  suggest: (field: string) => readonly Suggestion[];
}

/** A form for the value of a schema. `change` is called with the whole value at every key. */
export function form({ rule, value, change, formChosen = () => {}, suggest }: FormOptions): HTMLElement {
  return fields({ name: '', rule: withoutNull(rule), value, change }, formChosen);

  function fields(edited: Edited, chosen: (form: Rule) => void): HTMLElement {
    const { rule: whole, value: initial, change: changed } = edited;
    const forms = formsOf(whole);
    if (forms.length < 2) {
      chosen(whole);
      const value = { ...(isObject(initial) && initial), ...constantsOf(whole) };
      // A group that may stay away holds nothing before somebody fills it in; the message itself is always there.
      if (edited.name === '' && Object.keys(value).length > 0) changed(value);
      return fieldList({ ...edited, value }, whole, []);
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
    const kind = controlOf(rule);
    const help = freshId('help');
    const about = [edited.rule.description, limits(rule)].filter(Boolean).join(' ');
    const explained = about !== '' && h('p', { class: 'help', id: help }, ...prose(about));
    const heading: Child[] = [
      // Blanks that only those hear who have the page read to them.
      h('span', { class: 'name' }, edited.name),
      ' ',
      required && h('span', { class: 'required' }, 'required'),
      ' ',
      h('span', { class: 'type' }, typeText(rule)),
    ];
    if (kind === 'object' || kind === 'list' || kind === 'forms') {
      return group({ ...edited, rule }, { heading, explained, required });
    }
    const id = freshId('field');
    return h(
      'div',
      { class: 'field' },
      h('label', { for: id }, ...heading),
      control({ ...edited, rule, id, help: about === '' ? '' : help, required, suggestions: suggest(edited.name) }),
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
        return control(
          { ...edited, id: freshId('field'), help: '', required: false, suggestions: suggest(edited.name) },
          edited.name,
        );
    }
  }

  function list({ name, rule, value: initial, change: changed }: Edited): HTMLElement {
    interface Entry {
      value: unknown;
    }
    let entries: Entry[] = (Array.isArray(initial) ? initial : []).map((value: unknown) => ({ value }));
    const tell = () =>
      changed(entries.length > 0 ? entries.map(({ value }) => value ?? emptyOf(rule.items)) : undefined);
    const button = (text: string, label: string, more: string, onclick: () => void) =>
      h('button', { type: 'button', class: `quiet ${more}`, 'aria-label': label, onclick }, text);
    const rowOf = (entry: Entry): HTMLElement => {
      const change = (next: unknown) => {
        entry.value = next;
        tell();
      };
      const row = h(
        'div',
        { class: 'entry', role: 'group', 'aria-label': `${name}, entry` },
        bare({ name, rule: rule.items ?? {}, value: entry.value, change }),
        button('Remove', `Remove this entry of ${name}`, 'remove', () => {
          entries = entries.filter((other) => other !== entry);
          row.remove();
          tell();
          add.focus();
        }),
      );
      return row;
    };
    const rows = h('div', { class: 'entries' }, ...entries.map(rowOf));
    const add = button('Add an entry', `Add an entry to ${name}`, '', () => {
      const entry = { value: undefined };
      entries = [...entries, entry];
      tell();
      const row = rowOf(entry);
      rows.append(row);
      row.querySelector<HTMLElement>('input, select, textarea, summary')?.focus();
    });
    return h('div', { class: 'list' }, rows, add);
  }
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
  const kind = controlOf(rule);
  if (kind === 'object' || kind === 'forms') return {};
  return kind === 'list' ? [] : '';
}

function limits({ minimum, maximum, maxItems }: Rule): string {
  if (maxItems !== undefined) return `At most ${maxItems}.`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  return '';
}
