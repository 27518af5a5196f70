import type { Details, Summary } from './catalogue';
import { byId } from './dom';
import { type FunctionPage, functionPage } from './functionPage';
import { FunctionList } from './list';
import type { Draft } from './livePanels';
import type { Known } from './protocol';
import { fromServer } from './server';
import { startTheme } from './theme';

/** What the page carries of all functions. Its shape is that of the generator, which is compiled with these types. */
function carriedSummaries(): Summary[] {
  return JSON.parse(byId('summaries', HTMLScriptElement).text);
}

/** The same of what each function's own page shows, by name. */
function carriedDetails(): Promise<Record<string, Details>> {
  const bytes = Uint8Array.from(atob(byId('details', HTMLScriptElement).text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
}

function start(): void {
  startTheme();
  const summaries = carriedSummaries();
  // To open what is open already changes no address, and on a narrow screen it was hidden behind the list.
  const list = new FunctionList(summaries, (name) => {
    if (location.hash === `#${name}`) show();
    else location.hash = name;
  });
  performance.mark('listed');
  const page = byId('page', HTMLElement);
  const welcome = byId('welcome', HTMLElement);
  const drafts = new Map<string, Draft>();
  let allDetails: Record<string, Details> = {};
  let open: FunctionPage | undefined;
  let known: Known = {};
  const readKnown = async () => {
    known = (await fromServer<Known>('known')) ?? known;
  };

  const show = () => {
    const summary = summaries.find(({ name }) => name === location.hash.slice(1));
    const details = summary && allDetails[summary.name];
    list.markOpen(summary?.name ?? '');
    document.body.classList.toggle('reading', summary !== undefined);
    if (!summary || !details) {
      open = undefined;
      document.title = 'Intercom explorer';
      page.replaceChildren(welcome);
      return;
    }
    const draft = drafts.get(summary.name) ?? { data: undefined, fields: {} };
    drafts.set(summary.name, draft);
    open = functionPage({ summary, details, draft, known: () => known, ran: readKnown });
    document.title = `${summary.title} · Intercom explorer`;
    page.replaceChildren(open.element);
    page.scrollTop = 0;
    scrollTo(0, 0);
    page.querySelector('h1')?.focus({ preventScroll: true });
  };

  byId('skip', HTMLButtonElement).addEventListener('click', () => page.focus());
  addEventListener('keydown', (event) => {
    const typing =
      event.target instanceof Element &&
      event.target.matches('input:not([type=radio],[type=checkbox]), textarea, select');
    if ((event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      document.body.classList.remove('reading');
      list.focus();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && open) {
      event.preventDefault();
      void open.run();
    }
  });
  const readDetails = async () => {
    allDetails = await carriedDetails();
  };
  // What a form shows and suggests must be there before the form is.
  void Promise.all([readKnown(), readDetails()]).then(() => {
    addEventListener('hashchange', show);
    show();
  });
}

// After the first frame, which shows all but the list: so a person sees at once that something is there.
addEventListener('load', () => requestAnimationFrame(() => setTimeout(start)));
