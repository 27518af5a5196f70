import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The way from the steps to RabbitMQ, which can be shut. To a step that looks as a restart of the broker does: its
 * connection is gone at once, and a new one is refused until the gate opens. Others who share the broker notice nothing.
 */
export class Gate {
  /** The broker's address by way of the gate. */
  readonly uri: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isShut = false;

  private constructor(server: Server, uri: string) {
    this.#server = server;
    this.uri = uri;
  }

  static async open(amqpUri: string): Promise<Gate> {
    const target = new URL(amqpUri);
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const uri = new URL(amqpUri);
    uri.hostname = '127.0.0.1';
    uri.port = String(port);
    const gate = new Gate(server, uri.href);
    server.on('connection', (socket) => gate.#pass(socket, Number(target.port) || 5672, target.hostname));
    return gate;
  }

  /** Cuts what passes, and lets nothing pass until `reopen`. Returns how many connections were cut. */
  shut(): number {
    this.#isShut = true;
    const cut = this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.destroy();
    return cut;
  }

  reopen(): void {
    this.#isShut = false;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.shut();
    await closed;
  }

  #pass(socket: Socket, port: number, host: string): void {
    if (this.#isShut) return void socket.destroy();
    const broker = connect({ port, host, noDelay: true });
    socket.setNoDelay(true);
    for (const [from, to] of [
      [socket, broker],
      [broker, socket],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      // What fails is followed by `close`, and that ends the other side.
      from.on('error', () => {});
      from.once('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
