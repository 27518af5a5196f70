import type { Contact, Workspace } from '../sandbox';
import type { Known } from './page/protocol';

/** More would be no help in choosing one. */
const MOST = 50;

/** What the sandbox holds that an input may name: the field's name -> ids, with what they stand for. */
export function knownIds(workspace: Workspace): Known {
  const { admins, articles, companies, contacts, contentSnippets, conversations, internalArticles, tags, tickets } =
    workspace;
  const named = (some: readonly Contact[]) =>
    some.map(({ id, name, email }) => one(id, name ?? email ?? 'without a name'));
  const everybody = [...contacts.all.values()];
  const contact = named(everybody);
  const admin = admins.list().map(({ id, name }) => one(id, name));
  const titled = (records: { all: { values(): Iterable<{ id: string; title: string }> } }) =>
    [...records.all.values()].map(({ id, title }) => one(id, title));
  const conversation = [...conversations.all.values()].map(({ id, title }) => one(id, title ?? 'without a title'));
  const known: Known = {
    contact_id: contact,
    intercom_user_id: contact,
    // Of a merge, which takes leads only.
    from: named(everybody.filter(({ role }) => role === 'lead')),
    into: named(everybody.filter(({ role }) => role === 'user')),
    admin_id: admin,
    assignee_id: admin,
    owner_id: admin,
    conversation_id: conversation,
    merge_into_conversation_id: conversation.slice(1),
    company_id: companies.list().map(({ id, name }) => one(id, name ?? 'without a name')),
    tag_id: tags.list().map(({ id, name }) => one(id, name)),
    ticket_id: titled(tickets),
    article_id: titled(articles),
    internal_article_id: titled(internalArticles),
    content_snippet_id: titled(contentSnippets),
  };
  return Object.fromEntries(Object.entries(known).map(([field, found]) => [field, found.slice(0, MOST)]));
}

function one(value: string, label: string): Known[string][number] {
  return { value, label };
}
