import path from 'node:path';
import type { Intercom, IntercomSettings } from '../../../lib/intercom/client';
import type { exchange } from '../../../lib/intercom/transport';
import type { Strategy } from './strategies';

/** The client as the container has it. */
const CLIENT = path.resolve(__dirname, '../../../dist/intercom');

/**
 * The component's own client in a process of its own, as far as memory goes: its modules are loaded anew, so that it
 * shares what it knows of the limit with nobody. Its exchanges and, with a strategy other than ours, its limiter are
 * replaced.
 */
export function replica(answer: typeof exchange, { Limiter, patienceMs }: Strategy): Intercom {
  takeModules();
  provide('transport', { exchange: answer });
  if (Limiter) {
    const limiter = new Limiter();
    provide('rateLimit', { limiterFor: () => limiter });
  }
  const { Intercom: Client }: { Intercom: new (settings: IntercomSettings) => Intercom } = require(
    path.join(CLIENT, 'client.js'),
  );
  return new Client({ accessToken: 'bench-token', ...(patienceMs !== undefined && { patienceMs }) });
}

/** Takes away the modules of replicas, and returns what puts back those that were loaded before. */
export function setModulesAside(): () => void {
  const before = takeModules();
  return () => {
    takeModules();
    Object.assign(require.cache, before);
  };
}

function takeModules(): NodeJS.Dict<NodeJS.Module> {
  const taken = Object.entries(require.cache).filter(([file]) => file.startsWith(CLIENT));
  for (const [file] of taken) delete require.cache[file];
  return Object.fromEntries(taken);
}

function provide(name: string, exports: object): void {
  const file = require.resolve(path.join(CLIENT, `${name}.js`));
  require(file);
  const loaded = require.cache[file];
  if (loaded) loaded.exports = exports;
}
