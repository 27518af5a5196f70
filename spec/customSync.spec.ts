import assert from 'node:assert/strict';
import { type RunningCrm, startCrm } from '../tools/crm';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { FlowPair, MARK } from './support/flowPair';

const NOON = 1_767_614_400;

describe("a two-way sync of Intercom's own fields", () => {
  let sandbox: Sandbox;
  let crm: RunningCrm;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON, indexLagSeconds: 0 });
    for (const name of [MARK, 'tier']) sandbox.workspace.attributes.add({ name, model: 'contact', dataType: 'string' });
    crm = await startCrm(() => sandbox.clock.now());
  });
  afterEach(async () => {
    await crm.close();
    await sandbox.close();
  });

  for (const mark of [true, false]) {
    it(`comes to rest with both sides equal, ${mark ? 'with' : 'without'} a mark`, async () => {
      const fields = { skipTransformation: true, ...(mark && { syncAttribute: MARK }) };
      const pair = new FlowPair(sandbox, crm, { kind: 'Person', idLinking: true, fields });
      const { contacts } = sandbox.workspace;
      const { id } = contacts.create({ role: 'user', email: 'ada@example.com', name: 'Ada' });
      const record = () => crm.all('persons')[0];
      const edit = (changes: object) => crm.edit('persons', record()?.uid ?? '', { ...changes });
      const settled = async (name: string, tier?: string, phone?: string) => {
        await pair.settle();
        const of = ({ name, phone, custom_attributes }: Record<string, unknown>) => [
          name,
          Object(custom_attributes).tier,
          phone ?? undefined,
        ];
        assert.deepEqual(of({ ...contacts.get(id) }), [name, tier, phone]);
        assert.deepEqual(of({ ...record()?.fields }), [name, tier, phone]);
        assert.equal(crm.all('persons').length, 1);
        const writes = pair.countWrites();
        await pair.settle();
        assert.deepEqual(writes(), { intercom: 0, crm: 0 }, 'writes although nothing happens');
      };
      await settled('Ada');
      contacts.update(id, { custom_attributes: { tier: 'gold' } });
      await settled('Ada', 'gold');
      edit({ name: 'Ada Marsh' });
      await settled('Ada Marsh', 'gold');
      contacts.update(id, { phone: '+15550100' });
      await settled('Ada Marsh', 'gold', '+15550100');
      contacts.update(id, { phone: null });
      sandbox.clock.advance(10);
      edit({ custom_attributes: { tier: 'silver' } });
      await pair.poll('crm');
      while (await pair.deliver('crm')) {}
      // The later edit brings along how its side saw the telephone number.
      await settled('Ada Marsh', 'silver', '+15550100');
    });
  }
});
