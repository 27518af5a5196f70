import type { Details, Summary } from './catalogue';
import { codePanel } from './code';
import { h } from './dom';
import { flowStep } from './flowStep';
import { mapping } from './mapping';
import { arrange, isObject, type Rule } from './schema';
import { pretty } from './tryIt';

/** What somebody has filled in. It stays while the page is open. */
export interface Draft {
  data: unknown;
  fields: Record<string, unknown>;
}

/** What follows from a draft: it changes with every key. */
export interface LivePanels {
  /** Says which required fields are still open. */
  missing: HTMLElement;
  /** The step, the mapping, the message; and the example, which stays. */
  panels: HTMLElement[];
  /** `form` is the one of the input's forms that is filled in. */
  show(draft: Draft, form: Rule): void;
}

/** The panels beside a function's form. */
export function livePanels(summary: Summary, { example }: Details): LivePanels {
  const isAction = summary.kind === 'action';
  const takesMessage = summary.kind !== 'polling';
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
  return {
    missing,
    panels: [
      step.element,
      ...(isAction ? [expression.element] : []),
      ...(takesMessage ? [message.element] : []),
      ...(example?.data === undefined ? [] : [fixedPanel('Example: message in', { data: example.data })]),
      ...(example?.emitted === undefined ? [] : [fixedPanel('Example: message out', example.emitted)]),
    ],
    show({ data, fields }, form) {
      const text = mapping(form, data);
      step.show(pretty(flowStep(summary, fields, text)));
      expression.show(text);
      message.show(pretty({ data: data ?? {} }));
      const given = isObject(data) ? data : {};
      const open = takesMessage ? arrange(form, []).required.filter((name) => given[name] === undefined) : [];
      missing.textContent = open.length > 0 ? `Still open: ${open.join(', ')}` : '';
    },
  };
}

function fixedPanel(title: string, value: unknown): HTMLElement {
  const panel = codePanel(title, '');
  panel.show(pretty(value));
  return panel.element;
}
