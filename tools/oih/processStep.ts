import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { LogRecord } from './events';
import { WITHOUT_WARNING } from './negativeTimers';
import type { RunningStep, StepListener } from './step';

const RUN_GLOBAL = require.resolve('@openintegrationhub/ferryman/runGlobal.js');

/** Starts a step as its container does: ferryman's runGlobal.js in the component's folder. */
export function startProcessStep(
  folder: string,
  environment: Record<string, string>,
  listener: StepListener,
): RunningStep & { pid: number } {
  const child = spawn(process.execPath, [...WITHOUT_WARNING, RUN_GLOBAL], {
    cwd: folder,
    // No more of our own environment than a container has: a token in it is none of the step's business.
    env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: process.env.LOG_LEVEL, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal is for us, and we stop the step.
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Could not start ${process.execPath}`);
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  // `close` comes when its last lines have been read, `exit` may come before.
  const closed = once(child, 'close');
  child.once('close', (code, signal) => {
    process.off('exit', killWithUs);
    listener.onExit(code, signal);
  });
  for (const [stream, level] of [[child.stdout, 30] as const, [child.stderr, 50] as const]) {
    createInterface({ input: stream }).on('line', (line) => listener.onLog(recordOf(line, level)));
  }
  return {
    pid,
    async stop(signal) {
      child.kill(signal);
      await closed;
    },
  };
}

/** Ferryman and the component write JSON lines; node itself and careless libraries write text. */
function recordOf(line: string, level: number): LogRecord {
  try {
    const record = JSON.parse(line);
    if (typeof record?.msg === 'string') return record;
  } catch {}
  return { name: 'process', level, msg: line };
}
