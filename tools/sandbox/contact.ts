import type { Attributes } from './attributes';
import type { Stored } from './collection';
import type { Applied } from './tags';

/** A user (known by e-mail or external id) or a lead. */
export type Role = 'user' | 'lead';

/** A contact that was merged into another. */
export interface MergeEntry {
  readonly source_contact_id: string;
  readonly source_contact_role: Role;
  /** UNIX seconds. */
  readonly merged_at: number;
}

/** What a client or a spec can set on a contact. Stamps in UNIX seconds; an absent field has no value. */
export interface ContactFields {
  readonly role?: Role;
  readonly external_id?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly name?: string | null;
  readonly avatar?: string | null;
  readonly owner_id?: string | null;
  readonly signed_up_at?: number | null;
  readonly last_seen_at?: number | null;
  readonly unsubscribed_from_emails?: boolean;
  readonly language_override?: string | null;
  readonly custom_attributes?: Readonly<Record<string, unknown>>;
}

/** A contact as the workspace keeps it; the wire's many other fields are null and are added when it is sent. */
export interface Contact extends Stored, Omit<ContactFields, 'role' | 'custom_attributes'> {
  readonly role: Role;
  readonly last_replied_at?: number | null;
  readonly last_contacted_at?: number | null;
  readonly last_email_opened_at?: number | null;
  readonly last_email_clicked_at?: number | null;
  readonly marked_email_as_spam?: boolean;
  readonly has_hard_bounced?: boolean;
  readonly browser?: string | null;
  readonly browser_language?: string | null;
  readonly os?: string | null;
  readonly location?: { readonly country: string; readonly region: string; readonly city: string };
  readonly custom_attributes: Attributes;
  readonly tags: readonly Applied[];
  /** Ids of companies. */
  readonly companies: readonly string[];
  /** Ids of notes, newest first. */
  readonly notes: readonly string[];
  readonly segments: readonly string[];
  readonly opted_in: readonly string[];
  readonly opted_out: readonly string[];
  readonly merges: readonly MergeEntry[];
  readonly archived: boolean;
  readonly blocked: boolean;
}

/** An entry of the contact activity log, which Preview has. */
export interface Activity {
  readonly event: 'contact.created' | 'contact.role_updated' | 'contact.merged' | 'contact.deleted';
  readonly contact: Contact;
  readonly at: number;
  readonly from?: string;
  readonly into?: string;
}

const NONE: readonly never[] = Object.freeze([]);
const NO_ATTRIBUTES: Attributes = Object.freeze({});

/** An empty contact: shared by all, so that 100,000 of them stay small. */
export const BLANK = {
  custom_attributes: NO_ATTRIBUTES,
  tags: NONE,
  companies: NONE,
  notes: NONE,
  segments: NONE,
  opted_in: NONE,
  opted_out: NONE,
  merges: NONE,
  archived: false,
  blocked: false,
} as const;
