import { createRequire } from 'node:module';
import { FakeAmqplib } from '@onify/fake-amqplib';
import type { ChannelModel } from 'amqplib';

interface Amqplib {
  connect(uri: string, options?: object): Promise<ChannelModel>;
}

/** Loads what ferryman itself would load, wherever npm put it. */
export const ferrymanRequire = createRequire(require.resolve('@openintegrationhub/ferryman/package.json'));

/** The host of an embedded broker; `.invalid` never resolves (RFC 2606), so it can never be a real one. */
const EMBEDDED_HOST = '.embedded.invalid';

/** The URI of an embedded broker of its own: ferryman in this process reaches it by that URI as well. */
export function embeddedUri(run: string): string {
  return `amqp://${run}${EMBEDDED_HOST}`;
}

/** Connects to RabbitMQ, or to the embedded broker where the URI is one of `embeddedUri`. */
export async function connectBroker(uri: string): Promise<ChannelModel> {
  if (!URL.canParse(uri) || !/^amqps?:$/.test(new URL(uri).protocol)) {
    throw new Error('The broker needs an address such as amqp://user:password@host:5672');
  }
  try {
    // Without noDelay many small publishes wait 40 ms for the broker's delayed TCP acknowledgement.
    return await embedAmqplib().connect(uri, { noDelay: true, clientProperties: { connection_name: 'local OIH' } });
  } catch (error) {
    const { host } = new URL(uri);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      /ACCESS-REFUSED/.test(why)
        ? `RabbitMQ at ${host} refuses this user and password`
        : `No RabbitMQ answers at ${host} (${why})`,
    );
  }
}

let amqplib: Amqplib | undefined;

/**
 * Teaches the amqplib that ferryman uses the embedded URIs; it connects to all others as before.
 * Ferryman looks `connect` up on the module at each call (lib/amqp.js), so the order of loading does not matter.
 */
function embedAmqplib(): Amqplib {
  if (amqplib) return amqplib;
  const fake = new FakeAmqplib();
  const loaded: Amqplib = ferrymanRequire('amqplib');
  const { connect } = loaded;
  loaded.connect = (uri, options) =>
    new URL(uri).host.endsWith(EMBEDDED_HOST) ? fake.connect(uri) : connect.call(loaded, uri, options);
  amqplib = loaded;
  return loaded;
}
