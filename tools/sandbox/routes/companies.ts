import { merged } from '../attributes';
import { View } from '../collection';
import type { Company } from '../companies';
import { invalid, notFound, Refusal } from '../errors';
import { integer, objectAt, requiredText, text } from '../input';
import { cursorPages, numberedPage } from '../pages';
import type { Call, Route } from '../router';
import { CONVERSATION_OPERATORS, type Field, runSearch } from '../search';
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

const TEXTS = ['name', 'plan', 'website', 'industry'] as const;
const NUMBERS = ['size', 'monthly_spend', 'remote_created_at'] as const;

type Values = Parameters<Workspace['companies']['update']>[1];

/** What a client sent for a company. Attributes are kept as they come; null takes a value or an attribute away. */
function readValues({ body }: Call, before: Company | undefined): Values {
  const read: Record<string, string | number | undefined> = {};
  for (const field of TEXTS) {
    const value = text(body, field);
    if (value !== undefined) read[field] = value ?? undefined;
  }
  for (const field of NUMBERS) {
    const value = integer(body, field);
    if (value !== undefined) read[field] = value ?? undefined;
  }
  const sent = objectAt(body, 'custom_attributes');
  if (!sent) return read;
  return { ...read, custom_attributes: merged(before?.custom_attributes ?? {}, sent) };
}

/** The company with a client's own id or name, several of one name as a list, or those with a tag; 404 where there is none. */
function find(call: Call): object {
  const { workspace, query } = call;
  const [companyId, name, tagId] = [query.get('company_id'), query.get('name'), query.get('tag_id')];
  const all = workspace.companies.list();
  if (companyId === null && name === null) {
    const tagged = tagId === null ? all : all.filter(({ tags }) => tags.some(({ id }) => id === tagId));
    const { items, pages } = numberedPage(call, tagged, 15, 60);
    return { type: 'list', data: items.map((one) => companyWire(one, workspace)), total_count: tagged.length, pages };
  }
  const found = all.filter((one) => (companyId === null ? one.name === name : one.company_id === companyId));
  const [only] = found;
  if (!only) throw notFound('Company', 'company_not_found');
  if (found.length === 1) return companyWire(only, workspace);
  const { items, pages } = numberedPage(call, found, 15, 60);
  return { type: 'list', data: items.map((one) => companyWire(one, workspace)), total_count: found.length, pages };
}

const COMPANY_STAMPS = ['created_at', 'updated_at', 'last_request_at'] as const;

/** What companies can be searched for, of what the sandbox keeps. */
function searchField(name: string): Field<Company> | undefined {
  if (name === 'company_id' || name === 'name' || name === 'industry' || name === 'website')
    return { type: 'string', of: (company) => company[name] };
  const stamp = COMPANY_STAMPS.find((known) => known === name);
  if (stamp) return { type: 'stamp', of: (company) => company[stamp] };
  if (name === 'monthly_spend') return { type: 'integer', of: (company) => company.monthly_spend };
  if (name === 'tag_id') return { type: 'list', of: ({ tags }) => tags.map(({ id }) => id) };
  const attribute = name.startsWith('custom_attributes.') ? name.slice('custom_attributes.'.length) : undefined;
  return attribute === undefined
    ? undefined
    : { type: 'string', of: ({ custom_attributes }) => custom_attributes[attribute] };
}

/** Only Preview searches companies, and only those with users. */
function search(call: Call): object {
  const { workspace, body, intercom } = call;
  const withUsers = new Set([...workspace.contacts.all.values()].flatMap(({ companies }) => companies));
  const view = new View<Company>();
  for (const company of workspace.companies.list()) if (withUsers.has(company.id)) view.put(company);
  const page = runSearch<Company>(body, {
    view,
    field: searchField,
    operators: CONVERSATION_OPERATORS,
    timezone: workspace.timezone,
    includesSecond: intercom.options.greaterIncludesSecond ?? false,
    standardPage: 15,
    standardSort: 'created_at',
    cursors: intercom.options.cursors ?? 'keyset',
  });
  return {
    type: 'list',
    data: page.records.map((company) => companyWire(company, workspace)),
    total_count: page.totalCount,
    pages: cursorPages(page),
  };
}

const COMPANY = '/companies/{company_id}';
const ofPath = ({ workspace, path }: Call): Company => workspace.companies.get(path('company_id'), 'company_not_found');

/** The folder companies, but for notes and bulk jobs. */
export const companyRoutes: readonly Route[] = [
  {
    request: 'POST /companies',
    handle: (call) => {
      const { workspace, body } = call;
      // One without an id of the client's gets one.
      const company_id = text(body, 'company_id') || workspace.ids.uuid();
      const values = readValues(call, workspace.companies.byCompanyId(company_id));
      return companyWire(workspace.companies.upsert({ ...values, company_id }), workspace);
    },
  },
  { request: 'GET /companies', handle: find },
  { request: 'POST /companies/search', since: 'Preview', handle: search },
  { request: `GET ${COMPANY}`, handle: (call) => companyWire(ofPath(call), call.workspace) },
  {
    request: `PUT ${COMPANY}`,
    handle: (call) => {
      const { id } = ofPath(call);
      const values = readValues(call, ofPath(call));
      return companyWire(call.workspace.companies.update(id, values), call.workspace);
    },
  },
  {
    request: `DELETE ${COMPANY}`,
    handle: (call) => {
      const { id } = ofPath(call);
      call.workspace.companies.remove(id);
      return { id, object: 'company', deleted: true };
    },
  },
  {
    request: 'POST /contacts/{contact_id}/companies',
    handle: (call) => {
      const { workspace, path, body } = call;
      const company = workspace.companies.get(requiredText(body, 'id'), 'company_not_found');
      workspace.contacts.addCompany(path('contact_id'), company.id);
      return companyWire(company, workspace);
    },
  },
  {
    request: 'DELETE /contacts/{contact_id}/companies/{company_id}',
    handle: (call) => {
      const company = ofPath(call);
      call.workspace.contacts.removeCompany(call.path('contact_id'), company.id);
      return companyWire(company, call.workspace);
    },
  },
  { request: 'POST /companies/list', handle: list },
  { request: 'GET /companies/scroll', handle: scroll },
];
