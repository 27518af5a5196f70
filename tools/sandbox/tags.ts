import { notFound, Refusal } from './errors';
import type { Workspace } from './workspace';

export interface Tag {
  readonly id: string;
  readonly name: string;
}

/** A tag on a record: since when (UNIX seconds), and which admin put it there. */
export interface Applied {
  readonly id: string;
  readonly applied_at: number;
  readonly admin_id: string;
}

/** The tags with one more; a tag that is there already stays as it is. */
export const withTag = (tags: readonly Applied[], tag: Applied): readonly Applied[] =>
  tags.some(({ id }) => id === tag.id) ? tags : [...tags, tag];

export const withoutTag = (tags: readonly Applied[], id: string): readonly Applied[] =>
  tags.filter((tag) => tag.id !== id);

/** The tags of a workspace. */
export class Tags {
  readonly #tags = new Map<string, Tag>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  list(): readonly Tag[] {
    return [...this.#tags.values()];
  }

  find(id: string): Tag | undefined {
    return this.#tags.get(id);
  }

  /** Throws 404 when there is no such tag. */
  get(id: string, code?: string): Tag {
    const tag = this.#tags.get(id);
    if (!tag) throw notFound('Tag', code);
    return tag;
  }

  /** The tag of that name, made when there is none: names are unique without regard to case. */
  named(name: string): Tag {
    const known = this.list().find((tag) => tag.name.toLowerCase() === name.toLowerCase());
    return known ?? this.#store({ id: this.#workspace.ids.tag(), name }, 'created');
  }

  rename(id: string, name: string): Tag {
    return this.#store({ ...this.get(id), name }, 'updated');
  }

  /** Deletes a tag everywhere. Throws 400 while a segment is built on it. */
  delete(id: string): void {
    this.get(id);
    const { contacts, companies, conversations, segments } = this.#workspace;
    const dependents = segments.filter((segment) => segment.tagId === id);
    if (dependents.length > 0) {
      const names = dependents.map(({ name }) => name).join(', ');
      throw new Refusal(400, 'tag_has_dependent_objects', `Segments use this tag: ${names}`);
    }
    this.#tags.delete(id);
    for (const contact of [...contacts.all.values()]) if (has(contact.tags, id)) contacts.untag(contact.id, id);
    for (const talk of [...conversations.all.values()]) if (has(talk.tags, id)) conversations.untag(talk.id, id);
    for (const company of companies.list()) if (has(company.tags, id)) companies.untag(company.id, id);
    this.#workspace.changes.tell('tag', id, 'deleted');
  }

  /** What hangs a tag on a record, now, by an admin: the one given, else the token's own. */
  applied(id: string, adminId = this.#workspace.admins.me().id): Applied {
    return { id, applied_at: this.#workspace.clock.now(), admin_id: adminId };
  }

  #store(tag: Tag, what: string): Tag {
    this.#tags.set(tag.id, tag);
    this.#workspace.changes.tell('tag', tag.id, what);
    return tag;
  }
}

const has = (tags: readonly Applied[], id: string): boolean => tags.some((tag) => tag.id === id);
