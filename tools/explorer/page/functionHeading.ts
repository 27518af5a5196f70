import { type Details, KINDS, type Summary } from './catalogue';
import { h, prose } from './dom';
import { wordsOf } from './list';

const REQUESTS = { action: 'Sends', polling: 'Calls', webhook: 'Topics' } as const;

/** What a function is: its title, and the facts about it. */
export function functionHeading(
  { name, kind, folder, title, description, requests }: Summary,
  { versions, output, notes }: Details,
): HTMLElement {
  const place = kind === 'action' ? `${KINDS[kind]} · ${wordsOf(folder)} · ` : `${KINDS[kind]} · `;
  return h(
    'header',
    { class: 'heading' },
    h('a', { class: 'back', href: '#/' }, 'All functions'),
    h('p', { class: 'path' }, place, h('code', {}, name)),
    h('h1', { tabindex: -1 }, title),
    h('p', { class: 'description' }, description),
    h(
      'dl',
      {},
      ...fact(REQUESTS[kind], separated(requests)),
      ...fact('Versions', prose(versions ?? '')),
      ...fact('Emits', [...prose(output.about), ...fieldNames(output.fields)]),
      ...notes.flatMap(([term, text]) => fact(term, prose(text))),
    ),
  );
}

/** A fact that nobody knows is left out. */
function fact(term: string, nodes: readonly (Node | string)[]): HTMLElement[] {
  return nodes.length > 0 ? [h('dt', {}, term), h('dd', {}, ...nodes)] : [];
}

/** Often dozens, so they wait until somebody asks for them. */
function fieldNames(names: readonly string[]): HTMLElement[] {
  if (names.length === 0) return [];
  const count = names.length === 1 ? 'one field' : `${names.length} fields`;
  return [h('details', { class: 'names' }, h('summary', {}, count), h('p', {}, ...separated(names)))];
}

function separated(names: readonly string[]): (Node | string)[] {
  return names.flatMap((name, index) => (index === 0 ? [h('code', {}, name)] : [', ', h('code', {}, name)]));
}
