import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: contacts', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
    for (const [name, dataType] of [
      ['plan', 'string'],
      ['seats', 'integer'],
      ['renewal_at', 'date'],
      ['active', 'boolean'],
    ] as const) {
      sandbox.workspace.attributes.add({ name, model: 'contact', dataType });
    }
  });
  afterEach(() => sandbox.close());

  const create = (fields: object) => send(sandbox, 'POST /contacts', fields);

  it('creates, reads and changes one, with stamps in seconds', async () => {
    const created = await create({
      email: 'nora@example.com',
      name: 'Nora',
      custom_attributes: { plan: 'team', seats: 3 },
    });
    assert.equal(created.status, 200);
    const { id } = created.body;
    assert.match(id, /^[0-9a-f]{24}$/);
    assert.equal(created.body.role, 'user');
    assert.equal(created.body.created_at, NOON);
    assert.equal(created.body.updated_at, NOON);
    assert.deepEqual(created.body.tags, {
      type: 'list',
      data: [],
      url: `/contacts/${id}/tags`,
      total_count: 0,
      has_more: false,
    });
    sandbox.clock.advance(60);
    const changed = await send(sandbox, `PUT /contacts/${id}`, { phone: '+1 555 0101', name: null });
    assert.equal(changed.body.updated_at, NOON + 60);
    assert.equal(changed.body.created_at, NOON);
    assert.equal(changed.body.name, null);
    assert.equal(changed.body.email, 'nora@example.com');
    assert.deepEqual((await send(sandbox, `GET /contacts/${id}`)).body, changed.body);
    assert.equal(refusal(await send(sandbox, 'GET /contacts/65a0c0ffee0000000000a001')), '404 not_found');
  });

  it('needs something to know a user by', async () => {
    assert.equal(refusal(await create({})), '400 parameter_not_found');
    assert.equal(refusal(await create({ role: 'user' })), '400 parameter_not_found');
    assert.equal(refusal(await create({ role: 'boss', email: 'nora@example.com' })), '400 parameter_invalid');
    assert.equal(refusal(await create({ email: 'nora' })), '400 parameter_invalid');
    assert.equal((await create({ role: 'lead' })).body.role, 'lead');
    assert.equal((await create({ external_id: 17 })).body.external_id, '17');
    const lead = await create({ role: 'lead', name: 'Somebody' });
    assert.equal(
      refusal(await send(sandbox, `PUT /contacts/${lead.body.id}`, { role: 'user' })),
      '400 parameter_not_found',
    );
  });

  it('answers 409 with the id of the one that exists, archived too', async () => {
    const first = await create({ email: 'nora@example.com', external_id: 'crm-1' });
    const byEmail = await create({ email: 'NORA@example.com' });
    assert.equal(refusal(byEmail), '409 conflict');
    assert.match(byEmail.body.errors[0].message, new RegExp(`already exists with id=${first.body.id}$`));
    const byExternalId = await create({ role: 'lead', external_id: 'crm-1' });
    assert.match(byExternalId.body.errors[0].message, new RegExp(`already exists with id=${first.body.id}$`));
    await send(sandbox, `POST /contacts/${first.body.id}/archive`);
    const archived = await create({ email: 'nora@example.com' });
    assert.equal(refusal(archived), '409 conflict');
    assert.match(archived.body.errors[0].message, new RegExp(`archived .*already exists with id=${first.body.id}$`));
    await send(sandbox, `DELETE /contacts/${first.body.id}`);
    assert.equal((await create({ email: 'nora@example.com', external_id: 'crm-1' })).status, 200);
  });

  it('makes one contact of fifty creates at once', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => create({ email: 'race@example.com' })));
    const made = replies.filter((reply) => reply.status === 200);
    assert.equal(made.length, 1);
    const twins = replies.filter((reply) => reply.status === 409);
    assert.equal(twins.length, 49);
    assert.ok(twins.every((reply) => reply.body.errors[0].message.endsWith(`id=${made[0]?.body.id}`)));
  });

  it('lets leads, and updates, share an e-mail address, but nobody an external id', async () => {
    const user = await create({ email: 'nora@example.com', external_id: 'crm-1' });
    assert.equal((await create({ role: 'lead', email: 'nora@example.com' })).status, 200);
    assert.equal((await create({ role: 'lead', email: 'nora@example.com' })).status, 200);
    const other = await create({ email: 'emil@example.com', external_id: 'crm-2' });
    assert.equal((await send(sandbox, `PUT /contacts/${other.body.id}`, { email: 'nora@example.com' })).status, 200);
    assert.equal(
      refusal(await send(sandbox, `PUT /contacts/${other.body.id}`, { external_id: 'crm-1' })),
      '409 conflict',
    );
    assert.equal(sandbox.workspace.contacts.byEmail('nora@example.com').length, 4);
    assert.equal((await send(sandbox, `PUT /contacts/${user.body.id}`, { external_id: 'crm-1' })).status, 200);
    assert.equal((await send(sandbox, 'GET /contacts/find_by_external_id/crm-2')).body.id, other.body.id);
    assert.equal(refusal(await send(sandbox, 'GET /contacts/find_by_external_id/crm-9')), '404 not_found');
  });

  it('takes only attributes that the workspace has, of their type, and empties them with null', async () => {
    const { body } = await create({
      email: 'nora@example.com',
      custom_attributes: { plan: 'team', seats: 3, renewal_at: NOON, active: true },
    });
    const put = (custom_attributes: unknown) => send(sandbox, `PUT /contacts/${body.id}`, { custom_attributes });
    assert.equal(refusal(await put({ colour: 'red' })), '400 parameter_not_found');
    assert.equal(refusal(await put({ seats: 'many' })), '400 parameter_invalid');
    assert.equal(refusal(await put({ seats: 1.5 })), '400 parameter_invalid');
    assert.equal(refusal(await put({ active: 'yes' })), '400 parameter_invalid');
    assert.equal(refusal(await put({ plan: ['team'] })), '400 parameter_invalid');
    assert.equal(refusal(await put('plan')), '400 parameter_invalid');
    assert.deepEqual((await put({ plan: null, seats: '4' })).body.custom_attributes, {
      seats: 4,
      renewal_at: NOON,
      active: true,
    });
  });

  it('refuses an owner who is no admin', async () => {
    const owner = sandbox.workspace.admins.me().id;
    assert.equal((await create({ email: 'nora@example.com', owner_id: Number(owner) })).body.owner_id, owner);
    assert.equal(refusal(await create({ email: 'emil@example.com', owner_id: '1' })), '400 parameter_invalid');
  });

  it('can hide archived contacts from those who ask by id, and never shows a lead by its external id', async () => {
    const strict = await startSandbox({ now: NOON, hidesArchived: true });
    try {
      const { id } = strict.workspace.contacts.create({ external_id: 'crm-1' });
      strict.workspace.contacts.archive(id);
      assert.equal(refusal(await send(strict, `GET /contacts/${id}`)), '404 not_found');
      assert.equal(refusal(await send(strict, `PUT /contacts/${id}`, { name: 'Nora' })), '404 not_found');
      assert.equal(refusal(await send(strict, 'GET /contacts/find_by_external_id/crm-1')), '404 not_found');
      assert.equal((await send(strict, `POST /contacts/${id}/unarchive`)).status, 200);
      assert.equal((await send(strict, 'GET /contacts/find_by_external_id/crm-1')).body.id, id);
      strict.workspace.contacts.create({ role: 'lead', external_id: 'lead-1' });
      assert.equal(refusal(await send(strict, 'GET /contacts/find_by_external_id/lead-1')), '404 not_found');
    } finally {
      await strict.close();
    }
  });

  it('archives, restores, blocks and deletes', async () => {
    const { id } = (await create({ email: 'nora@example.com', external_id: 'crm-1' })).body;
    const talk = sandbox.workspace.conversations.create({ by: id, body: 'Hello' }).id;
    const listed = async () => (await send(sandbox, 'GET /contacts')).body.total_count;
    const found = async () =>
      (
        await send(sandbox, 'POST /contacts/search', {
          query: { field: 'email', operator: '=', value: 'nora@example.com' },
        })
      ).body.total_count;
    const reference = { type: 'contact', id, external_id: 'crm-1' };
    sandbox.clock.advance(5);
    assert.deepEqual((await send(sandbox, `POST /contacts/${id}/archive`)).body, { ...reference, archived: true });
    assert.deepEqual([await listed(), await found()], [0, 0]);
    const archived = await send(sandbox, `GET /contacts/${id}`);
    assert.deepEqual([archived.status, archived.body.updated_at], [200, NOON + 5]);
    assert.deepEqual((await send(sandbox, `POST /contacts/${id}/unarchive`)).body, { ...reference, archived: false });
    assert.deepEqual([await listed(), await found()], [1, 1]);
    assert.deepEqual((await send(sandbox, `POST /contacts/${id}/block`)).body, { ...reference, blocked: true });
    assert.deepEqual([await listed(), await found()], [0, 0]);
    assert.equal((await send(sandbox, 'GET /conversations')).body.total_count, 0);
    assert.equal((await send(sandbox, `GET /conversations/${talk}`)).status, 200);
    assert.deepEqual((await send(sandbox, `DELETE /contacts/${id}`)).body, { ...reference, deleted: true });
    assert.equal((await send(sandbox, `GET /contacts/${id}`)).status, 404);
    assert.equal((await send(sandbox, `DELETE /contacts/${id}`)).status, 404);
  });

  it('merges a lead into a user, with all that hangs on it', async () => {
    const { contacts, conversations, notes, tags } = sandbox.workspace;
    const lead = contacts.create({
      role: 'lead',
      email: 'nora@example.com',
      phone: '+1 555 0101',
      custom_attributes: { plan: 'team', seats: 1 },
    });
    const user = contacts.create({ email: 'nora@example.com', custom_attributes: { seats: 9 } });
    const tag = tags.named('VIP');
    contacts.tag(lead.id, tags.applied(tag.id));
    const note = notes.create({ type: 'contact', id: lead.id }, 'Met at the fair');
    const talk = conversations.create({ by: lead.id, body: 'Hello' });
    sandbox.clock.advance(30);
    const merged = await send(sandbox, 'POST /contacts/merge?include_merge_history=true', {
      from: lead.id,
      into: user.id,
    });
    assert.equal(merged.status, 200);
    assert.equal(merged.body.id, user.id);
    assert.equal(merged.body.phone, '+1 555 0101');
    assert.equal(merged.body.updated_at, NOON + 30);
    assert.deepEqual(merged.body.custom_attributes, { plan: 'team', seats: 9 });
    assert.deepEqual(merged.body.tags.data, [{ id: tag.id, type: 'tag', url: `/tags/${tag.id}` }]);
    assert.deepEqual(merged.body.merge_history, [
      { type: 'merge_history', source_contact_id: lead.id, source_contact_role: 'lead', merged_at: NOON + 30 },
    ]);
    assert.equal((await send(sandbox, `GET /notes/${note.id}`)).body.contact.id, user.id);
    const conversation = await send(sandbox, `GET /conversations/${talk.id}`);
    assert.deepEqual(
      conversation.body.contacts.contacts.map((one: { id: string }) => one.id),
      [user.id],
    );
    const gone = await send(sandbox, `GET /contacts/${lead.id}`);
    assert.equal(refusal(gone), '410 contact_merged');
    assert.match(gone.headers.get('link') ?? '', new RegExp(`/contacts/${user.id}`));
    assert.equal(refusal(await send(sandbox, `GET /contacts/${lead.id}`, undefined, '2.15')), '404 not_found');
    assert.equal((await send(sandbox, 'GET /contacts')).body.total_count, 1);
  });

  it('merges leads only, and from 2.16 on only duplicates unless told otherwise', async () => {
    const { contacts } = sandbox.workspace;
    const lead = contacts.create({ role: 'lead', email: 'lead@example.com' }).id;
    const user = contacts.create({ email: 'user@example.com' }).id;
    const merge = (body: object, version?: string) => send(sandbox, 'POST /contacts/merge', body, version);
    assert.equal(refusal(await merge({ from: user, into: lead })), '400 invalid_merge');
    assert.equal(refusal(await merge({ from: lead, into: lead })), '400 invalid_merge');
    assert.equal(refusal(await merge({ from: lead })), '400 parameter_not_found');
    assert.equal(refusal(await merge({ from: lead, into: user })), '400 invalid_merge');
    const preview = await send(sandbox, 'POST /contacts/merge/preview', { from: lead, into: user }, 'Preview');
    assert.equal(preview.body.allowed, false);
    assert.deepEqual(preview.body.summary.attribute_changes.attributes, [
      {
        field: 'email',
        outcome: 'discarded',
        from_value: 'lead@example.com',
        into_value: 'user@example.com',
        new_into_value: 'user@example.com',
      },
    ]);
    assert.equal((await merge({ from: lead, into: user, skip_duplicate_validation: true })).status, 200);
    const second = contacts.create({ role: 'lead' }).id;
    assert.equal((await merge({ from: second, into: user }, '2.15')).status, 200);
  });

  it('pages the merge history with an opaque cursor', async () => {
    const { contacts } = sandbox.workspace;
    const user = contacts.create({ email: 'user@example.com' }).id;
    const leads = [1, 2, 3].map(() => {
      sandbox.clock.advance(1);
      const { id } = contacts.create({ role: 'lead' });
      contacts.merge(id, user);
      return id;
    });
    const path = `GET /contacts/${user}/merge_history?order=asc&per_page=2`;
    const first = await send(sandbox, path);
    assert.deepEqual(
      first.body.data.map((entry: { source_contact_id: string }) => entry.source_contact_id),
      leads.slice(0, 2),
    );
    assert.equal(first.body.has_more, true);
    const second = await send(sandbox, `${path}&cursor=${encodeURIComponent(first.body.next_cursor)}`);
    assert.deepEqual(
      second.body.data.map((entry: { source_contact_id: string }) => entry.source_contact_id),
      leads.slice(2),
    );
    assert.deepEqual([second.body.has_more, second.body.next_cursor], [false, null]);
    assert.equal(refusal(await send(sandbox, `${path}&cursor=abc`)), '400 parameter_invalid');
  });

  it('embeds ten tags, companies and notes, and lists all of them', async () => {
    const { companies, contacts, notes, tags } = sandbox.workspace;
    const { id } = contacts.create({ email: 'nora@example.com' });
    for (let index = 1; index <= 12; index++) {
      contacts.tag(id, tags.applied(tags.named(`Tag ${index}`).id));
      notes.create({ type: 'contact', id }, `Note ${index}`);
      contacts.addCompany(id, companies.upsert({ company_id: `org-${index}` }).id);
    }
    const { body } = await send(sandbox, `GET /contacts/${id}`);
    for (const list of ['tags', 'notes', 'companies']) {
      assert.equal(body[list].data.length, 10, list);
      assert.equal(body[list].has_more, true);
      assert.equal(body[list].total_count, 12);
      assert.equal(body[list].url, `/contacts/${id}/${list}`);
      assert.equal((await send(sandbox, `GET /contacts/${id}/${list}`)).body.data.length, 12);
    }
  });

  it('follows a URL from page to page of companies', async () => {
    const { companies, contacts } = sandbox.workspace;
    const { id } = contacts.create({ email: 'nora@example.com' });
    for (let index = 1; index <= 5; index++)
      contacts.addCompany(id, companies.upsert({ company_id: `org-${index}` }).id);
    const seen: string[] = [];
    let url: string | null = `${sandbox.url}/contacts/${id}/companies?per_page=2`;
    while (url !== null) {
      assert.ok(url.startsWith(`${sandbox.url}/`));
      const { body } = await send(sandbox, `GET ${url.slice(sandbox.url.length)}`);
      assert.equal(body.total_count, 5);
      seen.push(...body.data.map((company: { company_id: string }) => company.company_id));
      url = body.pages.next;
    }
    assert.deepEqual(seen, ['org-1', 'org-2', 'org-3', 'org-4', 'org-5']);
  });

  it('knows segments and subscriptions', async () => {
    const { contacts, segments, subscriptionTypes } = sandbox.workspace;
    segments.push({ id: '91', name: 'Active', person_type: 'user', created_at: NOON, updated_at: NOON });
    subscriptionTypes.push({
      id: '92',
      name: 'News',
      description: 'Monthly',
      consent_type: 'opt_in',
      content_types: ['email'],
    });
    const { id } = contacts.create({ email: 'nora@example.com' });
    contacts.set(id, { segments: ['91'], opted_in: ['92'] });
    assert.deepEqual((await send(sandbox, `GET /contacts/${id}/segments`)).body.data, [
      { type: 'segment', id: '91', name: 'Active', created_at: NOON, updated_at: NOON, person_type: 'user' },
    ]);
    assert.equal((await send(sandbox, `GET /contacts/${id}/subscriptions`)).body.data[0].consent_type, 'opt_in');
  });

  it('keeps an activity log, which Preview shows page by page', async () => {
    const { contacts } = sandbox.workspace;
    const user = contacts.create({ email: 'nora@example.com' }).id;
    const lead = contacts.create({ role: 'lead', email: 'lead@example.com' }).id;
    contacts.update(lead, { role: 'user' });
    const second = contacts.create({ role: 'lead' }).id;
    contacts.merge(second, user);
    contacts.delete(lead);
    const events: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await send(sandbox, `GET /contacts/activities?per_page=4${after}`, undefined, 'Preview');
      events.push(...body.data.map((one: { event_type: string }) => one.event_type));
      if (!body.pages.next) break;
      after = `&starting_after=${encodeURIComponent(body.pages.next.starting_after)}`;
    }
    assert.deepEqual(events, [
      ...['contact.created', 'contact.created', 'contact.role_updated'],
      ...['contact.created', 'contact.merged', 'contact.deleted'],
    ]);
  });

  it('tells listeners what happens', () => {
    const { changes, contacts } = sandbox.workspace;
    const heard: string[] = [];
    const stop = changes.listen(({ kind, what }) => heard.push(`${kind} ${what}`));
    const { id } = contacts.create({ email: 'nora@example.com' });
    contacts.archive(id);
    stop();
    contacts.delete(id);
    assert.deepEqual(heard, ['contact created', 'contact archived']);
  });
});

