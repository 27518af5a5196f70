// Ferryman brings no types; these are the few members that the local platform uses.

declare module '@openintegrationhub/ferryman/lib/ferryman.js' {
  import type { Settings } from '@openintegrationhub/ferryman/lib/settings.js';

  export class Ferryman {
    constructor(settings: Settings);
    settings: Settings;
    connect(): Promise<void>;
    prepare(): Promise<void>;
    /** Listens on port 3001, on all addresses. */
    setupRestAPI(): Promise<void>;
    run(): Promise<void>;
    /** Takes no more messages; resolves once those in work are done. */
    scheduleShutdown(): Promise<void>;
    disconnect(): Promise<void>;
  }
}

declare module '@openintegrationhub/ferryman/lib/settings.js' {
  export type Settings = Record<string, unknown>;
  export function readFrom(environment: Record<string, string | undefined>): Settings;
}

declare module '@openintegrationhub/ferryman/lib/logging.js' {
  const logging: { criticalErrorAndExit(reason: string, error?: unknown): void };
  export default logging;
}
