import { join } from 'node:path';
import type { Config, Message, TokenData } from '../../lib/oih/types';
import { captureLogs } from '../../tools/oih/embeddedStep';

// Ferryman writes its log to stdout once it is loaded, unless somebody else takes it first.
captureLogs();
const { ComponentReader } = require('@openintegrationhub/ferryman/lib/component_reader.js');
const { TaskExec } = require('@openintegrationhub/ferryman/lib/executor.js');

export const ROOT = join(__dirname, '..', '..');

/** What a run of a function left behind, as ferryman would have passed it on. */
export interface Run {
  emitted: { data?: unknown; metadata?: unknown; attachments?: unknown }[];
  snapshots: unknown[];
  rebounds: Error[];
  errors: Error[];
  log: string[];
}

export interface RunOptions {
  message?: Message | undefined;
  config?: Config;
  snapshot?: unknown;
  tokenData?: TokenData;
  settings?: Record<string, unknown>;
  /** Called in the place of the broker; a throw is what a failed publish looks like. */
  publish?: (event: string, payload: unknown) => void | Promise<void>;
}

export const TOKEN = 'spec-token-0123456789';
export const CREDENTIAL = { accessToken: TOKEN };

let reader: { loadTriggerOrAction(name: string): Promise<unknown> } | undefined;

/** Loads a function from dist the way ferryman does: component.json, then the module that it names. */
export async function load(name: string): Promise<unknown> {
  if (!reader) {
    const fresh = new ComponentReader();
    await fresh.init(join('.', ROOT.slice(process.cwd().length)));
    reader = fresh;
  }
  return reader?.loadTriggerOrAction(name);
}

/** Runs a function once through ferryman's own executor, up to its `end`. */
export async function run(name: string, options: RunOptions = {}): Promise<Run> {
  return runModule(await load(name), name, options);
}

/** Runs a module's `process` through ferryman's own executor, up to its `end`. */
export async function runModule(module: unknown, name: string, options: RunOptions = {}): Promise<Run> {
  const left: Run = { emitted: [], snapshots: [], rebounds: [], errors: [], log: [] };
  const exec = new TaskExec({ services: { config: { SNAPSHOT_ROUTING_KEY: 'spec', ...options.settings }, amqp: {} } });
  for (const level of ['debug', 'info', 'warn', 'error'])
    exec.logger[level] = (line: unknown) => left.log.push(String(line));
  const publish = options.publish ?? (() => {});
  // As lib/ferryman.js does: a publish that fails is reported and counted, and the emit resolves.
  exec.on('data', async (payload: Run['emitted'][number] & { passedCfg?: unknown }) => {
    delete payload.passedCfg;
    try {
      await publish('data', payload);
      left.emitted.push(payload);
    } catch (error) {
      exec.errorCount += 1;
      left.errors.push(error instanceof Error ? error : new Error(String(error)));
    }
  });
  exec.on('snapshot', async (payload: { passedCfg?: unknown }) => {
    delete payload.passedCfg;
    await publish('snapshot', payload);
    left.snapshots.push(JSON.parse(JSON.stringify(payload)));
  });
  exec.on('rebound', async (error: Error) => {
    left.rebounds.push(error);
  });
  await new Promise<void>((resolve) => {
    exec.on('error', async (error: Error) => {
      exec.errorCount += 1;
      left.errors.push(error);
    });
    exec.on('end', async () => resolve());
    const tokenData = { function: name, ...options.tokenData };
    const message = 'message' in options ? options.message : { data: {}, metadata: {} };
    exec.process(module, message, { ...CREDENTIAL, ...options.config }, options.snapshot ?? {}, {}, tokenData);
  });
  return left;
}
