import { Collection } from './collection';
import { notFound } from './errors';
import { type Applied, withoutTag, withTag } from './tags';
import type { Workspace } from './workspace';

/** Kinds of records that the sandbox knows only as far as tags, lists and the ticket search need them. */
export type TaggableKind = 'article' | 'internal_article' | 'content_snippet' | 'ticket';

/** A record that carries tags. Stamps in UNIX seconds. */
export interface Taggable {
  readonly id: string;
  readonly title: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly tags: readonly Applied[];
  /** Of a ticket. */
  readonly typeId?: string;
  /** What was done last of what changes the state: a ticket is resolved, an article published. */
  readonly state?: 'resolved' | 'published';
}

const NAMES: Readonly<Record<TaggableKind, string>> = {
  article: 'Article',
  internal_article: 'Internal article',
  content_snippet: 'Content snippet',
  ticket: 'Ticket',
};

/** Articles, internal articles, snippets or tickets. */
export class Taggables {
  readonly all: Collection<Taggable>;

  constructor(
    readonly workspace: Workspace,
    readonly kind: TaggableKind,
  ) {
    this.all = new Collection<Taggable>({ clock: workspace.clock, lag: workspace.indexLag });
  }

  /** Adds a record; `typeId` is a ticket's. */
  add(title: string, typeId?: string): Taggable {
    const at = this.workspace.clock.now();
    const record = { id: this.workspace.ids.other(), title, created_at: at, updated_at: at, tags: [] };
    const added = this.all.put(typeId === undefined ? record : { ...record, typeId });
    this.#tell(added.id, 'created');
    return added;
  }

  rename(id: string, title: string): Taggable {
    return this.#happen(id, 'updated', { title });
  }

  /** Brings a ticket to the state resolved. */
  resolve(id: string): Taggable {
    return this.#happen(id, 'resolved', { state: 'resolved' });
  }

  /** Closes the conversation of a ticket, which leaves the ticket's own state. */
  close(id: string): Taggable {
    return this.#happen(id, 'closed');
  }

  /** Lets the public see an article. */
  publish(id: string): Taggable {
    return this.#happen(id, 'published', { state: 'published' });
  }

  remove(id: string): void {
    this.all.remove(this.get(id).id);
    this.#tell(id, 'deleted');
  }

  find(id: string): Taggable | undefined {
    return this.all.get(id);
  }

  /** Throws 404 with the kind's own code. */
  get(id: string): Taggable {
    const record = this.all.get(id);
    if (!record) throw notFound(NAMES[this.kind], `${this.kind}_not_found`);
    return record;
  }

  tag(id: string, applied: Applied): Taggable {
    const record = this.get(id);
    return this.all.put({ ...record, tags: withTag(record.tags, applied), updated_at: this.workspace.clock.now() });
  }

  untag(id: string, tagId: string): Taggable {
    const record = this.get(id);
    return this.all.put({ ...record, tags: withoutTag(record.tags, tagId), updated_at: this.workspace.clock.now() });
  }

  #happen(id: string, what: string, changed: Partial<Taggable> = {}): Taggable {
    const record = this.all.put({ ...this.get(id), ...changed, updated_at: this.workspace.clock.now() });
    this.#tell(id, what);
    return record;
  }

  #tell(id: string, what: string): void {
    if (this.kind === 'article' || this.kind === 'ticket') this.workspace.changes.tell(this.kind, id, what);
  }
}
