import path from 'node:path';
import { ferrymanRequire } from './broker';
import type { LogRecord } from './events';
import { silenceNegativeTimers } from './negativeTimers';
import type { RunningStep, StepListener } from './step';

interface Bunyan {
  createLogger(options: object): unknown;
}

const listeners = new Set<(record: LogRecord) => void>();
let captured = false;

/** Hears the log lines of all steps in this process; returns the way to stop that. */
export function onEmbeddedLog(listener: (record: LogRecord) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Starts a step within this process: the real Ferryman class, over the embedded broker. */
export async function startEmbeddedStep(
  folder: string,
  environment: Record<string, string>,
  listener: StepListener,
): Promise<RunningStep> {
  captureLogs();
  const { Ferryman } = await import('@openintegrationhub/ferryman/lib/ferryman.js');
  const { readFrom } = await import('@openintegrationhub/ferryman/lib/settings.js');
  await surviveCriticalErrors();
  // Ferryman joins COMPONENT_PATH to the working directory (lib/component_reader.js).
  const ferryman = new Ferryman({
    ...readFrom({ ...environment, ELASTICIO_COMPONENT_PATH: path.relative(process.cwd(), folder) }),
    // A component reads this from its own environment, which here it shares with every other step.
    ATTACHMENT_STORAGE_SERVICE_BASE_URL: environment.ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL,
  });
  // In the order of runGlobal.js.
  await ferryman.connect();
  await ferryman.prepare();
  if (environment.ELASTICIO_ENABLE_REST_API === 'true') await ferryman.setupRestAPI();
  await ferryman.run();
  return {
    async stop(signal) {
      if (signal === 'SIGTERM') await ferryman.scheduleShutdown();
      // A publish that fails from here on must not be tried again for ever, which would keep our process alive.
      ferryman.settings.AMQP_PUBLISH_RETRY_ATTEMPTS = 0;
      await ferryman.disconnect();
      listener.onExit(0, null);
    },
  };
}

/**
 * Takes ferryman's and the component's log lines before they reach stdout. Both go through bunyan.createLogger, the
 * first when ferryman is loaded, so this comes before that. The level is ours: ferryman turns logging off where
 * NODE_ENV is `test` (lib/logging.js).
 */
export function captureLogs(): void {
  if (captured) return;
  captured = true;
  silenceNegativeTimers();
  const bunyan: Bunyan = ferrymanRequire('bunyan');
  const { createLogger } = bunyan;
  const write = (record: LogRecord) => {
    for (const listener of listeners) listener(record);
  };
  const streams = [{ type: 'raw', stream: { write } }];
  bunyan.createLogger = (options) => createLogger({ ...options, level: process.env.LOG_LEVEL || 'info', streams });
}

/** Where its process would exit(1), ferryman in our process writes a fatal line instead. */
async function surviveCriticalErrors(): Promise<void> {
  const { default: logging } = await import('@openintegrationhub/ferryman/lib/logging.js');
  logging.criticalErrorAndExit = (reason, error) => {
    const why = error instanceof Error ? `: ${error.message}` : '';
    const record: LogRecord = { name: 'ferryman', level: 60, msg: `${reason}${why}` };
    for (const listener of listeners) listener(record);
  };
}
