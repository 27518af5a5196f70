import type { Message } from './message';

/** A step of a deployed flow. */
export interface Place {
  flowId: string;
  stepId: string;
}

/** A line of a step's log, as bunyan writes it. */
export interface LogRecord {
  /** `ferryman` or `component`. */
  name: string;
  /** bunyan's scale: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
  level: number;
  msg: string;
  flowId?: string;
  stepId?: string;
  [field: string]: unknown;
}

/** How an exception crosses the platform: nothing but these three fields. */
export interface StepError {
  name: string;
  message: string;
  stack: string;
}

/** What a step made of a message: of which one, and which of the processes did that the step has had one after the other. */
export interface Result {
  parentMessageId: string;
  process: string;
}

/** One thing that happened in the local platform; `at` is in milliseconds since 1970. */
export type OihEvent = { at: number } & (
  | (Place & { type: 'input'; messageId: string; message: Message })
  | (Place & Result & { type: 'output'; message: Message })
  | (Place & Result & { type: 'error'; function: string; error: StepError })
  | (Place & Result & { type: 'rebound'; messageId: string; reason: string; iteration: number; delayMs: number })
  | (Place & { type: 'rebounded'; iteration: number })
  | (Place & { type: 'snapshot'; data: unknown; ofExecution: boolean })
  | (Place & { type: 'complete'; parentMessageId: string; tookMs: number })
  | (Place & { type: 'rejected'; messageId: string })
  | (Place & { type: 'exit'; process: string; code: number | null; signal: string | null; expected: boolean })
  | ({ type: 'log'; record: LogRecord } & Partial<Place>)
  | { type: 'bus'; routingKey: string; payload: unknown }
);

type Undated<E> = E extends unknown ? Omit<E, 'at'> : never;

/** Reports an event; the receiver stamps it. */
export type Report = (event: Undated<OihEvent>) => void;