describe('sandbox: bulk jobs', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  const bulk = (request: string, body?: unknown) => send(sandbox, request, body, 'Preview');

  it('accepts contacts, takes more tasks while it runs, and is done a little later', async () => {
    const tag = sandbox.workspace.tags.named('VIP').id;
    const submitted = await bulk('POST /contacts/bulk', {
      contacts: [
        { email: 'a@example.com', companies: [{ company_id: '6', name: 'Mill' }], tags: { add: [{ id: tag }] } },
      ],
    });
    assert.equal(submitted.status, 202);
    assert.equal(submitted.body.state, 'running');
    const { id } = submitted.body;
    const more = await bulk('POST /contacts/bulk', { contacts: [{ email: 'b@example.com' }], job: { id } });
    assert.equal(more.body.tasks.length, 2);
    assert.equal(sandbox.workspace.contacts.all.size, 0);
    sandbox.clock.advance(2);
    const done = await bulk(`GET /contacts/bulk/${id}`);
    assert.equal(done.body.state, 'completed');
    assert.equal(done.body.completed_at, NOON + 2);
    const [first] = sandbox.workspace.contacts.byEmail('a@example.com');
    assert.equal(first?.tags[0]?.id, tag);
    assert.equal(sandbox.workspace.companies.byCompanyId('6')?.name, 'Mill');
    assert.equal(
      refusal(await bulk('POST /contacts/bulk', { contacts: [{ email: 'c@example.com' }], job: { id } })),
      '403 forbidden',
    );
  });

  it('changes and deletes', async () => {
    const { contacts, companies } = sandbox.workspace;
    const { id } = contacts.create({ email: 'a@example.com' });
    contacts.addCompany(id, companies.upsert({ company_id: '6' }).id);
    const job = await bulk('PUT /contacts/bulk', {
      contacts: [{ id, name: 'Ann', companies: [{ company_id: '6', remove: true }] }],
    });
    sandbox.clock.advance(5);
    await bulk(`GET /contacts/bulk/${job.body.id}`);
    assert.equal(contacts.get(id).name, 'Ann');
    assert.deepEqual(contacts.get(id).companies, []);
    const deletion = await bulk('POST /contacts/bulk/delete', {
      contacts: [{ id }, { id: '65a0c0ffee0000000000a001' }],
    });
    sandbox.clock.advance(5);
    assert.equal((await bulk(`GET /contacts/bulk/${deletion.body.id}`)).body.state, 'completed_with_errors');
    assert.equal(contacts.all.size, 0);
  });

  it('refuses what is no list of up to a hundred contacts', async () => {
    assert.equal(refusal(await bulk('POST /contacts/bulk', {})), '422 field_not_found');
    assert.equal(refusal(await bulk('POST /contacts/bulk', { contacts: 'all' })), '422 type_mismatch');
    assert.equal(refusal(await bulk('POST /contacts/bulk', { contacts: ['all'] })), '422 type_mismatch');
    assert.equal(refusal(await bulk('PUT /contacts/bulk', { contacts: [{ name: 'Ann' }] })), '422 field_not_found');
    const many = Array.from({ length: 101 }, (_, index) => ({ email: `a${index}@example.com` }));
    assert.equal(refusal(await bulk('POST /contacts/bulk', { contacts: many })), '422 parameter_invalid');
    assert.equal(refusal(await bulk('GET /contacts/bulk/job_1')), '404 job_not_found');
  });
});
