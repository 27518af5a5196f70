import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: conversations', () => {
  let sandbox: Sandbox;
  let admin: string;
  let nora: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
    admin = sandbox.workspace.admins.me().id;
    nora = sandbox.workspace.contacts.create({ email: 'nora@example.com', name: 'Nora', external_id: 'crm-1' }).id;
    sandbox.workspace.attributes.add({ name: 'topic', model: 'conversation', dataType: 'string' });
  });
  afterEach(() => sandbox.close());

  const open = (): string => sandbox.workspace.conversations.create({ by: nora, body: 'Where is my invoice?' }).id;
  const reply = (id: string, body: object) => send(sandbox, `POST /conversations/${id}/reply`, body);
  const manage = (id: string, body: object) =>
    send(sandbox, `POST /conversations/${id}/parts`, { admin_id: admin, ...body });
  const read = async (id: string, query = '', version?: string) =>
    (await send(sandbox, `GET /conversations/${id}${query}`, undefined, version)).body;
  const lastPart = (body: { conversation_parts: { conversation_parts: Record<string, unknown>[] } }) =>
    body.conversation_parts.conversation_parts.at(-1);

  it('begins with a message of a contact', async () => {
    const created = await send(sandbox, 'POST /conversations', {
      from: { type: 'user', id: nora },
      body: 'Hello there',
    });
    assert.equal(created.status, 200);
    assert.equal(created.body.type, 'user_message');
    assert.equal(created.body.body, 'Hello there');
    assert.match(created.body.conversation_id, /^\d+$/);
    const whole = await read(created.body.conversation_id);
    assert.equal(whole.source.body, '<p>Hello there</p>');
    assert.equal(whole.source.id, created.body.id);
    assert.deepEqual(whole.source.author, { type: 'user', id: nora, name: 'Nora', email: 'nora@example.com' });
    assert.deepEqual(whole.contacts.contacts, [{ type: 'contact', id: nora, external_id: 'crm-1' }]);
    assert.deepEqual([whole.state, whole.open, whole.waiting_since], ['open', true, NOON]);
    assert.deepEqual(whole.conversation_parts, {
      type: 'conversation_part.list',
      conversation_parts: [],
      total_count: 0,
    });
  });

  it('can be imported with an older stamp', async () => {
    const from = { type: 'contact', id: nora };
    const { body } = await send(sandbox, 'POST /conversations', { from, body: 'Old', created_at: NOON - 86_400 });
    const whole = await read(body.conversation_id);
    assert.deepEqual([whole.created_at, whole.updated_at], [NOON - 86_400, NOON]);
  });

  it('refuses a writer who is not there, or is something else', async () => {
    const create = (from: unknown, body?: string) => send(sandbox, 'POST /conversations', { from, body });
    assert.equal(refusal(await create({ type: 'user', id: '65a0c0ffee0000000000a001' }, 'Hello')), '404 not_found');
    assert.equal(refusal(await create({ type: 'lead', id: nora }, 'Hello')), '404 not_found');
    assert.equal(refusal(await create({ type: 'admin', id: admin }, 'Hello')), '400 parameter_invalid');
    assert.equal(refusal(await create({ type: 'user', id: nora })), '400 parameter_not_found');
    assert.equal(refusal(await create(undefined, 'Hello')), '400 parameter_not_found');
    assert.equal(refusal(await send(sandbox, 'GET /conversations/1')), '404 not_found');
  });

  it('takes replies of contacts by id, external id or e-mail address, and reopens', async () => {
    const id = open();
    sandbox.workspace.conversations.close(id, admin);
    sandbox.clock.advance(60);
    const message = { type: 'user', message_type: 'comment', body: 'And now?' };
    const first = await reply(id, { ...message, intercom_user_id: nora });
    assert.equal(first.status, 200);
    assert.deepEqual(
      [first.body.state, first.body.updated_at, first.body.waiting_since],
      ['open', NOON + 60, NOON + 60],
    );
    assert.equal(lastPart(first.body)?.part_type, 'open');
    assert.equal(lastPart(first.body)?.body, '<p>And now?</p>');
    assert.equal(first.body.statistics.count_reopens, 1);
    assert.equal(first.body.first_contact_reply.created_at, NOON + 60);
    assert.equal(lastPart((await reply(id, { ...message, user_id: 'crm-1' })).body)?.part_type, 'comment');
    assert.equal((await reply('last', { ...message, email: 'nora@example.com' })).body.id, id);
    assert.equal(refusal(await reply(id, { ...message, email: 'nobody@example.com' })), '404 not_found');
    assert.equal(refusal(await reply(id, message)), '400 parameter_not_found');
    assert.equal(
      refusal(await reply(id, { ...message, message_type: 'note', intercom_user_id: nora })),
      '400 parameter_invalid',
    );
    assert.equal(refusal(await reply('1', { ...message, intercom_user_id: nora })), '404 not_found');
  });

  it('takes comments, notes and quick replies of admins', async () => {
    const id = open();
    sandbox.clock.advance(60);
    const note = await reply(id, { type: 'admin', message_type: 'note', admin_id: admin, body: '<b>Careful</b>' });
    assert.equal(lastPart(note.body)?.part_type, 'note');
    assert.equal(lastPart(note.body)?.body, '<b>Careful</b>');
    assert.equal(note.body.waiting_since, NOON);
    assert.equal(note.body.statistics.first_admin_reply_at, null);
    const comment = await reply(id, {
      type: 'admin',
      message_type: 'comment',
      admin_id: Number(admin),
      body: 'Here it is',
    });
    assert.equal(comment.body.waiting_since, null);
    assert.equal(comment.body.statistics.first_admin_reply_at, NOON + 60);
    assert.equal(comment.body.statistics.time_to_admin_reply, 60);
    assert.deepEqual(comment.body.teammates.teammates, [{ type: 'admin', id: admin }]);
    assert.equal(comment.body.statistics.count_conversation_parts, 2);
    const quick = { type: 'admin', message_type: 'quick_reply', admin_id: admin };
    assert.equal(refusal(await reply(id, quick)), '400 parameter_not_found');
    const options = [{ text: 'Yes', uuid: '00000000-0000-4000-a000-000000000001' }];
    assert.equal(lastPart((await reply(id, { ...quick, reply_options: options })).body)?.part_type, 'quick_reply');
    assert.equal(
      refusal(await reply(id, { type: 'admin', message_type: 'comment', admin_id: admin })),
      '400 parameter_not_found',
    );
    assert.equal(
      refusal(await reply(id, { type: 'admin', message_type: 'comment', admin_id: '1', body: 'x' })),
      '404 not_found',
    );
    assert.equal(
      refusal(await reply(id, { type: 'bot', message_type: 'comment', body: 'x' })),
      '400 parameter_invalid',
    );
  });

  it('remembers since when the contact waits, and when the first answer came', async () => {
    const { conversations } = sandbox.workspace;
    const id = open();
    sandbox.clock.advance(10);
    conversations.reply(id, { as: nora, body: 'Anyone?' });
    assert.equal((await read(id)).waiting_since, NOON);
    sandbox.clock.advance(10);
    conversations.reply(id, { as: admin, body: 'Yes' });
    sandbox.clock.advance(10);
    conversations.reply(id, { as: admin, body: 'Done' });
    const { statistics } = await read(id);
    assert.deepEqual(
      [statistics.first_contact_reply_at, statistics.first_admin_reply_at, statistics.last_admin_reply_at],
      [NOON + 10, NOON + 20, NOON + 30],
    );
    assert.deepEqual([statistics.time_to_admin_reply, statistics.last_contact_reply_at], [20, NOON + 10]);
  });

  it('is closed, snoozed, opened and assigned', async () => {
    const id = open();
    sandbox.clock.advance(100);
    const closed = (await manage(id, { message_type: 'close', type: 'admin', body: 'Bye' })).body;
    assert.deepEqual([closed.state, closed.open, closed.waiting_since], ['closed', false, null]);
    assert.equal(lastPart(closed)?.part_type, 'close');
    assert.equal(closed.statistics.last_close_at, NOON + 100);
    assert.equal(closed.statistics.time_to_first_close, 100);
    assert.equal(closed.statistics.last_closed_by_id, admin);
    const snoozed = (await manage(id, { message_type: 'snoozed', snoozed_until: NOON + 9_999 })).body;
    assert.deepEqual([snoozed.state, snoozed.open, snoozed.snoozed_until], ['snoozed', true, NOON + 9_999]);
    const opened = (await manage(id, { message_type: 'open' })).body;
    assert.deepEqual([opened.state, opened.snoozed_until], ['open', null]);
    const assigned = (await manage(id, { message_type: 'assignment', type: 'admin', assignee_id: admin })).body;
    assert.equal(assigned.admin_assignee_id, Number(admin));
    assert.deepEqual(lastPart(assigned)?.assigned_to, { type: 'admin', id: admin });
    const team = sandbox.workspace.admins.addTeam('Support', [admin]).id;
    const teamed = (await manage(id, { message_type: 'assignment', type: 'team', assignee_id: team })).body;
    assert.equal(teamed.team_assignee_id, Number(team));
    const freed = (await manage(id, { message_type: 'assignment', type: 'admin', assignee_id: '0' })).body;
    assert.equal(freed.admin_assignee_id, null);
    assert.equal(freed.statistics.count_assignments, 3);
    assert.equal(
      refusal(await manage(id, { message_type: 'assignment', type: 'admin', assignee_id: '7' })),
      '400 parameter_invalid',
    );
    assert.equal(refusal(await manage(id, { message_type: 'snoozed' })), '400 parameter_not_found');
    assert.equal(refusal(await manage(id, { message_type: 'explode' })), '400 parameter_invalid');
    assert.equal(refusal(await manage(id, { message_type: 'open', admin_id: '7' })), '404 not_found');
    const ruled = (await send(sandbox, `POST /conversations/${id}/run_assignment_rules`, undefined, '2.11')).body;
    assert.equal(lastPart(ruled)?.part_type, 'default_assignment');
  });

  it('shows its 500 newest parts and the count of all', async () => {
    const id = open();
    sandbox.workspace.conversations.addParts(id, 503, admin);
    const { conversation_parts } = await read(id);
    assert.equal(conversation_parts.total_count, 503);
    assert.equal(conversation_parts.conversation_parts.length, 500);
    assert.equal(conversation_parts.conversation_parts[0].body, '<p>Line 4</p>');
    assert.equal(conversation_parts.conversation_parts[499].body, '<p>Line 503</p>');
  });

  it('shows no parts in lists and searches', async () => {
    const id = open();
    sandbox.workspace.conversations.addParts(id, 2, admin);
    const listed = (await send(sandbox, 'GET /conversations')).body.conversations;
    const found = (
      await send(sandbox, 'POST /conversations/search', { query: { field: 'id', operator: '=', value: id } })
    ).body.conversations;
    assert.deepEqual(listed, found);
    assert.equal(listed.length, 1);
    assert.equal('conversation_parts' in listed[0], false);
    assert.equal(listed[0].statistics.count_conversation_parts, 2);
  });

  it('reads as plain text where asked', async () => {
    const id = sandbox.workspace.conversations.create({
      by: nora,
      body: '<p>One &amp; two</p><p>Three<br>four</p>',
    }).id;
    sandbox.workspace.conversations.reply(id, { as: admin, body: '<b>Five</b>' });
    const plain = await read(id, '?display_as=plaintext');
    assert.equal(plain.source.body, 'One & two\nThree\nfour');
    assert.equal(lastPart(plain)?.body, 'Five');
    assert.equal((await read(id, '?display_as=html')).source.body, '<p>One &amp; two</p><p>Three<br>four</p>');
    assert.equal(refusal(await send(sandbox, `GET /conversations/${id}?display_as=pdf`)), '400 parameter_invalid');
  });

  it('words its priority as the version does', async () => {
    const id = open();
    assert.equal((await read(id)).priority, 'none');
    assert.equal((await read(id, '', '2.15')).priority, 'not_priority');
  });

  it('is updated, each attribute leaving a part', async () => {
    const id = open();
    const company = sandbox.workspace.companies.upsert({ company_id: '6', name: 'Mill' }).id;
    sandbox.clock.advance(9);
    const put = (body: object) => send(sandbox, `PUT /conversations/${id}`, body);
    const { body } = await put({
      title: 'Invoice',
      read: true,
      company_id: company,
      custom_attributes: { topic: 'billing' },
    });
    assert.deepEqual([body.title, body.read, body.company.name, body.updated_at], ['Invoice', true, 'Mill', NOON + 9]);
    assert.deepEqual(body.custom_attributes, { topic: 'billing' });
    assert.deepEqual(lastPart(body)?.event_details, { attribute: { name: 'topic' }, value: { name: 'billing' } });
    assert.deepEqual((await put({ custom_attributes: { topic: null } })).body.custom_attributes, {});
    assert.equal(refusal(await put({ custom_attributes: { mood: 'good' } })), '400 parameter_not_found');
    assert.equal(refusal(await put({ company_id: '1' })), '404 not_found');
  });

  it('redacts a part and the first message', async () => {
    const id = open();
    sandbox.workspace.conversations.reply(id, { as: nora, body: 'My number is 4711' });
    const before = await read(id);
    const partId = lastPart(before)?.id;
    sandbox.clock.advance(30);
    const redact = (body: object) => send(sandbox, 'POST /conversations/redact', body);
    const part = await redact({ type: 'conversation_part', conversation_id: id, conversation_part_id: partId });
    assert.equal(lastPart(part.body)?.redacted, true);
    assert.ok(!String(lastPart(part.body)?.body).includes('4711'));
    assert.deepEqual([lastPart(part.body)?.updated_at, part.body.updated_at], [NOON + 30, NOON + 30]);
    const source = await redact({ type: 'source', conversation_id: id, source_id: before.source.id });
    assert.equal(source.body.source.redacted, true);
    assert.ok(!source.body.source.body.includes('invoice'));
    const code = '404 conversation_part_or_message_not_found';
    assert.equal(
      refusal(await redact({ type: 'conversation_part', conversation_id: id, conversation_part_id: '1' })),
      code,
    );
    assert.equal(refusal(await redact({ type: 'source', conversation_id: id, source_id: '1' })), code);
    assert.equal(refusal(await redact({ type: 'source', conversation_id: '1', source_id: '1' })), code);
  });

  it('gets and loses contacts, but not the last', async () => {
    const id = open();
    const emil = sandbox.workspace.contacts.create({ role: 'lead', email: 'emil@example.com' }).id;
    const added = await send(sandbox, `POST /conversations/${id}/customers`, {
      admin_id: admin,
      customer: { email: 'emil@example.com' },
    });
    assert.deepEqual(added.body, {
      customers: [
        { type: 'user', id: nora },
        { type: 'lead', id: emil },
      ],
    });
    const remove = (contact: string) =>
      send(sandbox, `DELETE /conversations/${id}/customers/${contact}`, { admin_id: admin });
    assert.deepEqual((await remove(nora)).body, { customers: [{ type: 'lead', id: emil }] });
    assert.equal(refusal(await remove(emil)), '422 parameter_invalid');
    assert.equal(refusal(await remove(nora)), '404 not_found');
    assert.equal(
      refusal(await send(sandbox, `DELETE /conversations/${id}/customers/${emil}`)),
      '400 parameter_not_found',
    );
  });

  it('is merged into another one', async () => {
    const [secondary, primary] = [open(), open()];
    const merge = (id: string, into: unknown) =>
      send(sandbox, `POST /conversations/${id}/merge`, { merge_into_conversation_id: into });
    assert.equal(refusal(await merge(secondary, 'x')), '400 parameter_invalid');
    assert.equal(refusal(await merge(secondary, 1)), '422 merge_failed');
    assert.equal(refusal(await merge(secondary, Number(secondary))), '422 merge_failed');
    const merged = await merge(secondary, Number(primary));
    assert.equal(merged.body.id, primary);
    assert.equal(lastPart(merged.body)?.part_type, 'merged_primary_conversation');
    assert.equal((await read(secondary)).state, 'closed');
    assert.equal(refusal(await merge(secondary, Number(primary))), '422 merge_failed');
  });

  it('becomes a ticket, once', async () => {
    const id = open();
    const convert = (body: object) => send(sandbox, `POST /conversations/${id}/convert`, body);
    assert.equal(refusal(await convert({})), '400 parameter_not_found');
    const { body } = await convert({ ticket_type_id: '53' });
    assert.equal(body.type, 'ticket');
    assert.equal(body.contacts.contacts[0].id, nora);
    assert.equal((await read(id)).ticket.id, body.id);
    assert.equal(refusal(await convert({ ticket_type_id: '53' })), '400 parameter_invalid');
  });

  it('is deleted, and listed as such page by page', async () => {
    const ids = [open(), open(), open()];
    for (const [index, id] of ids.entries()) {
      sandbox.clock.advance(1);
      const query = index === 1 ? '?retain_metrics=false' : '';
      assert.deepEqual((await send(sandbox, `DELETE /conversations/${id}${query}`)).body, {
        id,
        object: 'conversation',
        deleted: true,
      });
    }
    assert.equal((await send(sandbox, `GET /conversations/${ids[0]}`)).status, 404);
    assert.equal((await send(sandbox, 'GET /conversations')).body.total_count, 0);
    const first = await send(sandbox, 'GET /conversations/deleted?per_page=2');
    assert.deepEqual(first.body.conversations, [
      { type: 'conversation', id: ids[2], metrics_retained: true, deleted_at: NOON + 3 },
      { type: 'conversation', id: ids[1], metrics_retained: false, deleted_at: NOON + 2 },
    ]);
    const second = await send(sandbox, `GET ${first.body.pages.next.slice(sandbox.url.length)}`);
    assert.deepEqual(
      second.body.conversations.map((one: { id: string }) => one.id),
      [ids[0]],
    );
    assert.equal(second.body.pages.next, null);
    const oldest = await send(sandbox, 'GET /conversations/deleted?order=asc&per_page=1');
    assert.equal(oldest.body.conversations[0].id, ids[0]);
    assert.equal(refusal(await send(sandbox, 'GET /conversations/deleted?order=up')), '400 parameter_invalid');
  });

  it('has handling events, side conversations, and in Preview parts that report delivery', async () => {
    const id = open();
    sandbox.workspace.conversations.addHandlingEvent(id, {
      admin_id: admin,
      type: 'paused',
      at: NOON,
      reason: 'Lunch',
    });
    const events = (await send(sandbox, `GET /conversations/${id}/handling_events`)).body.handling_events;
    assert.equal(events[0].timestamp, '2026-03-10T12:00:00Z');
    assert.equal(events[0].teammate.email, 'ada@example.com');
    const side = sandbox.workspace.conversations.addSideConversation(id, admin, 'Who knows?');
    const sides = (await send(sandbox, `GET /conversations/${id}/side_conversations`)).body;
    assert.equal(sides.side_conversations[0].side_conversation_id, side);
    assert.equal(sides.side_conversations[0].conversation_parts[0].body, '<p>Who knows?</p>');
    assert.equal('next' in sides.pages, false);
    sandbox.workspace.conversations.reply(id, { as: admin, body: 'Hello' });
    const part = lastPart(await read(id))?.id;
    const path = `PUT /conversations/${id}/conversation_parts/${part}`;
    const sent = await send(sandbox, path, { send_state: 'sent', experimental: true, secret: 'x' }, 'Preview');
    assert.equal(sent.body.external_reply_send_state, 'sent');
    assert.equal(refusal(await send(sandbox, path, { send_state: 'sent' }, 'Preview')), '400 parameter_not_found');
  });

  it('carries a rating once the contact has given one', async () => {
    const id = open();
    sandbox.workspace.conversations.rate(id, null);
    sandbox.clock.advance(10);
    sandbox.workspace.conversations.rate(id, 5, 'Great');
    const { conversation_rating } = await read(id);
    assert.deepEqual(
      [
        conversation_rating.rating,
        conversation_rating.remark,
        conversation_rating.created_at,
        conversation_rating.updated_at,
      ],
      [5, 'Great', NOON, NOON + 10],
    );
  });

  it('moves updated_at with every change', () => {
    const { conversations, contacts, tags } = sandbox.workspace;
    const id = open();
    const emil = contacts.create({ email: 'emil@example.com' }).id;
    const tag = tags.named('VIP').id;
    const changes: (() => unknown)[] = [
      () => conversations.reply(id, { as: nora, body: 'x' }),
      () => conversations.reply(id, { as: admin, body: 'x', type: 'note' }),
      () => conversations.close(id, admin),
      () => conversations.open(id, admin),
      () => conversations.snooze(id, admin, NOON * 2),
      () => conversations.assign(id, admin, 'admin', admin),
      () => conversations.tag(id, tags.applied(tag)),
      () => conversations.untag(id, tag),
      () => conversations.rate(id, 3),
      () => conversations.update(id, { title: 'x' }),
      () => conversations.addContact(id, emil, admin),
      () => conversations.removeContact(id, emil, admin),
      () => conversations.convertToTicket(id),
    ];
    for (const change of changes) {
      sandbox.clock.advance(1);
      change();
      assert.equal(conversations.get(id).updated_at, sandbox.clock.now(), String(change));
    }
  });
});
