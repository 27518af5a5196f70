import assert from 'node:assert/strict';
import { clearCache } from '../../lib/cache';
import { Intercom } from '../../lib/intercom/client';
import { answerTo } from '../../lib/lookup/answer';
import { dictionaries } from '../../lib/lookup/dictionaries';
import { actionNamed, readOnlyOperation } from '../../lib/lookup/functions';
import type { Listing } from '../../lib/lookup/listing';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { fixtureRoutes } from '../../tools/sandbox/fixtureRoutes';

/** What a dictionary cannot do without. */
const NEEDED: Record<string, object> = { ticketTypeAttributes: { ticketTypeId: '412' } };

describe('dictionaries', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox({ seed: 'small', routes: fixtureRoutes() });
  });
  beforeEach(clearCache);
  after(async () => {
    clearCache();
    await sandbox.close();
  });

  const intercom = (apiVersion?: string): Intercom =>
    new Intercom({ accessToken: sandbox.token, baseUrl: sandbox.url, ...(apiVersion !== undefined && { apiVersion }) });

  async function items(name: string, parameters: object = {}, apiVersion?: string): Promise<Listing> {
    const { items: found, next }: Partial<Listing> = await answerTo(intercom(apiVersion), name, {
      ...NEEDED[name],
      ...parameters,
    });
    assert.ok(found);
    return { items: found, ...(next !== undefined && { next }) };
  }

  it('read operations of ours that only read, and say where the list is', () => {
    for (const [name, { from, parameters = {} }] of Object.entries(dictionaries)) {
      for (const { operation, items: list, search } of from) {
        for (const one of [{ operation, items: list }, ...(search ? [search] : [])]) {
          const declared = readOnlyOperation(one.operation);
          assert.ok(one.items ?? declared.paging, `${name}: ${one.operation}`);
        }
        for (const { field } of Object.values(parameters)) assert.match(field, /^[a-z_]+$/);
      }
    }
  });

  it('have names that no action has', () => {
    for (const name of [...Object.keys(dictionaries), 'describe']) assert.equal(actionNamed(name), undefined, name);
  });

  for (const name of Object.keys(dictionaries)) {
    it(`${name}: gives values with labels, each value once`, async () => {
      const { items: found } = await items(name);
      assert.ok(found.length > 0);
      for (const item of found) {
        assert.ok(item.value !== '' && item.label !== '' && item.note !== '', JSON.stringify(item));
        assert.ok(item.label.length <= 121 && !/[<\n]/.test(item.label + (item.note ?? '')), JSON.stringify(item));
      }
      assert.equal(new Set(found.map(({ value }) => value)).size, found.length);
    });
  }

  it('page to the same items as in one answer', async () => {
    for (const name of ['assignees', 'apiVersions', 'contacts', 'companies', 'tags']) {
      const whole = (await items(name)).items;
      const paged = [];
      let cursor: string | undefined;
      do {
        const page: Listing = await items(name, { limit: 3, ...(cursor !== undefined && { cursor }) });
        assert.ok(page.items.length <= 3);
        paged.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      assert.deepEqual(paged, whole, name);
    }
  });

  it('search through pages that do not fit', async () => {
    const found = [];
    let cursor: string | undefined;
    do {
      const page: Listing = await items('companies', {
        search: 'studio',
        limit: 1,
        ...(cursor !== undefined && { cursor }),
      });
      found.push(...page.items.map(({ label }) => label));
      cursor = page.next;
    } while (cursor !== undefined);
    assert.deepEqual(found, ['Paper Kite Studio']);
  });

  it('find a contact by its words in any order, and by what a form has stored of it', async () => {
    const { id } = sandbox.workspace.contacts.create({
      role: 'user',
      name: 'Vilma Lindqvist',
      email: 'vilma@example.com',
      external_id: 'crm-77',
    });
    for (const search of [
      'Vilma Lindqvist',
      'lindqvist  vilma',
      ' vilma',
      'Lind vilma@',
      id,
      'crm-77',
      `crm-77 ${id}`,
    ]) {
      clearCache();
      assert.deepEqual(
        (await items('contacts', { search })).items,
        [{ value: id, label: 'Vilma Lindqvist', note: 'vilma@example.com' }],
        search,
      );
    }
    for (const search of ['vilma crm-78', id.slice(0, -1), 'vilma nobody']) {
      assert.deepEqual(await items('contacts', { search }), { items: [] }, search);
    }
  });

  it('find a conversation by its id, and by its words in any order', async () => {
    const [first] = (await items('conversations')).items;
    assert.ok(first);
    assert.deepEqual((await items('conversations', { search: first.value })).items, [first]);
    const search = first.label.split(' ').reverse().join('  ');
    assert.ok((await items('conversations', { search })).items.some(({ value }) => value === first.value));
  });

  it('ask Intercom for no more words than it takes', async () => {
    const search = Array.from({ length: 40 }, (_, n) => `word${n}`).join(' ');
    assert.deepEqual(await items('contacts', { search }), { items: [] });
  });

  it('find nothing where nothing holds every word', async () => {
    assert.deepEqual(await items('tags', { search: 'vip billing' }), { items: [] });
  });

  it('name the versions that have them where the chosen one has not', async () => {
    for (const [name, version] of [
      ['brands', '2.14'],
      ['awayStatusReasons', '2.13'],
      ['macros', '2.15'],
      ['officeHoursSchedules', '2.15'],
      ['customObjectTypes', '2.15'],
      ['ticketStates', '2.11'],
    ] as const) {
      await assert.rejects(items(name, {}, version), /does not exist in version .* Set apiVersion to/, name);
    }
  });

  it('keep what they read for a minute, for each credential and version by itself', async () => {
    sandbox.requests.clear();
    for (let n = 0; n < 3; n += 1) await items('tags');
    await items('tags', { search: 'vip' });
    assert.equal(sandbox.requests.count('GET /tags'), 1);
    await items('tags', {}, '2.10');
    assert.equal(sandbox.requests.count('GET /tags'), 2);
  });
});
