/** Most records whose content a state remembers, about 0.8 MB of JSON; beyond that those seen longest ago are forgotten. */
const MOST_SENT = 20_000;

/** What a state keeps of it: record id -> digest of the content, those seen longest ago first. */
export type SentDigests = Readonly<Record<string, string>>;

/**
 * What was last emitted of each record, as a digest of its content. A record whose stamp moved while its content did
 * not, as with every visit of a person, is no news. What is forgotten costs a message more, and never loses one.
 */
export class Sent {
  private readonly digests: Map<string, string>;
  private readonly ofThisRun = new Set<string>();

  /** `trusted` is false where a run emitted more than the stored digests know: then only what this run emits counts. */
  constructor(
    stored: SentDigests = {},
    private readonly trusted = true,
  ) {
    this.digests = new Map(Object.entries(stored));
  }

  has(id: string): boolean {
    return this.digests.has(id);
  }

  isNews(id: string, digest: string): boolean {
    return this.digests.get(id) !== digest || !(this.trusted || this.ofThisRun.has(id));
  }

  remember(id: string, digest: string): void {
    // Deleted first, so that it moves to the end.
    this.digests.delete(id);
    this.digests.set(id, digest);
    if (!this.trusted) this.ofThisRun.add(id);
    for (const oldest of this.digests.keys()) {
      if (this.digests.size <= MOST_SENT) return;
      this.digests.delete(oldest);
    }
  }

  forget(id: string): void {
    this.digests.delete(id);
  }

  /** A run has come to its end: of what it did not meet nobody knows what the other side has got, unless that was known before. */
  settle(): void {
    if (this.trusted) return;
    for (const id of this.digests.keys()) if (!this.ofThisRun.has(id)) this.digests.delete(id);
  }

  /** To be stored; undefined where there is nothing. */
  toStore(): SentDigests | undefined {
    return this.digests.size > 0 ? Object.fromEntries(this.digests) : undefined;
  }
}
