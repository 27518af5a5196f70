import type { StepField } from '../../../lib/oih/stepField';
import { freshId, h, prose } from './dom';

/** A form for a step's fields; `change` gets those that are set. */
export function stepFields(
  fields: Record<string, StepField>,
  initial: Record<string, unknown>,
  change: (fields: Record<string, unknown>) => void,
): HTMLElement {
  let current = { ...initial };
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = current;
    current = value === undefined ? others : { ...current, [name]: value };
    change(current);
  };
  return h(
    'div',
    { class: 'fields' },
    ...Object.entries(fields).map(([name, field]) => {
      const id = freshId('step');
      const help = `${id}-help`;
      return h(
        'div',
        { class: 'field' },
        h(
          'label',
          { for: id },
          h('span', { class: 'name' }, name),
          ' ',
          field.required && h('span', { class: 'required' }, 'required'),
          ' ',
          h('span', { class: 'type' }, field.label),
        ),
        control(field, { id, 'aria-describedby': help }, current[name], (value) => set(name, value)),
        h('p', { class: 'help', id: help }, ...prose(field.note)),
      );
    }),
  );
}

function control(
  { viewClass, model, placeholder }: StepField,
  common: Record<string, string>,
  value: unknown,
  set: (value: unknown) => void,
): HTMLElement {
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const typed = (event: Event & { currentTarget: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }) =>
    set(event.currentTarget.value === '' ? undefined : event.currentTarget.value);
  const attributes = { ...common, placeholder, oninput: typed, spellcheck: 'false', autocomplete: 'off' };
  switch (viewClass) {
    case 'SelectView':
      return h(
        'select',
        { ...common, onchange: typed },
        h('option', { value: '' }, 'left out'),
        ...choicesOf(model).map(([word, label]) =>
          h('option', { value: word, selected: word === text }, label === word ? word : `${word}: ${label}`),
        ),
      );
    case 'CheckBoxView':
      return h('input', {
        ...common,
        type: 'checkbox',
        checked: value === true || value === 'true',
        onchange: (event: Event & { currentTarget: HTMLInputElement }) => set(event.currentTarget.checked || undefined),
      });
    case 'TextAreaView':
    case 'JSONataView':
      return h('textarea', { ...attributes, rows: 3 }, text);
    default:
      return h('input', { ...attributes, value: text });
  }
}

/** Each value with what it is called. */
function choicesOf(model: StepField['model'] = {}): [value: string, label: string][] {
  return Array.isArray(model) ? model.map((value) => [value, value]) : Object.entries(model);
}
