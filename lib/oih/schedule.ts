/** Keys that the platform's scheduler puts into the first message of a flow; the spelling is its own (OIH's scheduler). */
export const SCHEDULE_KEYS: readonly string[] = ['sheduledTimestamp', 'scheduledTimestamp'];
