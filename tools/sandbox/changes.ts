/** Something that happened in the workspace, whoever did it. */
export interface Change {
  readonly kind: 'contact' | 'conversation' | 'company' | 'tag' | 'note' | 'admin' | 'ticket';
  readonly id: string;
  /** What happened: created, updated, archived, merged, replied, closed, tagged ... */
  readonly what: string;
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

  tell(kind: Change['kind'], id: string, what: string): void {
    for (const listener of this.#listeners) listener({ kind, id, what });
  }
}
