import { notFound } from './errors';
import type { Workspace } from './workspace';

/** A note on a contact or a company. The body is HTML; the stamp is in UNIX seconds. */
export interface Note {
  readonly id: string;
  readonly created_at: number;
  readonly about: { readonly type: 'contact' | 'company'; readonly id: string };
  readonly admin_id: string;
  readonly body: string;
}

/** The notes of a workspace. */
export class Notes {
  readonly #notes = new Map<string, Note>();
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Throws 404 when there is no such note. */
  get(id: string): Note {
    const note = this.#notes.get(id);
    if (!note) throw notFound('Note');
    return note;
  }

  /** Writes a note; `adminId` is the token's own admin when left out. */
  create(about: Note['about'], body: string, adminId = this.#workspace.admins.me().id): Note {
    const { admins, clock, companies, contacts, ids } = this.#workspace;
    admins.get(adminId, 'not_found');
    const note: Note = { id: ids.note(), created_at: clock.now(), about, admin_id: adminId, body: asHtml(body) };
    if (about.type === 'contact') contacts.addNote(about.id, note.id);
    else companies.addNote(about.id, note.id);
    this.#notes.set(note.id, note);
    this.#workspace.changes.tell('note', note.id, 'created');
    return note;
  }

  /** Gives the notes of a merged contact to the one that stays. */
  moveToContact(ids: readonly string[], contactId: string): void {
    for (const id of ids) {
      const note = this.#notes.get(id);
      if (note) this.#notes.set(id, { ...note, about: { type: 'contact', id: contactId } });
    }
  }
}

/** Text as Intercom keeps it: plain text becomes a paragraph. */
export const asHtml = (body: string): string => (/^\s*</.test(body) ? body : `<p>${body}</p>`);
