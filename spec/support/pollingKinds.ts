import { process as listActivityLogs } from '../../lib/actions/admins/listActivityLogs';
import { process as listArticles } from '../../lib/actions/articles/listArticles';
import { process as retrieveConversation } from '../../lib/actions/conversations/retrieveConversation';
import { polling, search, type TriggerProcess } from '../../lib/polling';
import type { Source, SourceRecord } from '../../lib/polling/source';
import { activityLogs } from '../../lib/sources/activityLogs';
import { articles } from '../../lib/sources/articles';
import { conversationParts } from '../../lib/sources/conversationParts';
import type { Route, Sandbox } from '../../tools/sandbox';
import { adminRoutes } from '../../tools/sandbox/routes/admins';
import { articleRoutes } from '../../tools/sandbox/routes/articles';
import { conversationRoutes } from '../../tools/sandbox/routes/conversations';

/** What a flow is owed: a record, or one version of it. */
export interface Owed {
  key: string;
  /** UNIX seconds at which it came up. */
  stamp: number;
}

/** A kind of record: what its people can do to it, and the trigger that watches it. */
export interface Kind {
  name: string;
  /** Its source gives pages of that size, and it stores its state after so many records. */
  trigger(perPage: number, saveEvery: number): TriggerProcess;
  /** What the sandbox does differently, so that pages have that size. */
  routes?(perPage: number): Route[];
  create(sandbox: Sandbox): string;
  /** `text` was never there before, or a change back would look like a repetition. */
  change(sandbox: Sandbox, id: string, text: string): void;
  /** Out of sight, but it can come back where there is `restore`. */
  archive(sandbox: Sandbox, id: string): void;
  restore?(sandbox: Sandbox, id: string): void;
  delete(sandbox: Sandbox, id: string): void;
  /** Returns whether the first one is gone. */
  merge(sandbox: Sandbox, id: string, into: string): boolean;
  /** What is there now and can be found once the index is whole. */
  current(sandbox: Sandbox): Owed[];
  /** The key of what an emitted record pays. */
  key(record: SourceRecord): string;
  /** What must be emitted only once. */
  once(record: SourceRecord): string;
}

const triggerOf = (source: Source, saveEvery: number) =>
  polling({ title: 'spec', description: 'spec', source }, saveEvery);

const wholeText = (record: SourceRecord) => JSON.stringify(record);
const idOf = (record: SourceRecord) => String(record.id);

const contactActs = {
  create: ({ workspace }: Sandbox) => workspace.contacts.create({ role: 'lead' }).id,
  change: ({ workspace }: Sandbox, id: string, name: string) => void workspace.contacts.update(id, { name }),
  archive: ({ workspace }: Sandbox, id: string) => void workspace.contacts.archive(id),
  delete: ({ workspace }: Sandbox, id: string) => void workspace.contacts.delete(id),
  merge: ({ workspace }: Sandbox, id: string, into: string) => {
    workspace.contacts.merge(id, into);
    return true;
  },
};
const contactsOf = ({ workspace }: Sandbox) => [...workspace.contacts.all.values()].filter(({ archived }) => !archived);
const contacts = (stamp: 'created_at' | 'updated_at', perPage: number) =>
  search('/contacts/search', {
    items: 'data',
    stamp,
    each: stamp === 'created_at' ? 'occurrence' : 'change',
    granularity: 'day',
    perPage,
  });

const conversationActs = {
  create: ({ workspace }: Sandbox) => {
    const { id } = workspace.contacts.create({ role: 'lead' });
    return workspace.conversations.create({ by: id, body: 'Hello' }).id;
  },
  change: ({ workspace }: Sandbox, id: string, title: string) => void workspace.conversations.update(id, { title }),
  archive: ({ workspace }: Sandbox, id: string) => workspace.conversations.delete(id),
  delete: ({ workspace }: Sandbox, id: string) => workspace.conversations.delete(id),
  merge: ({ workspace }: Sandbox, id: string, into: string) => {
    // Once merged it stays, closed, and cannot be merged again.
    if (!workspace.conversations.get(id).merged) workspace.conversations.merge(id, into);
    return false;
  },
};
const conversationsOf = ({ workspace }: Sandbox) => [...workspace.conversations.all.values()];
const conversations = (stamp: 'created_at' | 'updated_at', perPage: number) =>
  search('/conversations/search', {
    items: ['conversations', 'data'],
    stamp,
    each: stamp === 'created_at' ? 'occurrence' : 'change',
    perPage,
  });

/** The conversation search with pages of so many at the most. */
function smallPages(perPage: number): Route[] {
  return conversationRoutes
    .filter(({ request }) => request === 'POST /conversations/search')
    .map((route) => ({
      ...route,
      handle: (call) => {
        const asked = { ...Object(call.body.pagination) };
        const pagination = { ...asked, per_page: Math.min(perPage, asked.per_page) };
        return route.handle({ ...call, body: { ...call.body, pagination } });
      },
    }));
}

