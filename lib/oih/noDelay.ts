import type { TaskExec } from './types';

/**
 * Lets the connection to the broker send at once. amqplib hands a message of more than 2,048 bytes to the socket in
 * two pieces (lib/connection.js, SINGLE_CHUNK_THRESHOLD); Nagle's algorithm holds the second back until the first is
 * acknowledged, and the broker's side delays that by 40 ms, so that a step gets through 20 messages a second. Ferryman
 * connects without amqplib's option `noDelay` and offers no way to set it. docs/performance.md has what it brings.
 */
export function sendAtOnce(step: TaskExec): void {
  step.__getAmqp?.()?.amqp?.connection?.stream?.setNoDelay?.(true);
}
