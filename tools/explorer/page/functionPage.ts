import type { Details, Summary } from './catalogue';
import { codePanel } from './code';
import { readJson } from './control';
import { freshId, h } from './dom';
import { flowStep } from './flowStep';
import { form } from './form';
import { functionHeading } from './functionHeading';
import { mapping } from './mapping';
import type { Known } from './protocol';
import { arrange, formsOf, isObject, type Rule } from './schema';
import { stepFields } from './stepFields';
import { pretty, tryIt } from './tryIt';

/** What somebody has filled in. It stays while the page is open. */
export interface Draft {
  data: unknown;
  fields: Record<string, unknown>;
}

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
  const isAction = summary.kind === 'action';
  const takesMessage = summary.kind !== 'polling';
  let whole: Rule = details.input;

  const step = codePanel(
    'Flow step',
    isAction ? 'For graph.nodes of a flow.' : 'For graph.nodes of a flow, as its first step.',
  );
  const expression = codePanel(
    'Mapping',
    'JSONata. Makes this step’s message out of the one before; what is still open is read from data.',
  );
  const message = codePanel('Message in', 'What “Try it” hands to the function.');
  const missing = h('p', { class: 'help missing' });
  const request = () => ({
    function: summary.name,
    fields: withoutSecrets(draft.fields, details),
    data: draft.data ?? {},
  });
  const attempt = tryIt(summary, request, ran);

  const refresh = () => {
    const text = mapping(whole, draft.data);
    step.show(pretty(flowStep(summary, draft.fields, text)));
    expression.show(text);
    message.show(pretty({ data: draft.data ?? {} }));
    const given = isObject(draft.data) ? draft.data : {};
    const open = arrange(whole, []).required.filter((name) => given[name] === undefined);
    missing.textContent = open.length > 0 ? `Still open: ${open.join(', ')}` : '';
  };

  const editor = h('div', { class: 'editor' });
  const showForm = () =>
    editor.replaceChildren(
      form({
        rule: details.input,
        value: draft.data,
        suggest: (field) => known()[field] ?? [],
        change: (next) => {
          draft.data = next;
          refresh();
        },
        formChosen: (chosen) => {
          whole = chosen;
          refresh();
        },
      }),
    );
  const showJson = () =>
    editor.replaceChildren(
      jsonEditor(draft.data ?? {}, (next) => {
        draft.data = next;
        refresh();
      }),
    );
  const view = views(showForm, showJson);
  const fieldsPart = h('div', {});
  const showFields = () =>
    fieldsPart.replaceChildren(
      stepFields(details.fields, draft.fields, (next) => {
        draft.fields = next;
        refresh();
      }),
    );

  const { example } = details;
  const hasInput = Object.keys(details.input.properties ?? {}).length > 0 || formsOf(details.input).length > 0;
  const useExample =
    example !== undefined &&
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        onclick: () => {
          draft.data = withKnownIds(example.data, known());
          draft.fields = { ...example.fields };
          view.show();
          showFields();
          refresh();
        },
      },
      'Fill in the example',
    );
  const clear = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => {
        draft.data = undefined;
        draft.fields = {};
        view.show();
        showFields();
        refresh();
      },
    },
    'Clear',
  );
  view.show();
  showFields();
  refresh();

  const input = h(
    'section',
    { class: 'input', 'aria-label': 'Message' },
    h('header', { class: 'bar' }, h('h2', {}, 'Message'), view.element),
    h('div', { class: 'row' }, useExample, clear),
    !hasInput && h('p', { class: 'help' }, 'Needs no input.'),
    editor,
  );
  const element = h(
    'article',
    {},
    functionHeading(summary, details),
    h(
      'div',
      { class: 'columns' },
      h(
        'form',
        {
          class: 'left',
          'aria-label': summary.title,
          novalidate: true,
          onsubmit: (event: Event) => event.preventDefault(),
        },
        takesMessage && input,
        h(
          'section',
          { 'aria-label': 'Step fields' },
          h('header', { class: 'bar' }, h('h2', {}, 'Step fields'), !takesMessage && clear),
          fieldsPart,
        ),
      ),
      h(
        'div',
        { class: 'right' },
        takesMessage && missing,
        attempt.element,
        step.element,
        isAction && expression.element,
        takesMessage && message.element,
        ...examples(details),
      ),
    ),
  );
  return { element, run: attempt.run };
}

/** The sandbox needs none, and a secret has no business there. */
function withoutSecrets(fields: Record<string, unknown>, details: Details): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => details.fields[name]?.viewClass !== 'PasswordFieldView'),
  );
}

/** An example names records that no sandbox has: others of the same kind stand in for them. */
function withKnownIds(data: unknown, known: Known): unknown {
  if (!isObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => {
      const found = known[field] ?? [];
      const isThere = found.some((one) => one.value === String(value));
      return [field, isThere ? value : (found[0]?.value ?? value)];
    }),
  );
}

function examples({ example }: Details): HTMLElement[] {
  if (!example) return [];
  const panels: [string, unknown][] = [
    ['Example: message in', example.data === undefined ? undefined : { data: example.data }],
    ['Example: message out', example.emitted],
  ];
  return panels
    .filter(([, value]) => value !== undefined)
    .map(([title, value]) => {
      const panel = codePanel(title, '');
      panel.show(pretty(value));
      return panel.element;
    });
}

interface Views {
  element: HTMLElement;
  /** Shows the chosen view anew. */
  show: () => void;
}

/** Form or JSON. */
function views(showForm: () => void, showJson: () => void): Views {
  const name = freshId('view');
  let show = showForm;
  const radio = (label: string, view: () => void) =>
    h(
      'label',
      {},
      h('input', {
        type: 'radio',
        name,
        checked: view === show,
        onchange: () => {
          show = view;
          view();
        },
      }),
      h('span', {}, label),
    );
  return {
    element: h(
      'fieldset',
      { class: 'switch' },
      h('legend', { class: 'unseen' }, 'Edit as'),
      radio('Form', showForm),
      radio('JSON', showJson),
    ),
    show: () => show(),
  };
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
