import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The server's script, where Debian's package and RabbitMQ's own put it. What Debian has in the path is a wrapper that
 * changes the user and always runs the machine's own node.
 */
const SERVERS = ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/opt/rabbitmq/sbin/rabbitmq-server'];

/** Milliseconds. */
const START_TIMEOUT = 60_000;
const LOOK_EVERY = 50;

/**
 * A RabbitMQ that is ours alone, so that it can be restarted: its own ports, name and data folder. The machine's broker,
 * which others may use, is not touched.
 */
export class OwnBroker {
  readonly uri: string;
  readonly #server: string;
  readonly #folder: string;
  readonly #ports: Ports;
  #process: ChildProcess | undefined;

  private constructor(server: string, ports: Ports) {
    this.#server = server;
    this.#ports = ports;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'soak-rabbitmq-'));
    this.uri = `amqp://guest:guest@127.0.0.1:${ports.amqp}`;
  }

  /** Undefined where no RabbitMQ is installed. Throws where it is and does not start. */
  static async start(): Promise<OwnBroker | undefined> {
    const server = SERVERS.find((file) => existsSync(file));
    if (!server) return undefined;
    const broker = new OwnBroker(server, { amqp: await freePort(), distribution: await freePort() });
    try {
      await broker.#start();
      return broker;
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  /** Stops it as an operator does, and starts it on the same data. Resolves when it listens again. */
  async restart(): Promise<void> {
    await this.#stop('SIGTERM');
    await this.#start();
  }

  async close(): Promise<void> {
    await this.#stop('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const child = spawn(this.#server, { env: this.#environment(), stdio: 'ignore', detached: true });
    this.#process = child;
    process.once('exit', this.#killWithUs);
    let failure: string | undefined;
    child.once('error', ({ message }) => {
      failure = message;
    });
    child.once('exit', (code, signal) => {
      failure ??= `it ended (${signal ?? code})`;
    });
    for (const deadline = Date.now() + START_TIMEOUT; !(await answers(this.#ports.amqp)); await sleep(LOOK_EVERY)) {
      if (failure !== undefined) throw new Error(`A RabbitMQ of our own did not start: ${failure}`);
      if (Date.now() > deadline) throw new Error(`A RabbitMQ of our own does not listen after ${START_TIMEOUT} ms`);
    }
  }

  async #stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    process.off('exit', this.#killWithUs);
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  readonly #killWithUs = () => void this.#process?.kill('SIGKILL');

  /** All that RabbitMQ would else share with, or read from, the machine's own. */
  #environment(): Record<string, string | undefined> {
    const file = (name: string, text: string) => {
      const whole = path.join(this.#folder, name);
      writeFileSync(whole, text);
      return whole;
    };
    const settings = [`listeners.tcp.1 = 127.0.0.1:${this.#ports.amqp}`, 'log.file = false', 'log.console = false'];
    return {
      PATH: process.env.PATH,
      // Erlang's cookie is kept there.
      HOME: this.#folder,
      RABBITMQ_NODENAME: `soak-${this.#ports.amqp}@localhost`,
      RABBITMQ_DIST_PORT: String(this.#ports.distribution),
      RABBITMQ_MNESIA_BASE: this.#folder,
      RABBITMQ_LOG_BASE: this.#folder,
      RABBITMQ_CONFIG_FILE: file('rabbitmq.conf', `${settings.join('\n')}\n`),
      RABBITMQ_CONF_ENV_FILE: file('environment', ''),
      RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins', '[].\n'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      // The script then becomes the server, so that a signal reaches it.
      RUNNING_UNDER_SYSTEMD: '1',
    };
  }
}

interface Ports {
  amqp: number;
  distribution: number;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const closed = once(server, 'close');
  server.close();
  await closed;
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).then((isThere) => {
    socket.destroy();
    return isThere === true;
  });
}
