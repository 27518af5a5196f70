// Loaded into a component's process with --require where there is no RabbitMQ: a broker within the process takes its
// place. Messages come in by IPC, and what the component publishes to the orchestrator goes out by IPC.
const { createRequire } = require('node:module');
const { FakeAmqplib } = require('@onify/fake-amqplib');

const { env } = process;
const URI = 'amqp://embedded.invalid';
const broker = new FakeAmqplib();
const ready = declare();

// The amqplib that ferryman will load, wherever npm put it.
const amqplib = createRequire(process.argv[1])('amqplib');
const { connect } = amqplib;
amqplib.connect = async (uri, options) => {
  await ready;
  return uri === URI ? broker.connect(uri) : connect(uri, options);
};

async function declare() {
  const connection = await broker.connect(URI);
  const channel = await connection.createChannel();
  for (const exchange of ['NODE', 'BACKCHANNEL', 'SNAPSHOTS', 'EVENT_BUS']) {
    await channel.assertExchange(env[`ELASTICIO_${exchange}_EXCHANGE`], 'topic');
  }
  await channel.assertQueue(env.ELASTICIO_LISTEN_MESSAGES_ON);
  await channel.assertQueue('published');
  await channel.bindQueue('published', env.ELASTICIO_BACKCHANNEL_EXCHANGE, '#');
  await channel.consume(
    'published',
    ({ fields, content }) => process.send({ published: { key: fields.routingKey, content: content.toString() } }),
    { noAck: true },
  );
  // Nobody here wants snapshots, but this broker does not confirm what goes nowhere.
  await channel.assertQueue('snapshots');
  await channel.bindQueue('snapshots', env.ELASTICIO_SNAPSHOTS_EXCHANGE, '#');
  await channel.consume('snapshots', () => {}, { noAck: true });
  process.on('message', ({ give }) => {
    if (give) channel.sendToQueue(env.ELASTICIO_LISTEN_MESSAGES_ON, Buffer.from(give.content), give.options);
  });
}
