import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: tags', () => {
  let sandbox: Sandbox;
  let admin: string;
  let tag: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
    admin = sandbox.workspace.admins.me().id;
    tag = sandbox.workspace.tags.named('VIP').id;
  });
  afterEach(() => sandbox.close());

  it('are made once per name, renamed, listed, read and deleted', async () => {
    const made = await send(sandbox, 'POST /tags', { name: 'Trial' });
    assert.deepEqual(made.body, { type: 'tag', id: made.body.id, name: 'Trial' });
    assert.equal((await send(sandbox, 'POST /tags', { name: 'trial' })).body.id, made.body.id);
    assert.equal((await send(sandbox, 'POST /tags', { name: 'Tried', id: made.body.id })).body.name, 'Tried');
    const listed = await send(sandbox, 'GET /tags');
    assert.deepEqual(
      listed.body.data.map((one: { name: string }) => one.name),
      ['VIP', 'Tried'],
    );
    assert.deepEqual((await send(sandbox, `GET /tags/${tag}`)).body, { type: 'tag', id: tag, name: 'VIP' });
    const deleted = await send(sandbox, `DELETE /tags/${tag}`);
    assert.deepEqual([deleted.status, deleted.body], [200, undefined]);
    assert.equal(refusal(await send(sandbox, `GET /tags/${tag}`)), '404 not_found');
    assert.equal(refusal(await send(sandbox, `DELETE /tags/${tag}`)), '404 not_found');
    assert.equal(refusal(await send(sandbox, 'POST /tags', {})), '400 parameter_invalid');
  });

  it('cannot be deleted while a segment needs them, and vanish everywhere when they are', async () => {
    const { contacts, segments } = sandbox.workspace;
    const { id } = contacts.create({ email: 'nora@example.com' });
    contacts.tag(id, sandbox.workspace.tags.applied(tag));
    segments.push({ id: '91', name: 'Important', person_type: 'user', created_at: NOON, updated_at: NOON, tagId: tag });
    assert.equal(refusal(await send(sandbox, `DELETE /tags/${tag}`)), '400 tag_has_dependent_objects');
    segments.length = 0;
    assert.equal((await send(sandbox, `DELETE /tags/${tag}`)).status, 200);
    assert.equal((await send(sandbox, `GET /contacts/${id}`)).body.tags.total_count, 0);
  });

  it('are put on several companies and users at once, and taken off', async () => {
    const { companies, contacts } = sandbox.workspace;
    const company = companies.upsert({ company_id: 'org-1' }).id;
    const contact = contacts.create({ email: 'nora@example.com' }).id;
    const tagged = await send(sandbox, 'POST /tags', {
      name: 'VIP',
      companies: [{ company_id: 'org-1' }],
      users: [{ id: contact }],
    });
    assert.deepEqual(tagged.body.companies, [{ id: company, tagged: true }]);
    assert.equal(companies.get(company).tags[0]?.id, tag);
    assert.equal(contacts.get(contact).tags[0]?.id, tag);
    const untagged = await send(sandbox, 'POST /tags', { name: 'VIP', companies: [{ id: company, untag: true }] });
    assert.deepEqual(untagged.body.companies, [{ id: company, tagged: false }]);
    assert.equal(companies.get(company).tags.length, 0);
    assert.equal(
      refusal(await send(sandbox, 'POST /tags', { name: 'VIP', companies: [{ company_id: 'org-9' }] })),
      '404 not_found',
    );
    assert.equal(refusal(await send(sandbox, 'POST /tags', { name: 'VIP', companies: [{}] })), '400 parameter_invalid');
  });

  it('are put on and taken off every kind of record', async () => {
    const { articles, contacts, contentSnippets, conversations, internalArticles, tickets } = sandbox.workspace;
    const contact = contacts.create({ email: 'nora@example.com' }).id;
    const places: [path: string, id: string, missing: string, tagMissing: string][] = [
      ['contacts', contact, '404 not_found', '404 not_found'],
      ['conversations', conversations.create({ by: contact, body: 'Hi' }).id, '404 not_found', '404 tag_not_found'],
      ['tickets', tickets.add('Printer').id, '404 ticket_not_found', '404 tag_not_found'],
      ['articles', articles.add('Start').id, '404 article_not_found', '404 tag_not_found'],
      ['internal_articles', internalArticles.add('Rules').id, '404 internal_article_not_found', '404 tag_not_found'],
      ['content_snippets', contentSnippets.add('Refunds').id, '404 content_snippet_not_found', '404 tag_not_found'],
    ];
    for (const [path, id, missing, tagMissing] of places) {
      const attached = await send(sandbox, `POST /${path}/${id}/tags`, { id: tag, admin_id: admin });
      const applied = { type: 'tag', id: tag, name: 'VIP', applied_at: NOON, applied_by: { type: 'admin', id: admin } };
      assert.deepEqual(attached.body, applied, path);
      const detached = await send(sandbox, `DELETE /${path}/${id}/tags/${tag}`, { admin_id: admin });
      assert.deepEqual(detached.body, applied, path);
      const again = await send(sandbox, `DELETE /${path}/${id}/tags/${tag}`, { admin_id: admin });
      assert.deepEqual([again.status, again.body.applied_at], [200, null], path);
      assert.equal(refusal(await send(sandbox, `POST /${path}/1/tags`, { id: tag, admin_id: admin })), missing);
      assert.equal(refusal(await send(sandbox, `POST /${path}/${id}/tags`, { id: '1', admin_id: admin })), tagMissing);
      assert.equal(
        refusal(await send(sandbox, `POST /${path}/${id}/tags`, { admin_id: admin })),
        '400 parameter_not_found',
      );
    }
    const [, conversation] = places[1] ?? [];
    assert.equal(
      refusal(await send(sandbox, `POST /conversations/${conversation}/tags`, { id: tag })),
      '400 parameter_not_found',
    );
  });

  it('show on the contact and in its list', async () => {
    const { id } = sandbox.workspace.contacts.create({ email: 'nora@example.com' });
    sandbox.clock.advance(5);
    await send(sandbox, `POST /contacts/${id}/tags`, { id: Number(tag) });
    await send(sandbox, `POST /contacts/${id}/tags`, { id: tag });
    const { body } = await send(sandbox, `GET /contacts/${id}/tags`);
    assert.equal(body.data.length, 1);
    assert.equal(body.data[0].applied_at, NOON + 5);
    assert.equal((await send(sandbox, `GET /contacts/${id}`)).body.updated_at, NOON + 5);
  });
});

