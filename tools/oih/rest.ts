import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Oih, type Secret, startOih } from './index';

const FREE_PORT = require.resolve('./freePort.js');

/** What ferryman's REST mode answered. */
export interface RestAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** A component in ferryman's REST mode, with the platform around it. */
export interface Rest {
  oih: Oih;
  flowId: string;
  /** `POST /process`; a text is sent as it is. The run's own IAM token goes along unless another one, or null, is given. */
  post(body: unknown, token?: string | null): Promise<RestAnswer>;
  close(): Promise<void>;
}

/** Starts a flow with one step, whose container answers over REST as well. */
export async function startRest(secrets: Record<string, Secret>, amqpUri?: string): Promise<Rest> {
  const folder = mkdtempSync(join(tmpdir(), 'rest-'));
  const portFile = join(folder, 'port');
  // In RabbitMQ's case for the step's own process, else for ours.
  const { restore }: { restore(): void } = require(FREE_PORT);
  process.env.REST_PORT_FILE = portFile;
  const oih = await startOih({
    secrets,
    amqpUri,
    env: { ELASTICIO_ENABLE_REST_API: 'true', NODE_OPTIONS: `--require ${FREE_PORT}`, REST_PORT_FILE: portFile },
  });
  const flowId = await oih.deploy({
    name: 'rest',
    graph: {
      nodes: [
        { id: 'lookup', componentId: 'intercom', function: 'lookup', credentials_id: Object.keys(secrets)[0] ?? '' },
      ],
      edges: [],
    },
  });
  const port = await portIn(portFile);
  restore();
  delete require.cache[FREE_PORT];
  return {
    oih,
    flowId,
    async post(body, token = oih.apiKey) {
      const response = await fetch(`http://127.0.0.1:${port}/process`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    async close() {
      await oih.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function portIn(file: string): Promise<number> {
  for (;;) {
    try {
      const port = Number(readFileSync(file, 'utf8'));
      if (port > 0) return port;
    } catch {}
    await sleep(20);
  }
}
