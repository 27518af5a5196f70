import assert from 'node:assert/strict';
import { FakeIntercom, startSandbox } from '../../../tools/sandbox';
import { searchAll, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;

describe('sandbox: seeds', () => {
  it('small is a believable helpdesk, all of it in the past', async () => {
    const sandbox = await startSandbox({ now: NOON, seed: 'small' });
    const { admins, companies, contacts, conversations, tags } = sandbox.workspace;
    assert.deepEqual(
      [admins.list().length, contacts.all.size, companies.list().length, tags.list().length, conversations.all.size],
      [3, 12, 4, 6, 8],
    );
    assert.equal(sandbox.clock.now(), NOON);
    for (const record of [...contacts.all.values(), ...conversations.all.values()]) {
      assert.ok(record.created_at < NOON && record.updated_at <= NOON && record.updated_at >= record.created_at);
    }
    const states = new Set([...conversations.all.values()].map(({ state }) => state));
    assert.deepEqual(states, new Set(['open', 'closed', 'snoozed']));
    assert.equal(contacts.byEmail('ravi@example.com').length, 2);
    const addresses = JSON.stringify([...contacts.all.values(), ...admins.list()]).match(/[\w.]+@[\w.]+/g) ?? [];
    assert.ok(addresses.length > 10 && addresses.every((address) => /@example\.(com|org)$/.test(address)));
    const phones = [...contacts.all.values()].flatMap(({ phone }) => phone ?? []);
    assert.ok(phones.length > 5 && phones.every((phone) => /^\+1 555 01\d\d$/.test(phone)));
    const list = await send(sandbox, 'GET /conversations?per_page=150');
    for (const { id, updated_at, created_at } of list.body.conversations) {
      const whole = (await send(sandbox, `GET /conversations/${id}`)).body;
      const parts = whole.conversation_parts.conversation_parts;
      const stamps = [created_at, ...parts.map((part: { created_at: number }) => part.created_at)];
      assert.deepEqual(
        stamps,
        [...stamps].sort((a, b) => a - b),
      );
      assert.ok(updated_at >= (stamps.at(-1) ?? 0));
    }
    await sandbox.close();
  });

  it('is the same every time, and with the real clock ends at now', () => {
    const dump = () =>
      JSON.stringify([...new FakeIntercom({ now: NOON, seed: 'small' }).workspace.contacts.all.values()]);
    assert.equal(dump(), dump());
    const real = new FakeIntercom({ seed: 'small' });
    assert.ok(Math.abs(real.clock.now() - Date.now() / 1000) <= 1);
  });

  it('makes a hundred thousand contacts in seconds, and pages them without sorting each time', async function () {
    this.timeout(60_000);
    const started = performance.now();
    const sandbox = await startSandbox({ now: NOON, seed: { contacts: 100_000, conversations: 1_000 } });
    const seeded = performance.now() - started;
    assert.ok(seeded < 15_000, `seeding took ${seeded} ms`);
    assert.equal(sandbox.workspace.contacts.all.size, 100_000);
    assert.equal(sandbox.workspace.conversations.all.size, 1_000);
    const stamps = [...sandbox.workspace.contacts.all.values()].map(({ updated_at }) => updated_at);
    assert.ok(stamps.every((stamp) => stamp <= NOON && stamp > NOON - 731 * 86_400));
    const query = { field: 'updated_at', operator: '>', value: 0 };
    const page = (starting_after?: string) =>
      send(sandbox, 'POST /contacts/search', {
        query,
        sort: { field: 'updated_at', order: 'ascending' },
        pagination: { per_page: 1, starting_after },
      });
    const [someone] = sandbox.workspace.contacts.all.values();
    await page();
    sandbox.workspace.contacts.update(someone?.id ?? '', { name: 'Changed' });
    const first = await page();
    assert.equal(first.body.total_count, 100_000);
    const paging = performance.now();
    let next = first.body.pages.next.starting_after;
    for (let count = 0; count < 200; count++) next = (await page(next)).body.pages.next.starting_after;
    const each = (performance.now() - paging) / 200;
    // Sorting or filtering 100,000 records takes tens of milliseconds; a page must take far less.
    assert.ok(each < 10, `${each} ms a page`);
    await sandbox.close();
  });

  it('reads every seeded contact once', async () => {
    const sandbox = await startSandbox({ now: NOON, seed: { contacts: 1_000 } });
    const seen = await searchAll(sandbox, '/contacts/search', {
      query: { field: 'updated_at', operator: '>', value: 0 },
      sort: { field: 'updated_at', order: 'ascending' },
    });
    assert.equal(seen.length, 1_000);
    assert.equal(new Set(seen).size, 1_000);
    await sandbox.close();
  });

  it('shows seeds to a lagging search at once', async () => {
    const sandbox = await startSandbox({ now: NOON, seed: { contacts: 10 }, indexLagSeconds: 600 });
    const { body } = await send(sandbox, 'POST /contacts/search', {
      query: { field: 'id', operator: '!=', value: 'x' },
    });
    assert.equal(body.total_count, 10);
    await sandbox.close();
  });

  it('refuses conversations without a contact to have them with', () => {
    assert.throws(() => new FakeIntercom({ seed: { contacts: 0, conversations: 1 } }), RangeError);
  });
});