describe('sandbox: notes', () => {
  it('are written on contacts and companies, listed newest first and read', async () => {
    const sandbox = await startSandbox({ now: NOON });
    const { admins, companies, contacts } = sandbox.workspace;
    const contact = contacts.create({ email: 'nora@example.com' }).id;
    const company = companies.upsert({ company_id: 'org-1' }).id;
    const admin = admins.add({ name: 'Bruno', email: 'bruno@example.com' }).id;
    for (const [path, key, id] of [
      ['contacts', 'contact', contact],
      ['companies', 'company', company],
    ]) {
      const first = await send(sandbox, `POST /${path}/${id}/notes`, { body: 'First', admin_id: admin });
      assert.deepEqual(first.body[String(key)], { type: key, id });
      assert.deepEqual(
        [first.body.body, first.body.author.name, first.body.created_at],
        ['<p>First</p>', 'Bruno', NOON],
      );
      const second = await send(sandbox, `POST /${path}/${id}/notes`, { body: 'Second' });
      assert.equal(second.body.author.name, 'Ada Sandbox');
      const list = await send(sandbox, `GET /${path}/${id}/notes`);
      assert.deepEqual(
        list.body.data.map((note: { id: string }) => note.id),
        [second.body.id, first.body.id],
      );
      assert.equal(list.body.total_count, 2);
      assert.deepEqual((await send(sandbox, `GET /notes/${first.body.id}`)).body, first.body);
      assert.equal(refusal(await send(sandbox, `POST /${path}/${id}/notes`, {})), '400 parameter_not_found');
      assert.equal(
        refusal(await send(sandbox, `POST /${path}/${id}/notes`, { body: 'x', admin_id: '1' })),
        '404 not_found',
      );
    }
    assert.equal(refusal(await send(sandbox, 'GET /contacts/1/notes')), '404 not_found');
    assert.equal(refusal(await send(sandbox, 'GET /companies/1/notes')), '404 company_not_found');
    assert.equal(refusal(await send(sandbox, 'GET /notes/1')), '404 not_found');
    await sandbox.close();
  });
});

