import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startOf } from '../../dockerfile';
import { hostServices } from '../../oih/services/http';
import { SnapshotService } from '../../oih/services/snapshots';
import { Container } from '../container';
import type { SandboxProcess } from './sandboxProcess';

const ROOT = path.resolve(__dirname, '../../..');
const API_KEY = 'bench';
const START = { data: {}, metadata: {} };

/** A trigger's process under ferryman that emits so many records at each message. */
export interface Emitter {
  container: Container;
  count: number;
  close(): Promise<void>;
}

interface Trigger {
  folder: string;
  function: string;
  fields: Record<string, unknown>;
}

/** `updatedContacts` from the beginning on. */
export function backfill(sandbox: SandboxProcess, count: number): Promise<Emitter> {
  return start({ folder: ROOT, function: 'updatedContacts', fields: { startFrom: 'beginning' } }, sandbox, count);
}

/** A trigger that only emits the same payloads; `together` over a connection that gathers its writes, as the component's does. */
export function emitOnly(sandbox: SandboxProcess, count: number, together: boolean): Promise<Emitter> {
  const folder = path.join(ROOT, 'tools', 'bench', 'components', 'emitOnly');
  return start({ folder, function: 'emitOnly', fields: { together } }, sandbox, count);
}

async function start(trigger: Trigger, { url, token }: SandboxProcess, count: number): Promise<Emitter> {
  // As the image starts it, with its limits of memory; but the other component has no ferryman of its own.
  const { entrypoint, env } = startOf(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8'));
  // Knows no snapshot and keeps none, so that each message begins from the beginning.
  const services = await hostServices(API_KEY, [new SnapshotService()]);
  const container = await Container.create({
    ...trigger,
    entrypoint: entrypoint.map((word) => (word.startsWith('node_modules/') ? path.join(ROOT, word) : word)),
    fields: { accessToken: token, baseUrl: url, ...trigger.fields },
    services,
    apiKey: API_KEY,
    amqpUri: process.env.AMQP_URI,
    // Ferryman's own throttles, 100 messages and 20 snapshots a second, would be all that is measured.
    env: { ...env, ELASTICIO_OUTPUT_RATE_LIMIT: '100000', ELASTICIO_SNAPSHOT_RATE_LIMIT: '100000' },
    measured: true,
  });
  container.start();
  return {
    container,
    count,
    async close() {
      await container.close();
      await services.close();
    },
  };
}

/** What it took to emit all records once. */
export interface Emitted {
  recordsPerSecond: number;
  /** Processor time, user and system. */
  cpuMsPerRecord: number;
}

/** Lets it emit once. Throws where another number of records came. */
export async function emit({ container, count }: Emitter): Promise<Emitted> {
  let emitted = 0;
  const onOutput = () => {
    emitted += 1;
  };
  container.on('output', onOutput);
  const before = await container.usage();
  const begun = performance.now();
  await container.work(START, 1);
  const seconds = (performance.now() - begun) / 1000;
  const after = await container.usage();
  container.off('output', onOutput);
  if (emitted !== count) throw new Error(`${emitted} records came instead of ${count}`);
  return { recordsPerSecond: count / seconds, cpuMsPerRecord: (after.cpuMs - before.cpuMs) / count };
}

/** The most memory, in bytes, that a new process needs to read and emit all contacts of the sandbox; and its calls. */
export async function peakOf(sandbox: SandboxProcess, count: number): Promise<{ bytes: number; calls: number }> {
  const emitter = await backfill(sandbox, count);
  try {
    await sandbox.calls();
    await emit(emitter);
    return { bytes: (await emitter.container.usage()).peakBytes, calls: await sandbox.calls() };
  } finally {
    await emitter.close();
  }
}
