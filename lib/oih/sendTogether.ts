import { nextTick } from 'node:process';
import type { BrokerSocket, TaskExec } from './types';

/** Whose writes are gathered already: a connection lives longer than a message. */
const gathering = new WeakSet<BrokerSocket>();

/**
 * Lets what the connection to the broker has to say at one moment leave in one system call. amqplib writes to the socket
 * frame by frame (lib/mux.js), two for a message of more than 2,048 bytes, and a system call for each is a large part of what emission costs.
 * docs/performance.md has the whole.
 */
export function sendTogether(step: TaskExec): void {
  const socket = step.__getAmqp?.()?.amqp?.connection?.stream;
  if (!socket?.write || !socket.cork || !socket.uncork || gathering.has(socket)) return;
  gathering.add(socket);
  const write = socket.write;
  socket.write = (...chunk) => {
    if (socket.writableCorked === 0) {
      socket.cork?.();
      // The way that Node's own documentation shows for writable.cork().
      nextTick(() => socket.uncork?.());
    }
    return write.apply(socket, chunk);
  };
}