describe('sandbox: admins', () => {
  let sandbox: Sandbox;
  let bruno: string;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON, timezone: 'Europe/Berlin', activityLogDays: 5 });
    bruno = sandbox.workspace.admins.add({ name: 'Bruno', email: 'bruno@example.com' }).id;
  });
  afterEach(() => sandbox.close());

  it('say who the token belongs to, and where', async () => {
    const { body } = await send(sandbox, 'GET /me');
    assert.deepEqual([body.type, body.name, body.email], ['admin', 'Ada Sandbox', 'ada@example.com']);
    assert.deepEqual([body.app.type, body.app.region, body.app.timezone], ['app', 'US', 'Europe/Berlin']);
    assert.ok(body.app.id_code);
  });

  it('are listed, read and sent away', async () => {
    const team = sandbox.workspace.admins.addTeam('Support', [bruno]).id;
    const { body } = await send(sandbox, 'GET /admins');
    assert.equal(body.type, 'admin.list');
    assert.deepEqual(
      body.admins.map((admin: { name: string }) => admin.name),
      ['Ada Sandbox', 'Bruno'],
    );
    assert.equal('avatar' in body.admins[0], false);
    assert.equal('avatar' in (await send(sandbox, 'GET /admins?display_avatar=true')).body.admins[0], true);
    assert.deepEqual((await send(sandbox, `GET /admins/${bruno}`)).body.team_ids, [Number(team)]);
    assert.equal(refusal(await send(sandbox, 'GET /admins/1')), '404 admin_not_found');
    const away = await send(sandbox, `PUT /admins/${bruno}/away`, {
      away_mode_enabled: true,
      away_mode_reassign: false,
      away_status_reason_id: 7,
    });
    assert.deepEqual(
      [away.body.away_mode_enabled, away.body.away_mode_reassign, away.body.away_status_reason_id],
      [true, false, 7],
    );
    assert.equal((await send(sandbox, `GET /admins/${bruno}`)).body.away_mode_enabled, true);
    assert.equal(refusal(await send(sandbox, `PUT /admins/${bruno}/away`, {})), '400 parameter_not_found');
  });

  it('have a log, cut by time, kind and page', async () => {
    const { admins } = sandbox.workspace;
    for (let hour = 1; hour <= 5; hour++)
      admins.record(bruno, hour % 2 ? 'admin_login_success' : 'admin_logout', `Hour ${hour}`, {}, NOON - hour * 3600);
    const hours = (body: { activity_logs: { activity_description: string }[] }) =>
      body.activity_logs.map((one) => one.activity_description);
    const first = await send(
      sandbox,
      `GET /admins/activity_logs?created_at_after=${NOON - 4 * 3600}&created_at_before=${NOON}&per_page=3`,
    );
    assert.deepEqual(hours(first.body), ['Hour 1', 'Hour 2', 'Hour 3']);
    assert.deepEqual(first.body.activity_logs[0].performed_by.email, 'bruno@example.com');
    const second = await send(sandbox, `GET ${first.body.pages.next.slice(sandbox.url.length)}`);
    assert.deepEqual(hours(second.body), ['Hour 4']);
    const [from, to] = [NOON - 3 * 3600, NOON - 2 * 3600];
    const inclusive = await send(sandbox, `GET /admins/activity_logs?created_at_after=${from}&created_at_before=${to}`);
    assert.deepEqual(hours(inclusive.body), ['Hour 2', 'Hour 3']);
    assert.equal(second.body.pages.next, null);
    const search = (body: object) => send(sandbox, 'POST /admins/activity_logs/search', body);
    const searched = await search({
      created_at_after: NOON - 9 * 3600,
      event_types: ['admin_logout'],
      per_page: 1,
      page: 2,
    });
    assert.deepEqual(hours(searched.body), ['Hour 4']);
    assert.equal(searched.body.pages.total_pages, 2);
    assert.equal(refusal(await search({})), '400 parameter_not_found');
    assert.equal(refusal(await search({ created_at_after: NOON, event_types: 'all' })), '400 parameter_invalid');
    assert.equal(refusal(await send(sandbox, 'GET /admins/activity_logs')), '400 parameter_not_found');
    const types = (await send(sandbox, 'GET /admins/activity_log_event_types')).body.event_types;
    assert.ok(types.includes('admin_logout'));
  });

  it('refuse a log over too long a span where the option says so', async () => {
    const ask = (days: number) => send(sandbox, `GET /admins/activity_logs?created_at_after=${NOON - days * 86_400}`);
    assert.equal((await ask(5)).status, 200);
    assert.equal(refusal(await ask(6)), '500 server_error');
    const search = { created_at_after: NOON - 6 * 86_400 };
    assert.equal(refusal(await send(sandbox, 'POST /admins/activity_logs/search', search)), '500 server_error');
  });
});
