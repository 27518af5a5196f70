import { announce, h } from './dom';

/** A text to read and to copy, with a heading. */
export interface CodePanel {
  element: HTMLElement;
  show(text: string): void;
}

/** How long a button says that it has copied (milliseconds). */
const SAID = 1500;

/** `json` colours names, texts and numbers. */
export function codePanel(title: string, about: string, language: 'json' | 'plain' = 'json'): CodePanel {
  let text = '';
  const code = h('code');
  const copy = h('button', { type: 'button', class: 'quiet', 'aria-label': `Copy: ${title}` }, 'Copy');
  copy.addEventListener('click', async () => {
    const copied = await copyText(text);
    copy.textContent = copied ? 'Copied' : 'Select it and press Ctrl-C';
    announce(copied ? `Copied: ${title}` : 'The browser does not let the page copy');
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, SAID);
  });
  return {
    element: h(
      'section',
      { class: 'code' },
      h('header', {}, h('h3', {}, title), copy),
      about !== '' && h('p', { class: 'help' }, about),
      h('pre', { tabindex: 0, role: 'region', 'aria-label': title }, code),
    ),
    show(next) {
      if (next === text) return;
      text = next;
      code.replaceChildren(...(language === 'json' ? coloured(next) : [next]));
    },
  };
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|\b(true|false|null)\b/g;

/** JSON, or JSONata that looks like it, with a colour for each kind of token. */
function coloured(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [whole, quoted, colon] = match;
    const kind = quoted === undefined ? 'token-value' : colon === undefined ? 'token-text' : 'token-name';
    const shown = quoted ?? whole;
    parts.push(text.slice(end, match.index), h('span', { class: kind }, shown));
    end = match.index + shown.length;
  }
  parts.push(text.slice(end));
  return parts;
}
