import type { Summary } from './catalogue';
import { codePanel } from './code';
import { announce, h } from './dom';
import type { TryAnswer, TryRefusal, TryRequest } from './protocol';
import { fromServer } from './server';

/** The button that runs a function, and what came of it. */
export function tryIt(
  entry: Summary,
  request: () => TryRequest,
  ran: () => void,
): { element: HTMLElement; run: () => Promise<void> } {
  const result = h('div', { class: 'result', 'aria-live': 'polite' });
  const button = h('button', { type: 'button', class: 'primary', onclick: () => void run() }, 'Try it');
  let running = false;
  const run = async () => {
    // A second key must not act a second time.
    if (running) return;
    running = true;
    // Not `disabled`, which would take the focus away from whoever uses the keyboard.
    button.setAttribute('aria-disabled', 'true');
    result.replaceChildren(h('p', { class: 'help' }, 'Running…'));
    result.replaceChildren(...(await outcome(request())));
    button.removeAttribute('aria-disabled');
    running = false;
    ran();
    announce(result.querySelector('h3')?.textContent ?? '');
  };
  const about =
    entry.kind === 'polling'
      ? 'One run against an invented workspace, from the beginning unless a field says otherwise.'
      : 'Runs the real code against an invented workspace. Nothing reaches Intercom.';
  return {
    element: h(
      'section',
      { class: 'try', 'aria-label': 'Try it' },
      h('div', { class: 'row' }, button, h('p', { class: 'help' }, about, h('kbd', {}, 'Ctrl-Enter'))),
      result,
    ),
    run,
  };
}

async function outcome(request: TryRequest): Promise<Node[]> {
  const answer = await fromServer<TryAnswer | TryRefusal>('try', request);
  if (answer === undefined) return howToStart();
  if ('refused' in answer) return [failure('Not run', answer.refused)];
  return show(answer);
}

function howToStart(): Node[] {
  return [
    h(
      'div',
      { class: 'notice' },
      h('h3', {}, 'This page cannot run code by itself'),
      h('p', {}, 'In a clone of the component’s repository start the explorer, and open the address that it prints:'),
      h('pre', {}, h('code', {}, 'npm ci\nnpm run explore')),
    ),
  ];
}

function failure(title: string, text: string): Node {
  return h('div', { class: 'notice bad' }, h('h3', {}, title), h('p', {}, text));
}

function show(answer: TryAnswer): Node[] {
  const { emitted, emittedCount, error, rebound, snapshot, log, requests, tookMs } = answer;
  const took = `${Math.round(tookMs)} ms`;
  const parts: Node[] = [];
  if (error !== undefined) parts.push(failure('It failed', error));
  if (rebound !== undefined) parts.push(failure('The message would come back later', rebound));
  if (error === undefined && rebound === undefined) {
    const count = emittedCount === 1 ? 'One message' : emittedCount === 0 ? 'No message' : `${emittedCount} messages`;
    parts.push(h('div', { class: 'notice good' }, h('h3', {}, `${count} emitted, ${took}`)));
  }
  if (emitted.length > 0) {
    const shown = emitted.length < emittedCount ? `The first ${emitted.length} of ${emittedCount}.` : '';
    parts.push(
      panel(emitted.length === 1 ? 'Emitted' : 'Emitted, one after the other', shown, emitted.map(pretty).join('\n')),
    );
  }
  if (snapshot !== undefined) parts.push(panel('State kept for the next run', '', pretty(snapshot)));
  if (requests.length > 0) {
    parts.push(panel('Sent to Intercom', '', requests.map(wire).join('\n\n'), 'plain'));
  }
  if (log.length > 0) parts.push(panel('Log', '', log.join('\n'), 'plain'));
  return parts;
}

function wire({ method, path, query, body }: TryAnswer['requests'][number]): string {
  const search = new URLSearchParams(query).toString();
  const line = `${method} ${path}${search && `?${search}`}`;
  return body === undefined ? line : `${line}\n${pretty(body)}`;
}

function panel(title: string, about: string, text: string, language: 'json' | 'plain' = 'json'): Node {
  const { element, show: fill } = codePanel(title, about, language);
  fill(text);
  return element;
}

/** JSON for people. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}
