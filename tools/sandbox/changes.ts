/** Something that happened in the workspace, whoever did it. */
export interface Change {
  readonly kind: 'contact' | 'conversation' | 'company' | 'tag' | 'note' | 'admin' | 'ticket' | 'article' | 'call';
  readonly id: string;
  /** What happened: created, updated, archived, merged, replied, closed, tagged ... */
  readonly what: string;
  /** Id of what it happened with, such as the tag. */
  readonly about?: string;
}

/** Tells whoever listens what happens in the workspace, at once and in order. */
export class Changes {
  readonly #listeners = new Set<(change: Change) => void>();

  /** Adds a listener; the result takes it off again. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tell(kind: Change['kind'], id: string, what: string, about?: string): void {
    for (const listener of this.#listeners) listener({ kind, id, what, ...(about !== undefined && { about }) });
  }
}
