import type { Company } from '../companies';
import { invalid, notFound, Refusal } from '../errors';
import { numberedPage } from '../pages';
import type { Call, Route } from '../router';
import { companyWire } from '../wire/others';
import type { Workspace } from '../workspace';

/** Where the list ends. */
const LONGEST_LIST = 10_000;
const SCROLL_PAGE = 100;
/** Seconds after which a scroll that nobody uses is closed. */
const SCROLL_IDLE = 60;

/** Those with the latest activity first, those without any last. */
function byActivity(workspace: Workspace): readonly Company[] {
  return [...workspace.companies.list()].sort((a, b) => (b.last_request_at ?? 0) - (a.last_request_at ?? 0));
}

function list(call: Call): object {
  const { workspace, query } = call;
  const { items, pages } = numberedPage(call, byActivity(workspace), 15, 60);
  const upTo = Number(query.get('page') ?? 1) * Number(query.get('per_page') ?? 15);
  if (items.length > 0 && upTo - items.length >= LONGEST_LIST) {
    throw invalid('page', 'The page limit is reached, use the scroll API');
  }
  return {
    type: 'list',
    data: items.map((company) => companyWire(company, workspace)),
    total_count: workspace.companies.list().length,
    pages,
  };
}

function scroll({ workspace, query }: Call): object {
  const { companies, clock, ids } = workspace;
  const now = clock.now();
  const open = companies.scroll && now - companies.scroll.usedAt < SCROLL_IDLE ? companies.scroll : undefined;
  const asked = query.get('scroll_param');
  if (asked === null && open) throw new Refusal(400, 'scroll_exists', 'A scroll is open already in this workspace');
  if (asked !== null && open?.param !== asked) throw notFound('Scroll');
  const { param, rest } = open ?? { param: ids.uuid(), rest: companies.list() };
  const data = rest.slice(0, SCROLL_PAGE);
  // The empty page is the end.
  companies.scroll = data.length > 0 ? { param, rest: rest.slice(SCROLL_PAGE), usedAt: now } : undefined;
  return { type: 'list', data: data.map((company) => companyWire(company, workspace)), scroll_param: param };
}

/** The lists of the folder companies. */
export const companyRoutes: readonly Route[] = [
  { request: 'POST /companies/list', handle: list },
  { request: 'GET /companies/scroll', handle: scroll },
];
