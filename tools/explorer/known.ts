import type { Workspace } from '../sandbox';
import type { Known } from './page/protocol';

/** More would be no help in choosing one. */
const MOST = 50;

/** What the sandbox holds that an input may name: the field's name -> ids, with what they stand for. */
export function knownIds(workspace: Workspace): Known {
  const { admins, articles, companies, contacts, contentSnippets, conversations, internalArticles, tags, tickets } =
    workspace;
  const contact = [...contacts.all.values()].map(({ id, name, email }) => one(id, name ?? email ?? 'without a name'));
  const admin = admins.list().map(({ id, name }) => one(id, name));
  const titled = (records: { all: { values(): Iterable<{ id: string; title: string }> } }) =>
    [...records.all.values()].map(({ id, title }) => one(id, title));
  const known: Known = {
    contact_id: contact,
    intercom_user_id: contact,
    admin_id: admin,
    assignee_id: admin,
    owner_id: admin,
    conversation_id: [...conversations.all.values()].map(({ id, title }) => one(id, title ?? 'without a title')),
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
