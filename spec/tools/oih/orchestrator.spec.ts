import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { connectBroker, embeddedUri } from '../../../tools/oih/broker';
import { startEmbeddedStep } from '../../../tools/oih/embeddedStep';
import { Orchestrator } from '../../../tools/oih/orchestrator';
import { hostServices } from '../../../tools/oih/services/http';
import { stepEnvironment } from '../../../tools/oih/step';
import { Topology } from '../../../tools/oih/topology';
import { chain, components, step } from './flows';

/**
 * A broker that delivers from one queue late. As RabbitMQ does, it answers about a queue after what it has delivered
 * from it.
 */
function slowToDeliver(broker: ChannelModel, slow: string, ms: number): ChannelModel {
  let delivery = Promise.resolve();
  const slowed = (channel: Channel): Channel => {
    const { consume, checkQueue } = channel;
    return Object.assign(channel, {
      consume: (queue: string, handle: (message: ConsumeMessage | null) => void) =>
        consume.call(channel, queue, (message) => {
          if (queue !== slow) return handle(message);
          delivery = delivery.then(() => sleep(ms)).then(() => handle(message));
        }),
      checkQueue: async (queue: string) => {
        if (queue === slow) await delivery;
        return checkQueue.call(channel, queue);
      },
    });
  };
  return Object.assign(Object.create(broker), { createChannel: async () => slowed(await broker.createChannel()) });
}

describe('idle()', () => {
  const run = `spec-${process.pid}`;
  const topology = new Topology(run);

  for (const [what, queue, fn] of [
    ['a snapshot', topology.snapshots, 'count'],
    ['a rejection', topology.watch, 'fail'],
    ['an error', topology.backchannelErrors, 'fail'],
    ['a rebound', topology.watch, 'reboundUntil'],
  ] as const) {
    it(`waits for ${what} that the broker delivers after the completion`, async () => {
      const amqpUri = embeddedUri(`${run}-${what.replaceAll(' ', '-')}`);
      const broker = await connectBroker(amqpUri);
      const seen: string[] = [];
      const orchestrator = await Orchestrator.start({
        broker: slowToDeliver(broker, queue, 40),
        topology: new Topology(run),
        embedded: true,
        apiKey: 'key',
        onSnapshot: () => seen.push('stored'),
        report: ({ type }) => seen.push(type),
      });
      const flow = chain('Late', step('only', fn, { fields: { times: 1 } }));
      await orchestrator.deploy(flow);
      const services = await hostServices('key', []);
      const place = { componentId: 'tiny', flowId: 'late', stepId: 'only' };
      const environment = {
        ...stepEnvironment({ ...place, amqpUri, services, topology }),
        ELASTICIO_REBOUND_INITIAL_EXPIRATION: '20',
      };
      const running = await startEmbeddedStep(components.tiny, environment, { onLog() {}, onExit() {} });
      try {
        orchestrator.trigger('late', { data: {}, metadata: {} });
        await orchestrator.idle(5_000);
        const expected = {
          count: ['stored'],
          fail: ['rejected', 'error'],
          reboundUntil: ['rebound', 'rebounded', 'output'],
        };
        for (const type of expected[fn]) assert.ok(seen.includes(type), `${type} is missing in ${seen}`);
      } finally {
        await running.stop('SIGTERM');
        await orchestrator.close();
        await broker.close();
        await services.close();
      }
    });
  }
});
