import type { Details, Packed, Summary } from './catalogue';
import { unpack } from './catalogue';
import { byId } from './dom';
import { type FunctionPage, functionPage } from './functionPage';
import { FunctionList } from './list';
import type { Draft } from './livePanels';
import type { Known } from './protocol';
import { fromServer } from './server';
import { startTheme } from './theme';

/** Reads a block of JSON that stands in the page. Its shape is that of the generator, which is compiled with these types. */
function carried<Carried>(id: string): Carried {
  return JSON.parse(byId(id, HTMLScriptElement).text);
}

/** The details stand behind this script, so that the list does not wait for them. */
function parsed(): Promise<unknown> {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => addEventListener('DOMContentLoaded', resolve, { once: true }));
}

function start(): void {
  startTheme();
  const summaries = carried<Summary[]>('summaries');
  const list = new FunctionList(summaries);
  const page = byId('page', HTMLElement);
  const welcome = byId('welcome', HTMLElement);
  const drafts = new Map<string, Draft>();
  let packed: Packed | undefined;
  let open: FunctionPage | undefined;
  let known: Known = {};
  const readKnown = async () => {
    known = (await fromServer<Known>('known')) ?? known;
  };

  const show = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const summary = summaries.find((one) => one.name === name);
    list.markOpen(summary?.name ?? '');
    document.body.classList.toggle('reading', summary !== undefined);
    if (!summary) {
      open = undefined;
      document.title = 'Intercom explorer';
      page.replaceChildren(welcome);
      return;
    }
    packed ??= carried<Packed>('details');
    // The generator packs what `unpack` unpacks.
    const details = unpack(packed.details[name], packed.shared) as Details;
    const draft = drafts.get(name) ?? { data: undefined, fields: {} };
    drafts.set(name, draft);
    open = functionPage({ summary, details, draft, known: () => known, ran: readKnown });
    document.title = `${summary.title} · Intercom explorer`;
    page.replaceChildren(open.element);
    page.scrollTop = 0;
    scrollTo(0, 0);
    page.querySelector('h1')?.focus({ preventScroll: true });
  };

  byId('skip', HTMLButtonElement).addEventListener('click', () => page.focus());
  addEventListener('hashchange', show);
  addEventListener('keydown', (event) => {
    const typing = event.target instanceof Element && event.target.matches('input, textarea, select');
    if ((event.key === '/' && !typing) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      document.body.classList.remove('reading');
      list.focus();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && open) {
      event.preventDefault();
      void open.run();
    }
  });
  // What a form suggests must be there before the form is.
  void Promise.all([readKnown(), parsed()]).then(show);
}

start();
