import type { Details, Summary } from './catalogue';
import { h } from './dom';
import { functionHeading } from './functionHeading';
import { type Draft, livePanels } from './livePanels';
import { messageEditor } from './messageEditor';
import type { Known, TryRequest } from './protocol';
import type { Rule } from './schema';
import { standIns } from './standIns';
import { stepFields } from './stepFields';
import { tryIt } from './tryIt';

export interface PageOptions {
  summary: Summary;
  details: Details;
  draft: Draft;
  /** What the sandbox has for a field such as contact_id; nothing where no sandbox is at hand. */
  known: () => Known;
  /** Called after a run, which may have changed that. */
  ran: () => void;
}

export interface FunctionPage {
  element: HTMLElement;
  run: () => Promise<void>;
}

/** The page of one function: what it is, its form, and live beside it what follows from the form. */
export function functionPage({ summary, details, draft, known, ran }: PageOptions): FunctionPage {
  const takesMessage = summary.kind !== 'polling';
  let form: Rule = details.input;
  const live = livePanels(summary, details);
  const attempt = tryIt(summary, () => requestOf(summary, details, draft), ran);
  const message = messageEditor({
    rule: details.input,
    data: () => draft.data,
    change: (data) => {
      draft.data = data;
      live.show(draft, form);
    },
    formChosen: (chosen) => {
      form = chosen;
      live.show(draft, form);
    },
    known,
  });
  const fields = h('div', {});
  const show = () => {
    message.show();
    const change = (next: Draft['fields']) => {
      draft.fields = next;
      live.show(draft, form);
    };
    fields.replaceChildren(stepFields(details.fields, draft.fields, change));
    live.show(draft, form);
  };
  const fillIn = (filled: Draft) => {
    Object.assign(draft, filled);
    show();
  };
  show();

  const { example } = details;
  const clear = quietButton('Clear', () => fillIn({ data: undefined, fields: {} }));
  const useExample = quietButton('Fill in the example', () =>
    fillIn({
      // A notification tells of a record by itself; the sandbox need not have it.
      data: summary.kind === 'action' ? standIns(example?.data, known()) : example?.data,
      fields: { ...example?.fields },
    }),
  );
  const input = h(
    'section',
    { class: 'input', 'aria-label': 'Message' },
    h('header', { class: 'bar' }, h('h2', {}, 'Message'), message.choice),
    h('div', { class: 'row' }, example && useExample, clear),
    message.element,
  );
  const settings = h(
    'section',
    { 'aria-label': 'Step fields' },
    h('header', { class: 'bar' }, h('h2', {}, 'Step fields'), !takesMessage && clear),
    fields,
  );
  const onsubmit = (event: Event) => event.preventDefault();
  const left = h(
    'form',
    { class: 'left', 'aria-label': summary.title, novalidate: true, onsubmit },
    takesMessage && input,
    settings,
  );
  const right = h('div', { class: 'right' }, live.missing, attempt.element, ...live.panels);
  const element = h('article', {}, functionHeading(summary, details), h('div', { class: 'columns' }, left, right));
  return { element, run: attempt.run };
}

function quietButton(text: string, onclick: () => void): HTMLElement {
  return h('button', { type: 'button', class: 'quiet', onclick }, text);
}

/** The sandbox needs no secrets, so they stay here. */
function requestOf({ name }: Summary, { fields }: Details, draft: Draft): TryRequest {
  const open = Object.entries(draft.fields).filter(([field]) => fields[field]?.viewClass !== 'PasswordFieldView');
  return { function: name, fields: Object.fromEntries(open), data: draft.data ?? {} };
}
