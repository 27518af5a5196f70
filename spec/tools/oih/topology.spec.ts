import assert from 'node:assert/strict';
import type { ChannelModel } from 'amqplib';
import { connectBroker, embeddedUri } from '../../../tools/oih/broker';
import { Topology } from '../../../tools/oih/topology';
import { brokers } from './brokers';
import { chain, step } from './flows';

describe('The broker', () => {
  for (const uri of ['rabbit', 'http://127.0.0.1:5672']) {
    it(`is refused at ${uri}, without repeating what may hold a password`, async () => {
      await assert.rejects(connectBroker(uri), (error: Error) => {
        assert.equal(error.message, 'The broker needs an address such as amqp://user:password@host:5672');
        return true;
      });
    });
  }
});

for (const { name, amqpUri } of brokers) {
  describe(`The topology on ${name}`, () => {
    const run = `spec-${process.pid}`;
    const flow = chain('Topology', step('one', 'count'), step('two', 'echo'));
    const queues = [
      `flow-topology-${run}:one:messages`,
      `flow-topology-${run}:one:rebounds`,
      `flow-topology-${run}:two:messages`,
      `flow-topology-${run}:two:rebounds`,
      `flow-snapshots-${run}`,
      `orchestrator_backchannel-${run}:messages`,
      `orchestrator_backchannel-${run}:error`,
    ];
    const exchanges = [
      `flow-topology-${run}`,
      `orchestrator_backchannel-${run}`,
      `component-events-collector-${run}`,
      `event-bus-${run}`,
    ];

    let broker: ChannelModel;
    beforeEach(async () => {
      broker = await connectBroker(amqpUri ?? embeddedUri(run));
    });
    afterEach(() => broker.close());

    /** Each look at something that does not exist closes its channel. */
    async function exists(kind: 'checkQueue' | 'checkExchange', of: string): Promise<boolean> {
      const channel = await broker.createChannel();
      channel.on('error', () => {});
      return channel[kind](of).then(
        () => true,
        () => false,
      );
    }

    async function existing(): Promise<string[]> {
      const there: string[] = [];
      for (const queue of queues) if (await exists('checkQueue', queue)) there.push(queue);
      for (const exchange of exchanges) if (await exists('checkExchange', exchange)) there.push(exchange);
      return there;
    }

    it("has the platform's exchanges and queues, and leaves nothing behind", async () => {
      const channel = await broker.createChannel();
      const topology = new Topology(run);
      await topology.declarePlatform(channel);
      await topology.declareFlow(channel, flow);
      assert.deepEqual(await existing(), [...queues, ...exchanges]);
      await topology.remove(channel);
      assert.deepEqual(await existing(), []);
    });

    it("routes by the platform's keys", async () => {
      const channel = await broker.createChannel();
      const topology = new Topology(run);
      await topology.declarePlatform(channel);
      await topology.declareFlow(channel, flow);
      const one = topology.step('topology', 'one');
      const routes: [exchange: string, key: string, queue: string][] = [
        [one.exchange, `flow-topology-${run}.one.input`, one.messages],
        [one.exchange, `flow-topology-${run}.one.requeue`, one.messages],
        [one.exchange, `flow-topology-${run}.one.rebound`, one.rebounds],
        [one.exchange, `flow-topology-${run}.one.snapshot`, topology.snapshots],
        [topology.collector, `flow-topology-${run}.one.snapshot`, topology.snapshots],
        [topology.backchannel, 'orchestrator_backchannel.input', topology.backchannelMessages],
        [topology.backchannel, 'orchestrator_backchannel.step_state', topology.backchannelMessages],
        [topology.backchannel, 'orchestrator_backchannel.error', topology.backchannelErrors],
      ];
      try {
        for (const [exchange, key, queue] of routes) {
          channel.publish(exchange, key, Buffer.from(key));
          // RabbitMQ routes on its own time; an answer on the same channel comes after that.
          await channel.checkQueue(queue);
          const message = await channel.get(queue, { noAck: true });
          assert.equal(message ? message.content.toString() : undefined, key);
        }
      } finally {
        await topology.remove(channel);
      }
    });
  });
}
