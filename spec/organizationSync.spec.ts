import assert from 'node:assert/strict';
import { content, type RunningCrm, startCrm } from '../tools/crm';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { FlowPair, MARK, type Side } from './support/flowPair';

const NOON = 1_767_614_400;

describe('a two-way sync of organizations', () => {
  let sandbox: Sandbox;
  let crm: RunningCrm;
  let pair: FlowPair;

  async function start(idLinking: boolean, fields: Record<string, unknown> = {}): Promise<void> {
    sandbox = await startSandbox({ now: NOON });
    sandbox.workspace.attributes.add({ name: MARK, model: 'company', dataType: 'string' });
    crm = await startCrm(() => sandbox.clock.now());
    pair = new FlowPair(sandbox, crm, {
      kind: 'Organization',
      idLinking,
      fields: { syncAttribute: MARK, lists: 'replace', ...fields },
    });
  }
  afterEach(async () => {
    await crm.close();
    await sandbox.close();
  });

  const companies = () => sandbox.workspace.companies;
  const later = () => sandbox.clock.advance(10);
  const inIntercom = () =>
    companies()
      .list()
      .map(({ name, website, tags }) => [
        name,
        website || null,
        tags.map(({ id }) => sandbox.workspace.tags.get(id).name),
      ])
      .sort();
  const inCrm = () =>
    crm
      .all('organizations')
      .map(({ fields }) => {
        const { name, contactData, categories = [] } = content(fields);
        const [website] = Array.isArray(contactData) ? contactData : [];
        return [name, website?.value ?? null, Array.isArray(categories) ? categories.map((one) => one.name) : []];
      })
      .sort();
  const website = (value: string | null) => ({ contactData: [{ type: 'website', value }] });
  const tag = (id: string, name: string) =>
    companies().tag(id, sandbox.workspace.tags.applied(sandbox.workspace.tags.named(name).id));

  /** Until nothing is written any more; then both sides are the same, and remain so. */
  async function settled(): Promise<unknown[]> {
    await pair.settle();
    assert.deepEqual(inIntercom(), inCrm());
    const writes = pair.countWrites();
    await pair.settle();
    assert.deepEqual(writes(), { intercom: 0, crm: 0 }, 'writes although nothing happens');
    return inCrm();
  }

  for (const idLinking of [true, false]) {
    describe(`${idLinking ? 'with' : 'without'} id linking`, () => {
      for (const first of ['crm', 'intercom'] as Side[]) {
        it(`makes none twice that both sides have, whichever flow runs first (${first})`, async () => {
          await start(idLinking);
          companies().upsert({ company_id: 'product-4', name: 'Blue Sun' });
          companies().upsert({ company_id: 'product-5', name: 'Red Moon' });
          later();
          crm.create('organizations', { name: 'Blue Sun', ...website('https://bluesun.example.com') });
          crm.create('organizations', { name: 'Green Star' });
          later();
          await pair.poll(first);
          while (await pair.deliver(first)) {}
          assert.deepEqual(await settled(), [
            ['Blue Sun', 'https://bluesun.example.com', []],
            ['Green Star', null, []],
            ['Red Moon', null, []],
          ]);
          assert.deepEqual(
            companies()
              .list()
              .map(({ company_id }) => company_id)
              .slice(0, 2),
            ['product-4', 'product-5'],
            'a company keeps its own id',
          );
        });
      }

      it('takes edits of either side, and the later one of two', async () => {
        await start(idLinking);
        const { id } = companies().upsert({ company_id: 'product-4', name: 'Blue Sun' });
        await settled();
        const [record] = crm.all('organizations');
        later();
        companies().update(id, { website: 'https://old.example.com' });
        tag(id, 'vip');
        await settled();
        crm.edit('organizations', record?.uid ?? '', website('https://older.example.com'));
        later();
        companies().update(id, { website: 'https://newer.example.com' });
        await settled();
        companies().update(id, { website: 'https://older.example.com' });
        later();
        crm.edit('organizations', record?.uid ?? '', { ...website(null), categories: [{ name: 'gold' }] });
        assert.deepEqual(await settled(), [['Blue Sun', null, ['gold']]]);
      });
    });
  }

  for (const mark of [MARK, undefined]) {
    it(`gives the CRM back what \`lists: add\` keeps, ${mark ? 'with' : 'without'} a mark`, async () => {
      await start(true, { lists: 'add', syncAttribute: mark });
      const { id } = companies().upsert({ company_id: 'product-4', name: 'Blue Sun' });
      tag(id, 'vip');
      await settled();
      for (const categories of [[{ name: 'gold' }], [], null]) {
        later();
        crm.edit('organizations', crm.all('organizations')[0]?.uid ?? '', { categories });
        assert.deepEqual(await settled(), [['Blue Sun', null, ['vip', 'gold']]]);
      }
    });
  }

  it('follows new names, with id linking', async () => {
    await start(true);
    companies().upsert({ company_id: 'product-4', name: 'Blue Sun' });
    const { uid } = crm.create('organizations', { name: 'Red Moon' });
    await settled();
    later();
    crm.edit('organizations', uid, { name: 'Red Moon Ltd' });
    const blue = companies().byCompanyId('product-4');
    companies().update(blue?.id ?? '', { name: 'Blue Sun Inc' });
    assert.deepEqual(await settled(), [
      ['Blue Sun Inc', null, []],
      ['Red Moon Ltd', null, []],
    ]);
    crm.remove('organizations', uid);
    assert.deepEqual(await settled(), [['Blue Sun Inc', null, []]]);
  });

  it('leaves every company_id to Intercom, where the step says so', async () => {
    await start(true, { companyIdFrom: 'none' });
    const { uid } = crm.create('organizations', { name: 'Red Moon' });
    await settled();
    crm.edit('organizations', uid, { name: 'Red Moon Ltd' });
    assert.deepEqual(await settled(), [['Red Moon Ltd', null, []]]);
    assert.notEqual(companies().list()[0]?.company_id, uid);
  });
});
