import assert from 'node:assert/strict';
import { readNotification, subjectOf } from '../../lib/webhooks/notification';
import { notification } from '../support/hooks';

const CONTACT = { type: 'contact', id: '65a0c0ffee0000000000a001', role: 'user' };
const TICKET = { type: 'ticket', id: '215400100000001', ticket_id: '17' };

const subject = (topic: string, item: object) => subjectOf(readNotification(notification(topic, item)));

describe('webhooks: notifications', () => {
  it('are read with what tells them apart', () => {
    const body = notification('ping', { type: 'ping' }, { id: 'notif_a', app_id: 'b2', created_at: 1_767_614_401 });
    assert.deepEqual(readNotification(body), {
      topic: 'ping',
      id: 'notif_a',
      appId: 'b2',
      occurredAt: 1_767_614_401,
      item: { type: 'ping' },
    });
    const bare = { type: 'notification_event', topic: 'ping', id: null, data: { item: { type: 'ping' } } };
    assert.deepEqual(readNotification(bare), { topic: 'ping', item: { type: 'ping' } });
  });

  for (const [what, body, why] of [
    ['nothing', undefined, /type is not notification_event; it has no topic; its data.item is empty/],
    ['a text', 'notification_event', /type is not/],
    ['a list', [notification('ping', { a: 1 })], /type is not/],
    ['another object', { ...notification('ping', { a: 1 }), type: 'contact' }, /: its type is not notification_event$/],
    ['no topic', { ...notification('ping', { a: 1 }), topic: 7 }, /: it has no topic$/],
    ['an empty item', notification('contact.user.created', {}), /: its data.item is empty$/],
    ['a list of items', notification('contact.user.created', [CONTACT]), /: its data.item is empty$/],
  ] as const) {
    it(`are not what holds ${what}`, () => {
      assert.throws(() => readNotification(body), { name: 'InvalidInputError', message: why });
    });
  }

  it('have the record as their item', () => {
    assert.deepEqual(subject('contact.user.created', CONTACT), { kind: 'contact', id: CONTACT.id, record: CONTACT });
  });

  it('have the times of a record in the form of the API, and what a workspace named as it is', () => {
    const { record } = subject('conversation.user.replied', {
      id: '1',
      created_at: 1_767_614_400,
      statistics: { first_close_at: '2026-01-05T12:00:00.999Z', last_close_at: null, last_closed_by_id: '7' },
      parts: [{ updated_at: '2026-01-05T13:00:00+01:00' }, 'x'],
      waiting_since: '2026-01-05T12:00:01Z',
      title_at: 'yesterday',
      date_at: '2026-01-05',
      note: '2026-01-05T12:00:00Z',
      custom_attributes: { signed_at: '2026-01-05T12:00:00Z' },
    });
    assert.deepEqual(record, {
      type: 'conversation',
      id: '1',
      created_at: 1_767_614_400,
      statistics: { first_close_at: 1_767_614_400, last_close_at: null, last_closed_by_id: '7' },
      parts: [{ updated_at: 1_767_614_400 }, 'x'],
      waiting_since: 1_767_614_401,
      title_at: 'yesterday',
      date_at: '2026-01-05',
      note: '2026-01-05T12:00:00Z',
      custom_attributes: { signed_at: '2026-01-05T12:00:00Z' },
    });
  });

  it('lose nothing of a pair: what came beside the record is its event', () => {
    const tag = { type: 'tag', id: '7', name: 'vip' };
    assert.deepEqual(
      subject('contact.user.tag.created', { type: 'contact_tag', created_at: 1_767_614_400, tag, contact: CONTACT }),
      {
        kind: 'contact',
        id: CONTACT.id,
        record: CONTACT,
        event: { type: 'contact_tag', created_at: 1_767_614_400, tag },
      },
    );
    const part = { type: 'ticket_part', id: '9', created_at: 1_767_614_400 };
    assert.deepEqual(
      subject('ticket.admin.replied', { type: 'ticket_ticket_part', ticket: TICKET, ticket_part: part }),
      {
        kind: 'ticket',
        id: TICKET.id,
        record: TICKET,
        event: { type: 'ticket_ticket_part', ticket_part: part },
      },
    );
    const company = { type: 'company', id: 'c1', created_at: '2026-01-05T12:00:00.000+00:00' };
    const contact = { ...CONTACT, created_at: '2026-01-05T12:00:00.000+00:00' };
    assert.deepEqual(subject('company.contact.attached', { company, contact }), {
      kind: 'company',
      id: 'c1',
      record: { ...company, created_at: 1_767_614_400 },
      event: { contact: { ...contact, created_at: 1_767_614_400 } },
    });
  });

  it('give a ticket alike, whether it is nested or not', () => {
    const nested = subject('ticket.closed', { ticket: TICKET });
    assert.deepEqual(nested, subject('ticket.closed', TICKET));
    assert.deepEqual(nested, subject('ticket.resolved', TICKET));
    assert.deepEqual(nested, { kind: 'ticket', id: TICKET.id, record: TICKET });
  });

  it('name a record that is gone by its id', () => {
    assert.deepEqual(subject('contact.deleted', { id: CONTACT.id, external_id: '1', type: 'contact', deleted: true }), {
      kind: 'contact',
      id: CONTACT.id,
      record: { type: 'contact', id: CONTACT.id, external_id: '1', deleted: true },
    });
    assert.deepEqual(subject('conversation.deleted', { type: 'conversation', conversation_id: '215' }), {
      kind: 'conversation',
      id: '215',
      record: { type: 'conversation', conversation_id: '215', id: '215', deleted: true },
    });
    assert.equal(subject('article.deleted', { type: 'article', id: '5' }).record.deleted, true);
  });

  it('find the id of a record in the form of a database', () => {
    const contact = { ...CONTACT };
    const { id, record, event } = subject('conversation.contact.attached', {
      conversation: { parts: [], model: { id: 215_400_100_000_001, created_at: '2026-01-05T12:00:00.000Z' } },
      contact,
    });
    assert.equal(id, '215400100000001');
    assert.deepEqual(record, {
      type: 'conversation',
      id: '215400100000001',
      parts: [],
      model: { id: 215_400_100_000_001, created_at: 1_767_614_400 },
    });
    assert.deepEqual(event, { contact });
    const attached = subject('ticket.contact.attached', { ticket: { ...TICKET, id: 215_400_100_000_001 }, contact });
    assert.equal(attached.record.id, TICKET.id);
  });

  it('take the item for the record where it is not where it should be', () => {
    for (const contact of [undefined, null, {}, 'x', []]) {
      const item = { type: 'contact_tag', id: 'x', ...(contact !== undefined && { contact }) };
      assert.deepEqual(subject('contact.user.tag.created', item), { kind: 'contact', id: 'x', record: item });
    }
  });

  it('pass an item as it is that is no record, or of an unknown topic', () => {
    const item = { type: 'content_stat.email', created_at: '2026-01-05T12:00:00.000Z', content_stat: { id: 1 } };
    assert.deepEqual(subject('content_stat.email', item), { record: item });
    assert.deepEqual(subject('brand.new', { ...item, id: 33 }), { id: '33', record: { ...item, id: 33 } });
  });
});
