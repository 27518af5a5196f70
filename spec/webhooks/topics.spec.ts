import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeholdersOf } from '../../lib/intercom/operation';
import { isMeant, TOPICS, type Topic, topicOf } from '../../lib/webhooks/topics';
import { isPolling, triggers } from '../../tools/generate/catalogue';
import { ROOT } from '../support/component';

const ALL: [string, Topic][] = Object.entries(TOPICS);

/** What each trigger waits for. */
const TAKEN = {
  articlePublished: ['article.published'],
  callEnded: ['call.ended'],
  companyCreated: ['company.created'],
  companyUpdated: ['company.contact.attached', 'company.contact.detached', 'company.updated'],
  contactCreated: ['contact.lead.created', 'contact.user.created'],
  contactDeleted: ['contact.deleted'],
  contactMerged: ['contact.merged'],
  contactTagged: ['contact.lead.tag.created', 'contact.user.tag.created'],
  contactUpdated: [
    'contact.email.updated',
    'contact.lead.added_email',
    'contact.lead.signed_up',
    'contact.lead.updated',
    'contact.user.updated',
  ],
  conversationAssigned: ['conversation.admin.assigned', 'conversation.admin.open.assigned'],
  conversationClosed: ['conversation.admin.closed'],
  conversationCreated: ['conversation.admin.single.created', 'conversation.user.created'],
  conversationRated: ['conversation.rating.added'],
  conversationReplied: ['conversation.admin.replied', 'conversation.operator.replied', 'conversation.user.replied'],
  eventTracked: ['event.created'],
  ticketClosed: ['ticket.closed', 'ticket.resolved'],
  ticketCreated: ['ticket.created'],
  ticketUpdated: [
    'ticket.admin.assigned',
    'ticket.admin.replied',
    'ticket.attribute.updated',
    'ticket.contact.attached',
    'ticket.contact.detached',
    'ticket.contact.replied',
    'ticket.note.created',
    'ticket.rating.provided',
    'ticket.state.updated',
    'ticket.team.assigned',
  ],
};

describe('webhooks: topics', () => {
  it('are about 110, in the order of their names within a family', () => {
    assert.equal(ALL.length, 109);
    const family = (name: string) => name.split('.')[0]?.replace('_part', '');
    for (const [index, [name]] of ALL.entries()) {
      const before = ALL[index - 1]?.[0];
      if (before !== undefined && family(before) === family(name) && !name.includes('_part.'))
        assert.ok(before < name, `${before} stands before ${name}`);
    }
  });

  it('tell what they are sent for, each of them', () => {
    for (const [name, { tells }] of ALL) {
      assert.match(name, /^[a-z_]+(\.[a-z_]+)*$/);
      assert.ok(tells.length > 10, name);
    }
  });

  it('are in the documentation with the same words, and no others', () => {
    const page = readFileSync(join(ROOT, 'docs', 'webhooks.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z_.]+)` \| (.*?) \| (.*?) \|$/gm)].map(([, name, tells, data]) => [
      name,
      tells,
      data,
    ]);
    assert.deepEqual(
      rows,
      ALL.map(([name, topic]) => [name, topic.tells, dataOf(topic)]),
    );
  });

  it('of the triggers are these', () => {
    const taken = triggers().flatMap(({ name, trigger }) =>
      isPolling(trigger) || !trigger.topics ? [] : [[name, [...trigger.topics].sort()]],
    );
    assert.deepEqual(Object.fromEntries(taken), TAKEN);
  });

  it('of a trigger are about records that it can read anew', () => {
    for (const { name, trigger } of triggers()) {
      if (isPolling(trigger)) continue;
      for (const { request } of Object.values(trigger.refetch))
        assert.equal(placeholdersOf(request).length, 1, request);
      for (const topic of trigger.topics ?? []) {
        const { record }: Topic = TOPICS[topic];
        assert.ok(record, `${name}: ${topic}`);
        assert.ok(record === 'event' || trigger.refetch[record], `${name} cannot read a ${record} anew`);
      }
    }
  });

  it('are known by their whole names only', () => {
    assert.equal(topicOf('contact.deleted')?.deleted, true);
    for (const name of ['contact', 'contact.', 'Contact.deleted', '', '__proto__', 'toString', 'constructor'])
      assert.equal(topicOf(name), undefined, name);
  });

  for (const [pattern, yes, no] of [
    ['contact.user.created', ['contact.user.created'], ['contact.user.createdX', 'xcontact.user.created', 'contact']],
    [
      'conversation.*',
      ['conversation.read', 'conversation.admin.closed', 'conversation.'],
      ['conversation', 'ticket.closed'],
    ],
    ['*', ['ping', 'a.b', ''], []],
    ['*.deleted', ['contact.deleted', 'a.b.deleted'], ['contact.deleted.', 'deleted']],
    [
      'contact.*.created',
      ['contact.user.created', 'contact.user.tag.created'],
      ['contact.created', 'contact.user.updated'],
    ],
    ['a*b*a', ['aba', 'axbxa', 'abbba'], ['ab', 'a', 'aa', 'abab']],
    ['', [''], ['a']],
    ['contact.+', ['contact.+'], ['contact.x']],
  ] as const) {
    it(`are meant by ${pattern || 'an empty pattern'} or not`, () => {
      for (const topic of yes) assert.ok(isMeant(topic, pattern), topic);
      for (const topic of no) assert.ok(!isMeant(topic, pattern), topic);
    });
  }

  it('are matched in no more time than they are long', () => {
    const began = process.cpuUsage().user;
    assert.ok(!isMeant('a'.repeat(100_000), `${'a*'.repeat(1_000)}b`));
    assert.ok(process.cpuUsage().user - began < 1_000_000);
  });
});

/** What the documentation says of a topic's data. */
function dataOf({ record, at, deleted, thin }: Topic): string {
  if (record === undefined) return 'the item as it is';
  return [
    record.replaceAll('_', ' '),
    ...(deleted ? ['its id, and `deleted`'] : []),
    ...(thin ? ['thin'] : []),
    ...(at ? ['`event`'] : []),
  ].join(', ');
}