/** A list with pages of so many at the most. */
const smallLists =
  (routes: readonly Route[], request: Route['request']) =>
  (perPage: number): Route[] =>
    routes
      .filter((route) => route.request === request)
      .map((route) => ({
        ...route,
        handle: (call) => {
          const query = new URLSearchParams(call.query);
          query.set('per_page', String(perPage));
          return route.handle({ ...call, query });
        },
      }));

const articlesOf = ({ workspace }: Sandbox) => [
  ...workspace.articles.all.listed().sortedBy('updated_at', (one) => one.updated_at),
];

/** A log has entries, and nothing becomes of them. */
const entry = ({ workspace: { admins } }: Sandbox) => admins.record(admins.me().id, 'role_change', 'changed').id;
/** Slices end at the machine's own time, long after a world's, and begin in 2011: those of five days would be a thousand calls. */
const longSlices = { after: 'created_at_after', before: 'created_at_before', longest: 3_000 * 86_400 };

const versionKey = (id: unknown, stamp: unknown, text: unknown) => JSON.stringify([id, stamp, text ?? null]);

/** Both kinds of search, by creation and by change, the parts of what was found, a list that is read whole, and the log. */
export const kinds: Kind[] = [
  {
    ...contactActs,
    name: 'updated contacts, matched by day',
    trigger: (perPage, saveEvery) => triggerOf(contacts('updated_at', perPage), saveEvery),
    restore: ({ workspace }, id) => void workspace.contacts.unarchive(id),
    current: (sandbox) =>
      contactsOf(sandbox).map(({ id, updated_at, name }) => ({
        key: versionKey(id, updated_at, name),
        stamp: updated_at,
      })),
    key: ({ id, updated_at, name }) => versionKey(id, updated_at, name),
    once: wholeText,
  },
  {
    ...contactActs,
    name: 'new contacts, matched by day',
    trigger: (perPage, saveEvery) => triggerOf(contacts('created_at', perPage), saveEvery),
    current: (sandbox) => contactsOf(sandbox).map(({ id, created_at }) => ({ key: id, stamp: created_at })),
    key: idOf,
    once: idOf,
  },
  {
    ...conversationActs,
    name: 'updated conversations, matched by second',
    trigger: (perPage, saveEvery) => triggerOf(conversations('updated_at', perPage), saveEvery),
    current: (sandbox) =>
      conversationsOf(sandbox).map(({ id, updated_at, title }) => ({
        key: versionKey(id, updated_at, title),
        stamp: updated_at,
      })),
    key: ({ id, updated_at, title }) => versionKey(id, updated_at, title),
    once: wholeText,
  },
  {
    ...conversationActs,
    name: 'new conversations, matched by second',
    trigger: (perPage, saveEvery) => triggerOf(conversations('created_at', perPage), saveEvery),
    current: (sandbox) => conversationsOf(sandbox).map(({ id, created_at }) => ({ key: id, stamp: created_at })),
    key: idOf,
    once: idOf,
  },
  {
    ...conversationActs,
    name: 'conversation parts',
    trigger: (_, saveEvery) => triggerOf(conversationParts(retrieveConversation.operation), saveEvery),
    routes: smallPages,
    change: ({ workspace }, id, body) => void workspace.conversations.reply(id, { as: workspace.admins.me().id, body }),
    current: (sandbox) =>
      conversationsOf(sandbox).flatMap(({ id }) =>
        sandbox.workspace.conversations.partsOf(id).map((part) => ({ key: part.id, stamp: part.created_at })),
      ),
    key: idOf,
    once: idOf,
  },
  {
    name: 'updated articles, listed',
    trigger: (_, saveEvery) => triggerOf(articles(listArticles.operation), saveEvery),
    routes: smallLists(articleRoutes, 'GET /articles'),
    create: ({ workspace }) => workspace.articles.add('new').id,
    change: ({ workspace }, id, title) => void workspace.articles.rename(id, title),
    archive: ({ workspace }, id) => workspace.articles.remove(id),
    delete: ({ workspace }, id) => workspace.articles.remove(id),
    merge: () => false,
    current: (sandbox) =>
      articlesOf(sandbox).map(({ id, updated_at, title }) => ({
        key: versionKey(id, updated_at, title),
        stamp: updated_at,
      })),
    key: ({ id, updated_at, title }) => versionKey(id, updated_at, title),
    once: wholeText,
  },
  {
    name: "the admins' log",
    trigger: (_, saveEvery) =>
      triggerOf(activityLogs({ ...listActivityLogs.operation, slices: longSlices }), saveEvery),
    routes: smallLists(adminRoutes, 'GET /admins/activity_logs'),
    create: entry,
    change: (sandbox) => void entry(sandbox),
    archive: () => {},
    delete: () => {},
    merge: () => false,
    current: ({ workspace }) => workspace.admins.log.map(({ id, created_at }) => ({ key: id, stamp: created_at })),
    key: idOf,
    once: idOf,
  },
];
