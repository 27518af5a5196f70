import type { Summary } from './catalogue';
import { byId, h } from './dom';
import { Search } from './search';

/** Heights in the list, about. */
const LINK_REM = 2.9;
const HEADING_REM = 2;

/** Milliseconds until the page has been drawn, on most machines. */
const SOON = 200;

type Kind = 'all' | 'action' | 'trigger';

/** The list of all functions beside a page, and the field that searches it. */
export class FunctionList {
  readonly #entries: readonly Summary[];
  readonly #choose: (name: string) => void;
  #search: Search<Summary> | undefined;
  readonly #links = new Map<string, HTMLAnchorElement>();
  readonly #folders = new Map<string, HTMLElement>();
  readonly #field = byId('search', HTMLInputElement);
  readonly #list = byId('functions', HTMLElement);
  readonly #count = byId('count', HTMLElement);
  #kind: Kind = 'all';
  #shown: Summary[] = [];
  #open = '';

  /** `choose` opens a function. */
  constructor(entries: readonly Summary[], choose: (name: string) => void) {
    this.#entries = entries;
    this.#choose = choose;
    for (const entry of entries) this.#links.set(entry.name, linkOf(entry));
    for (const folder of new Set(entries.map((entry) => entry.folder))) {
      this.#folders.set(folder, h('section', { 'aria-label': wordsOf(folder) }));
    }
    this.#field.addEventListener('input', () => this.refresh());
    this.#field.addEventListener('keydown', (event) => this.#keyInField(event));
    this.#list.addEventListener('keydown', (event) => this.#keyInList(event));
    this.#list.addEventListener('click', (event) => this.#clickInList(event));
    for (const radio of document.querySelectorAll<HTMLInputElement>('input[name=kind]')) {
      radio.addEventListener('change', () => {
        this.#kind = kindOf(radio.value);
        this.refresh();
      });
    }
    this.refresh();
    // Not now, when it would be in the way of the first look at the page, and not with the first key.
    setTimeout(() => this.#index(), SOON);
  }

  /** Puts the cursor into the search field. */
  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  /** Marks the function whose page is open; none where the name is empty. */
  markOpen(name: string): void {
    this.#links.get(this.#open)?.removeAttribute('aria-current');
    this.#open = name;
    const link = this.#links.get(name);
    link?.setAttribute('aria-current', 'page');
    link?.scrollIntoView({ block: 'nearest' });
    this.#letTabReachOne();
  }

  /** Shows what fits the search and the kind. */
  refresh(): void {
    const query = this.#field.value.trim();
    const isKind = ({ kind }: Summary) => this.#kind === 'all' || (kind === 'action') === (this.#kind === 'action');
    this.#shown = this.#found(query).filter(isKind);
    this.#list.classList.toggle('ranked', query !== '');
    // Before the change: afterwards the browser would have to lay out the list at once to know its top.
    this.#list.scrollTop = 0;
    // Under a search the order is that of the search, so folders would be torn apart.
    this.#list.replaceChildren(...(query === '' ? this.#inFolders() : this.#linksOf(this.#shown)));
    const total = this.#entries.length;
    const shown = this.#shown.length;
    this.#count.textContent = shown === total ? `${total} functions` : `${shown} of ${total} functions`;
    byId('nothing', HTMLElement).hidden = shown > 0;
    this.#letTabReachOne();
  }

  #found(query: string): readonly Summary[] {
    if (query === '') return this.#entries;
    return this.#index().find(query);
  }

  #index(): Search<Summary> {
    this.#search ??= new Search(this.#entries);
    return this.#search;
  }

  #inFolders(): HTMLElement[] {
    return [...this.#folders].flatMap(([folder, section]) => {
      const inside = this.#shown.filter((entry) => entry.folder === folder);
      if (inside.length === 0) return [];
      section.replaceChildren(h('h2', {}, wordsOf(folder)), ...this.#linksOf(inside));
      // What the browser takes for its height before it was ever seen.
      section.style.containIntrinsicBlockSize = `auto ${inside.length * LINK_REM + HEADING_REM}rem`;
      return [section];
    });
  }

  #linksOf(entries: readonly Summary[]): HTMLAnchorElement[] {
    return entries.flatMap(({ name }) => this.#links.get(name) ?? []);
  }

  /** Of hundreds of links Tab reaches one; the arrow keys reach the others. */
  #letTabReachOne(): void {
    const reached = this.#shown.some(({ name }) => name === this.#open) ? this.#open : this.#shown[0]?.name;
    for (const { name } of this.#shown) {
      const link = this.#links.get(name);
      if (link) link.tabIndex = name === reached ? 0 : -1;
    }
  }

  #keyInField(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const [first] = this.#shown;
    if (event.key === 'ArrowDown') this.#goTo(0, event);
    else if (event.key === 'Enter' && first) {
      event.preventDefault();
      this.#choose(first.name);
    } else if (event.key === 'Escape' && this.#field.value !== '') {
      event.preventDefault();
      this.#field.value = '';
      this.refresh();
    }
  }

  #clickInList(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    // Another button or a modifier opens a tab of its own.
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#choose(link.hash.slice(1));
  }

  #keyInList(event: KeyboardEvent): void {
    const now = this.#shown.findIndex(({ name }) => this.#links.get(name) === document.activeElement);
    if (now < 0) return;
    if (event.key === 'ArrowDown') this.#goTo(now + 1, event);
    else if (event.key === 'ArrowUp' && now === 0) {
      event.preventDefault();
      this.focus();
    } else if (event.key === 'ArrowUp') this.#goTo(now - 1, event);
    else if (event.key === 'Home') this.#goTo(0, event);
    else if (event.key === 'End') this.#goTo(this.#shown.length - 1, event);
    else if (event.key === 'Escape') this.focus();
  }

  #goTo(index: number, event: KeyboardEvent): void {
    const link = this.#links.get(this.#shown[index]?.name ?? '');
    if (!link) return;
    event.preventDefault();
    link.focus();
  }
}

function linkOf({ name, kind, folder, title }: Summary): HTMLAnchorElement {
  return h(
    'a',
    { href: `#${name}`, class: kind === 'action' ? 'action' : 'trigger' },
    h('span', { class: 'title' }, title),
    h('span', { class: 'sub' }, h('span', { class: 'name' }, name), h('span', { class: 'folder' }, wordsOf(folder))),
  );
}

function kindOf(value: string): Kind {
  return value === 'action' || value === 'trigger' ? value : 'all';
}

/** `ticketTypes` -> `ticket types`. */
export function wordsOf(folder: string): string {
  return folder.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
