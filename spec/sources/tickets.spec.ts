import assert from 'node:assert/strict';
import { process as newTickets } from '../../lib/triggers/newTickets';
import { process as updatedTickets } from '../../lib/triggers/updatedTickets';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

for (const trigger of [newTickets, updatedTickets]) {
  describe(`source: tickets, ${trigger.trigger.title.toLowerCase()}`, () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ now: NOON, indexLagSeconds: 120 });
    });
    afterEach(() => sandbox.close());

    it('are limited to a type, and found late', async () => {
      const { tickets } = sandbox.workspace;
      const flows = [
        {},
        { ticketTypeId: 78 },
        { ticketTypeId: '79', filter: { field: 'id', operator: '!=', value: '0' } },
      ];
      const running = flows.map((fields) => new Flow(trigger, sandbox, fields));
      for (const flow of running) await flow.poll();
      sandbox.clock.advance(30);
      const [one, other] = [tickets.add('Printer', '78').id, tickets.add('Screen', '79').id];
      for (let run = 0; run < 8; run += 1) {
        sandbox.clock.advance(60);
        for (const flow of running) await flow.poll();
      }
      assert.deepEqual(
        running.map(({ emitted }) => emitted.map(({ id }) => id)),
        [[one, other], [one], [other]],
      );
    });

    it('are not there before 2.10', async () => {
      const { errors } = await new Flow(trigger, sandbox, { apiVersion: '2.9' }).poll();
      assert.match(errors[0]?.message ?? '', /2\.10/);
      assert.equal(sandbox.requests.count(), 0);
    });
  });
}
