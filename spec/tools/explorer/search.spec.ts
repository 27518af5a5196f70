import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Summary } from '../../../tools/explorer/page/catalogue';
import { Search } from '../../../tools/explorer/page/search';
import { actions, isOperation, isPolling, triggers } from '../../../tools/generate/catalogue';

const EVERYTHING: Summary[] = [
  ...actions().map(({ name, folder, declaration }) => ({
    name,
    kind: 'action' as const,
    folder,
    title: declaration.title,
    description: declaration.description,
    requests: isOperation(declaration) ? [declaration.request] : [],
  })),
  ...triggers().map(({ name, trigger }) => ({
    name,
    kind: isPolling(trigger) ? ('polling' as const) : ('webhook' as const),
    folder: 'triggers',
    title: trigger.title,
    description: trigger.description,
    requests: isPolling(trigger) ? [trigger.source.operation.request] : [...(trigger.topics ?? [])],
  })),
];

describe('the search of the explorer', () => {
  const search = new Search(EVERYTHING);
  const first = (query: string) => search.find(query)[0]?.name;

  for (const [query, name] of [
    ['tag a contact', 'attachTagToContact'],
    ['contact tagged', 'contactTagged'],
    ['create contact', 'createContact'],
    ['new conversations', 'newConversations'],
    ['new conversation', 'newConversations'],
    ['GET /me', 'identifyAdmin'],
    ['post /contacts', 'createContact'],
    ['/contacts/{contact_id}/tags', 'listContactTags'],
    ['list admins', 'listAdmins'],
    ['reply to a conversation', 'replyConversation'],
    ['ticket.created', 'ticketCreated'],
    ['upsert company', 'upsertCompany'],
    ['untag contact', 'detachTagFromContact'],
    ['remove tag', 'deleteTag'],
    ['get contact', 'retrieveContact'],
  ] as const) {
    it(`takes "${query}" for ${name}`, () => assert.equal(first(query), name));
  }

  it('finds triggers by their kind', () => {
    const webhooks = EVERYTHING.filter(({ kind }) => kind === 'webhook').map(({ name }) => name);
    const found = search.find('webhook').map(({ name }) => name);
    assert.deepEqual(
      webhooks.filter((name) => !found.includes(name)),
      [],
    );
  });

  it('finds every function first by its whole name, in any case', () => {
    for (const { name } of EVERYTHING) assert.equal(first(name.toUpperCase()), name);
  });

  it('finds every function first by its whole title, where no other has the same', () => {
    const titles = EVERYTHING.map(({ title }) => title);
    for (const { name, title } of EVERYTHING) {
      if (titles.indexOf(title) === titles.lastIndexOf(title)) assert.equal(first(title), name, title);
    }
  });

  it('takes words in their order: to tag a contact is not a tagged contact', () => {
    const about = { kind: 'action' as const, folder: '', description: '', requests: [] };
    const few = new Search<Summary>([
      { ...about, name: 'contactTagged', title: 'Contact tagged' },
      { ...about, name: 'attachTagToContact', title: 'Tag a contact' },
    ]);
    assert.deepEqual(
      few.find('tag contact').map(({ name }) => name),
      ['attachTagToContact', 'contactTagged'],
    );
    assert.deepEqual(
      few.find('contact tag').map(({ name }) => name),
      ['contactTagged', 'attachTagToContact'],
    );
  });

  it('wants every word somewhere, so that another one never finds more', () => {
    const word = fc.constantFrom('contact', 'tags', 'list', '/conversations', 'export', 'x', 'new', 'POST');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), word, (words, more) => {
        const before = new Set(search.find(words.join(' ')).map(({ name }) => name));
        const after = search.find([...words, more].join('  ')).map(({ name }) => name);
        assert.equal(new Set(after).size, after.length);
        assert.ok(after.every((name) => before.has(name)));
      }),
    );
  });

  it('shows all in their own order where nothing was typed, and takes any text', () => {
    assert.deepEqual(search.find('  '), EVERYTHING);
    const unit = fc.constantFrom('a', 'S', 'ß', 'İ', ' ', '\t', '(', '\\', '{', '\0', '😀', '\ud800');
    fc.assert(fc.property(fc.string({ unit }), (query) => void search.find(query)));
  });
});
