/** What travels from step to step. A webhook's first message also carries `headers`, `query` and the like. */
export interface Message {
  attachments?: Record<string, unknown>;
  data?: unknown;
  metadata?: Record<string, unknown>;
  passthrough?: Record<string, unknown>;
  [extra: string]: unknown;
}

/** What the platform's scheduler gives to the first step; `sheduledTimestamp` is misspelt there too. */
export function scheduledStart(now = new Date(), next?: Date): Message {
  return {
    data: { sheduledTimestamp: now.toISOString(), ...(next && { nextSheduledTimestamp: next.toISOString() }) },
    metadata: { source: { name: 'scheduler', type: 'scheduler' } },
  };
}

/** Only these keys reach the next step; the orchestrator drops all others. */
export function travelling(message: Message): Message {
  const kept: Message = {};
  for (const key of ['attachments', 'data', 'metadata', 'passthrough']) {
    if (message[key] !== undefined) kept[key] = message[key];
  }
  return kept;
}
