/** What is sent to the local server. */
export interface TryRequest {
  function: string;
  fields: Record<string, unknown>;
  data: unknown;
}

/** What it answers: all that a run left behind. */
export interface TryAnswer {
  /** The first messages, and how many there were. */
  emitted: { data?: unknown; metadata?: unknown }[];
  emittedCount: number;
  /** Why it failed, where it did. */
  error?: string;
  /** Why the message would come back later, where it would. */
  rebound?: string;
  /** The state that a trigger would keep. */
  snapshot?: unknown;
  log: string[];
  /** What the sandbox was asked. */
  requests: { method: string; path: string; query: Record<string, string>; body?: unknown }[];
  tookMs: number;
}

/** What the server says of a request that it does not run. */
export interface TryRefusal {
  refused: string;
}

/** Something that a field may hold, with what it stands for. */
export interface Suggestion {
  value: string;
  label: string;
}

/** What the sandbox holds at the moment: the name of an input -> what fits it. */
export type Known = Record<string, Suggestion[]>;
