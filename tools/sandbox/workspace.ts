import { Admins } from './admins';
import { DataAttributes } from './attributes';
import { Calls } from './calls';
import { Changes } from './changes';
import type { Clock } from './clock';
import type { IndexLag, Stored } from './collection';
import { Companies } from './companies';
import { Contacts } from './contacts';
import { Conversations } from './conversations';
import { CustomObjects } from './customObjects';
import { Exports } from './exports';
import { Ids } from './ids';
import { Jobs } from './jobs';
import { Notes } from './notes';
import { Taggables } from './taggables';
import { Tags } from './tags';

/** A segment, which contacts are in or not; `tagId` where it is built on a tag. Stamps in UNIX seconds. */
export interface Segment {
  readonly id: string;
  readonly name: string;
  readonly person_type: 'user' | 'contact';
  readonly created_at: number;
  readonly updated_at: number;
  readonly tagId?: string;
}

/** What contacts can be subscribed to. */
export interface SubscriptionType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly consent_type: 'opt_out' | 'opt_in';
  readonly content_types: readonly ('email' | 'sms_message')[];
}

/** What a workspace needs to know from the start. */
export interface WorkspaceOptions {
  readonly clock: Clock;
  readonly timezone: string;
  readonly indexLag: IndexLag<Stored>;
  /** Seconds from a bulk job's last task until it is done. */
  readonly bulkJobSeconds: number;
}

/** Everything that an Intercom workspace holds, in memory. */
export class Workspace {
  readonly clock: Clock;
  readonly timezone: string;
  readonly indexLag: IndexLag<Stored>;
  readonly bulkJobSeconds: number;
  readonly id = 'sandbox1';
  readonly name = 'Sandbox';
  readonly createdAt: number;
  readonly ids = new Ids();
  readonly changes = new Changes();
  readonly attributes = new DataAttributes();
  readonly segments: Segment[] = [];
  readonly subscriptionTypes: SubscriptionType[] = [];
  readonly admins = new Admins(this);
  readonly calls = new Calls(this);
  readonly companies = new Companies(this);
  readonly contacts: Contacts;
  readonly conversations: Conversations;
  readonly notes = new Notes(this);
  readonly tags = new Tags(this);
  readonly jobs = new Jobs(this);
  readonly customObjects = new CustomObjects(this);
  readonly exports = new Exports(this);
  readonly articles: Taggables;
  readonly internalArticles: Taggables;
  readonly contentSnippets: Taggables;
  readonly tickets: Taggables;

  constructor({ clock, timezone, indexLag, bulkJobSeconds }: WorkspaceOptions) {
    this.clock = clock;
    this.timezone = timezone;
    this.indexLag = indexLag;
    this.bulkJobSeconds = bulkJobSeconds;
    this.createdAt = clock.now();
    this.contacts = new Contacts(this);
    this.conversations = new Conversations(this);
    this.articles = new Taggables(this, 'article');
    this.internalArticles = new Taggables(this, 'internal_article');
    this.contentSnippets = new Taggables(this, 'content_snippet');
    this.tickets = new Taggables(this, 'ticket');
    // Without an admin there is no token.
    this.admins.add({ name: 'Ada Sandbox', email: 'ada@example.com', job_title: 'Support lead' });
  }
}
