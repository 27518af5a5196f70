import { notFound } from './errors';
import { type Applied, withoutTag, withTag } from './tags';
import type { Workspace } from './workspace';

/** Kinds of records that the sandbox knows only as far as tags need them. */
export type TaggableKind = 'article' | 'internal_article' | 'content_snippet' | 'ticket';

/** A record that carries tags. Stamps in UNIX seconds. */
export interface Taggable {
  readonly id: string;
  readonly title: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly tags: readonly Applied[];
}

const NAMES: Readonly<Record<TaggableKind, string>> = {
  article: 'Article',
  internal_article: 'Internal article',
  content_snippet: 'Content snippet',
  ticket: 'Ticket',
};

/** Articles, internal articles, snippets or tickets. */
export class Taggables {
  readonly #records = new Map<string, Taggable>();

  constructor(
    readonly workspace: Workspace,
    readonly kind: TaggableKind,
  ) {}

  add(title: string): Taggable {
    const at = this.workspace.clock.now();
    return this.#store({ id: this.workspace.ids.other(), title, created_at: at, updated_at: at, tags: [] });
  }

  find(id: string): Taggable | undefined {
    return this.#records.get(id);
  }

  /** Throws 404 with the kind's own code. */
  get(id: string): Taggable {
    const record = this.#records.get(id);
    if (!record) throw notFound(NAMES[this.kind], `${this.kind}_not_found`);
    return record;
  }

  tag(id: string, applied: Applied): Taggable {
    const record = this.get(id);
    return this.#store({ ...record, tags: withTag(record.tags, applied), updated_at: this.workspace.clock.now() });
  }

  untag(id: string, tagId: string): Taggable {
    const record = this.get(id);
    return this.#store({ ...record, tags: withoutTag(record.tags, tagId), updated_at: this.workspace.clock.now() });
  }

  #store(record: Taggable): Taggable {
    this.#records.set(record.id, record);
    return record;
  }
}
