import assert from 'node:assert/strict';
import { process as newContacts } from '../../lib/triggers/newContacts';
import { process as updatedContacts } from '../../lib/triggers/updatedContacts';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;
const EQUALS = (value: string) => ({ field: 'name', operator: '=', value });

for (const trigger of [newContacts, updatedContacts]) {
  describe(`source: contacts, ${trigger.trigger.title.toLowerCase()}`, () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ now: NOON });
      const { contacts } = sandbox.workspace;
      for (const name of ['one', 'two']) {
        contacts.create({ role: 'user', email: `${name}@example.com`, name: `user ${name}` });
        contacts.create({ role: 'lead', name: `lead ${name}` });
      }
      sandbox.clock.advance(60);
    });
    afterEach(() => sandbox.close());

    const names = async (fields: object) => {
      const flow = new Flow(trigger, sandbox, { startFrom: 'beginning', ...fields });
      const { errors } = await flow.poll();
      assert.deepEqual(errors, []);
      return flow.emitted.map(({ name }) => name).sort();
    };

    it('are limited to a role, together with a filter', async () => {
      const users = ['user one', 'user two'];
      const leads = ['lead one', 'lead two'];
      assert.deepEqual(await names({}), [...leads, ...users]);
      assert.deepEqual(await names({ role: 'any' }), [...leads, ...users]);
      assert.deepEqual(await names({ role: 'user' }), users);
      assert.deepEqual(await names({ role: 'lead' }), leads);
      const either = { operator: 'OR', value: [EQUALS('user one'), EQUALS('lead two')] };
      assert.deepEqual(await names({ role: 'user', filter: EQUALS('user two') }), ['user two']);
      assert.deepEqual(await names({ role: 'user', filter: EQUALS('lead one') }), []);
      assert.deepEqual(await names({ role: 'lead', filter: either }), ['lead two']);
      const filter = { operator: 'AND', value: [either, EQUALS('user one')] };
      assert.deepEqual(await names({ role: 'user', filter: JSON.stringify(filter) }), ['user one']);
    });

    it('take as many conditions as Intercom allows, and no more', async () => {
      const conditions = (count: number) => ({
        operator: 'AND',
        value: Array.from({ length: count }, () => EQUALS('user one')),
      });
      assert.deepEqual(await names({ filter: conditions(14) }), ['user one']);
      assert.deepEqual(await names({ role: 'user', filter: conditions(13) }), ['user one']);
      sandbox.requests.clear();
      for (const startFrom of ['now', 'beginning']) {
        for (const fields of [{ filter: conditions(15) }, { role: 'user', filter: conditions(14) }]) {
          const { errors } = await new Flow(trigger, sandbox, { startFrom, ...fields }).poll();
          assert.match(errors[0]?.message ?? '', /^filter, .*too many conditions/);
        }
        const deep = { operator: 'OR', value: [conditions(2), EQUALS('user one')] };
        const { errors } = await new Flow(trigger, sandbox, { startFrom, filter: deep }).poll();
        assert.match(errors[0]?.message ?? '', /^filter, .*nested too deeply/);
      }
      assert.equal(sandbox.requests.count(), 0);
    });

    it('refuse another role before any call', async () => {
      for (const startFrom of ['now', 'beginning']) {
        const { errors } = await new Flow(trigger, sandbox, { startFrom, role: 'visitor' }).poll();
        assert.match(errors[0]?.message ?? '', /^role must be one of any, user, lead/);
      }
      assert.equal(sandbox.requests.count(), 0);
    });
  });
}
