/** Where the specs of this folder run: always embedded, on RabbitMQ as well where AMQP_URI names one. */
export const brokers: { name: string; amqpUri?: string }[] = [
  { name: 'the embedded broker' },
  ...(process.env.AMQP_URI ? [{ name: 'RabbitMQ', amqpUri: process.env.AMQP_URI }] : []),
];
