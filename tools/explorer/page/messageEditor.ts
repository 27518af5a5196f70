import { readJson } from './control';
import { freshId, h } from './dom';
import { form } from './form';
import type { Known } from './protocol';
import { formsOf, isObject, type Rule } from './schema';
import { pretty } from './tryIt';

export interface MessageOptions {
  rule: Rule;
  /** The message's data at the moment. */
  data: () => unknown;
  change: (data: unknown) => void;
  /** Told which form of the input is filled in. */
  formChosen: (form: Rule) => void;
  known: () => Known;
}

export interface MessageEditor {
  /** Chooses between form and JSON. */
  choice: HTMLElement;
  element: HTMLElement;
  /** Shows the data anew, after they were changed from outside. */
  show: () => void;
}

/** A message's data as a form, or as JSON. */
export function messageEditor({ rule, data, change, formChosen, known }: MessageOptions): MessageEditor {
  const element = h('div', { class: 'editor' });
  const suggest = (field: string) => known()[field] ?? [];
  const asForm = () => form({ rule, value: data(), change, formChosen, suggest });
  const asJson = () => jsonEditor(data() ?? {}, change);
  const hasFields = Object.keys(rule.properties ?? {}).length > 0 || formsOf(rule).length > 0;
  let view = asForm;
  const show = () => {
    const nothing = !hasFields && view === asForm && h('p', { class: 'help' }, 'Needs no input.');
    element.replaceChildren(...(nothing ? [nothing] : []), view());
  };
  const name = freshId('view');
  const radio = (label: string, chosen: () => HTMLElement) => {
    const onchange = () => {
      view = chosen;
      show();
    };
    const input = h('input', { type: 'radio', name, checked: chosen === asForm, onchange });
    return h('label', {}, input, h('span', {}, label));
  };
  const legend = h('legend', { class: 'unseen' }, 'Edit as');
  const choice = h('fieldset', { class: 'switch' }, legend, radio('Form', asForm), radio('JSON', asJson));
  return { choice, element, show };
}

function jsonEditor(value: unknown, change: (value: unknown) => void): HTMLElement {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const text = pretty(value);
  const area = h(
    'textarea',
    {
      class: 'json',
      'aria-label': 'The message’s data as JSON',
      spellcheck: 'false',
      rows: Math.min(30, Math.max(8, text.split('\n').length + 2)),
      oninput: () => {
        const { ok, value: next } = readJson(area.value.trim() || '{}');
        const good = ok && isObject(next);
        problem.textContent = good ? '' : ok ? 'A message’s data is an object: { … }' : 'This is not JSON yet.';
        area.setAttribute('aria-invalid', String(!good));
        if (good) change(next);
      },
    },
    text,
  );
  return h('div', { class: 'control' }, area, problem);
}
