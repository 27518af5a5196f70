import { invalid } from '../errors';
import { objectsAt, requiredText, text } from '../input';
import type { Body, Call, Route } from '../router';
import type { Taggables } from '../taggables';
import type { Applied } from '../tags';
import { appliedWire, tagWire } from '../wire/others';
import type { Workspace } from '../workspace';

/** What a tag can be put on through a path of its own. */
interface Place {
  readonly path: string;
  readonly id: string;
  readonly since: string;
  readonly adminNeeded: boolean;
  /** The code where the tag does not exist. */
  readonly tagMissing: string;
  readonly records: (workspace: Workspace) => {
    get(id: string): { readonly tags: readonly Applied[] };
    tag(id: string, applied: Applied): unknown;
    untag(id: string, tagId: string): unknown;
  };
}

const taggable = (path: string, id: string, records: (workspace: Workspace) => Taggables): Place => ({
  path,
  id,
  since: '2.16',
  adminNeeded: false,
  tagMissing: 'tag_not_found',
  records,
});

const PLACES: readonly Place[] = [
  {
    path: 'contacts',
    id: 'contact_id',
    since: '2.7',
    adminNeeded: false,
    tagMissing: 'not_found',
    records: (all) => all.contacts,
  },
  {
    path: 'conversations',
    id: 'conversation_id',
    since: '2.7',
    adminNeeded: true,
    tagMissing: 'tag_not_found',
    records: (all) => all.conversations,
  },
  {
    path: 'tickets',
    id: 'ticket_id',
    since: '2.10',
    adminNeeded: true,
    tagMissing: 'tag_not_found',
    records: (all) => all.tickets,
  },
  taggable('articles', 'article_id', (all) => all.articles),
  taggable('internal_articles', 'internal_article_id', (all) => all.internalArticles),
  taggable('content_snippets', 'content_snippet_id', (all) => all.contentSnippets),
];

function attach(call: Call, place: Place): object {
  const { workspace, path, body } = call;
  const records = place.records(workspace);
  const id = path(place.id);
  records.get(id);
  const adminId = readAdmin(call, place);
  const tag = workspace.tags.get(requiredText(body, 'id'), place.tagMissing);
  const applied = workspace.tags.applied(tag.id, adminId);
  records.tag(id, applied);
  return appliedWire(applied, workspace);
}

function detach(call: Call, place: Place): object {
  const { workspace, path } = call;
  const records = place.records(workspace);
  const id = path(place.id);
  const before = records.get(id).tags;
  readAdmin(call, place);
  const tag = workspace.tags.get(path('tag_id'), place.tagMissing);
  records.untag(id, tag.id);
  const applied = before.find((one) => one.id === tag.id);
  return applied ? appliedWire(applied, workspace) : { ...tagWire(tag), applied_at: null, applied_by: null };
}

function readAdmin({ workspace, body }: Call, place: Place): string | undefined {
  const adminId = place.adminNeeded ? requiredText(body, 'admin_id') : (text(body, 'admin_id') ?? undefined);
  return adminId === undefined ? undefined : workspace.admins.get(adminId, 'not_found').id;
}

function tagCompany(workspace: Workspace, tagId: string, entry: Body): object {
  const id = text(entry, 'id');
  const companyId = text(entry, 'company_id');
  if (!id && !companyId) throw invalid('companies', 'A company is named by id or company_id');
  const company = id
    ? workspace.companies.get(id)
    : (workspace.companies.byCompanyId(companyId ?? '') ?? workspace.companies.get(''));
  const untag = entry.untag === true;
  if (untag) workspace.companies.untag(company.id, tagId);
  else workspace.companies.tag(company.id, workspace.tags.applied(tagId));
  return { id: company.id, tagged: !untag };
}

function tagUser(workspace: Workspace, tagId: string, entry: Body): object {
  const contact = workspace.contacts.get(requiredText(entry, 'id'));
  const untag = entry.untag === true;
  if (untag) workspace.contacts.untag(contact.id, tagId);
  else workspace.contacts.tag(contact.id, workspace.tags.applied(tagId));
  return { id: contact.id, tagged: !untag };
}

/** The folder tags. */
export const tagRoutes: readonly Route[] = [
  {
    request: 'GET /tags',
    handle: ({ workspace }) => ({ type: 'list', data: workspace.tags.list().map(tagWire) }),
  },
  {
    request: 'POST /tags',
    handle: ({ workspace, body }) => {
      const name = text(body, 'name');
      if (!name) throw invalid('name', 'A tag needs a name');
      const id = text(body, 'id');
      const tag = id ? workspace.tags.rename(id, name) : workspace.tags.named(name);
      const companies = (objectsAt(body, 'companies') ?? []).map((entry) => tagCompany(workspace, tag.id, entry));
      const users = (objectsAt(body, 'users') ?? []).map((entry) => tagUser(workspace, tag.id, entry));
      return companies.length + users.length > 0 ? { ...tagWire(tag), users, companies } : tagWire(tag);
    },
  },
  { request: 'GET /tags/{tag_id}', handle: ({ workspace, path }) => tagWire(workspace.tags.get(path('tag_id'))) },
  {
    request: 'DELETE /tags/{tag_id}',
    handle: ({ workspace, path }) => workspace.tags.delete(path('tag_id')),
  },
  {
    request: 'GET /contacts/{contact_id}/tags',
    handle: ({ workspace, path }) => ({
      type: 'list',
      data: workspace.contacts.get(path('contact_id')).tags.map((tag) => appliedWire(tag, workspace)),
    }),
  },
  ...PLACES.flatMap((place): Route[] => [
    { request: `POST /${place.path}/{${place.id}}/tags`, since: place.since, handle: (call) => attach(call, place) },
    {
      request: `DELETE /${place.path}/{${place.id}}/tags/{tag_id}`,
      since: place.since,
      handle: (call) => detach(call, place),
    },
  ]),
];
