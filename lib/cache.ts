/** How long an answer may serve again, in milliseconds: what was just made in Intercom shows within a minute. */
const FRESH_MS = 60_000;
const MOST_ENTRIES = 1_000;
/** Characters of JSON, all credentials together; the container has 256 MiB. */
const MOST_SIZE = 8_000_000;
/** An answer larger than this is not kept: it would push out all the others. */
const LARGEST = 1_000_000;

interface Entry {
  made: number;
  /** Characters of JSON; 0 while it is on its way. */
  size: number;
  value: Promise<unknown>;
}

/**
 * Answers of Intercom's that many ask for, such as lists of choices. Keyed by whose they are, so that no credential
 * sees what another one was given. Bounded in entries and size: the one unused for longest goes first.
 */
const entries = new Map<string, Entry>();
let total = 0;

function drop(key: string): void {
  const entry = entries.get(key);
  if (!entry) return;
  entries.delete(key);
  total -= entry.size;
}

/**
 * What `make` brought less than a minute ago under this owner and question, else what it brings now. Those who ask the
 * same at the same time share one call. A failure is handed on and not kept. `owner` is `Intercom.identity`.
 */
export function cached<T>(owner: string, question: string, make: () => Promise<T>, now = Date.now()): Promise<T> {
  const key = `${owner} ${question}`;
  const known = entries.get(key);
  if (known && now - known.made < FRESH_MS) {
    entries.delete(key);
    entries.set(key, known);
    // Only this function writes an entry, and a question is asked with one `make`.
    return known.value as Promise<T>;
  }
  drop(key);
  const value = make();
  const entry: Entry = { made: now, size: 0, value };
  entries.set(key, entry);
  value.then(
    (found) => keep(key, entry, JSON.stringify(found)?.length ?? 0),
    () => {
      if (entries.get(key) === entry) drop(key);
    },
  );
  return value;
}

function keep(key: string, entry: Entry, size: number): void {
  if (entries.get(key) !== entry) return;
  entry.size = size;
  total += size;
  if (size > LARGEST) drop(key);
  for (const oldest of entries.keys()) {
    if (entries.size <= MOST_ENTRIES && total <= MOST_SIZE) break;
    drop(oldest);
  }
}

/** How much is kept, for specs. */
export function cacheState(): { entries: number; size: number } {
  return { entries: entries.size, size: total };
}

/** Forgets everything. */
export function clearCache(): void {
  entries.clear();
  total = 0;
}
