import { createHash } from 'node:crypto';
import type { OihEvent } from '../oih';
import type { Ledger } from './ledger';
import type { Account } from './sandboxProcess';

/** Of a contact as the trigger emits it, what is looked at. */
interface PolledContact {
  id?: string;
  updated_at?: number;
  notes?: { total_count: number };
}

const stateOf = (id = '?', updatedAt = 0, notes = 0) => `${id} ${updatedAt} ${notes}`;

/** What the polling trigger made of the records. */
export interface PollAccount {
  runs: number;
  /** Records in the workspace in the end. */
  records: number;
  emitted: number;
  /** Emitted again, unchanged, after the process died that emitted it first. */
  repeated: number;
  /** Records whose last change was never emitted. */
  missing: string[];
  /** Emitted, and in no workspace. */
  strangers: string[];
  /** Emitted again, unchanged, although the process that emitted it first did not die. */
  unexplained: string[];
  /** Runs that failed, by their error; the next run goes on where they stopped. */
  reported: Map<string, number>;
}

/** Books what a polling trigger emits: each record in each of its states, and who did. */
export class PollBook {
  readonly #step: string;
  /** The processes that emitted a record, by what it held. */
  readonly #emitted = new Map<string, string[]>();
  /** Each state that was emitted, as `stateOf` tells it. */
  readonly #states = new Set<string>();
  readonly #failed = new Map<string, number>();
  /** Runs that were started and have not ended. */
  readonly #underWay = new Set<string>();
  #runs = 0;
  #count = 0;

  constructor(step: string) {
    this.#step = step;
  }

  /** Whether a run is under way, as far as anyone has said. */
  get isRunning(): boolean {
    return this.#underWay.size > 0;
  }

  /** How many records were emitted. */
  get emitted(): number {
    return this.#count;
  }

  /** Starts anew: what died with a process may never be told. */
  forgetRuns(): void {
    this.#underWay.clear();
  }

  book(event: OihEvent): void {
    if (!('stepId' in event) || event.stepId !== this.#step) return;
    if (event.type === 'input') {
      this.#runs += 1;
      this.#underWay.add(event.messageId);
    } else if (event.type === 'output') {
      const record: PolledContact = Object(event.message.data);
      // A record may change twice within a second: then it comes out twice, with one stamp.
      const key = `${record.id} ${createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 16)}`;
      this.#states.add(stateOf(record.id, record.updated_at, record.notes?.total_count));
      this.#count += 1;
      this.#emitted.set(key, [...(this.#emitted.get(key) ?? []), event.process]);
    } else if (event.type === 'rebound') {
      this.#underWay.delete(event.parentMessageId);
      this.#underWay.add(event.messageId);
    } else if (event.type === 'complete') {
      this.#underWay.delete(event.parentMessageId);
    } else if (event.type === 'error') {
      const why = `${event.error.name}: ${event.error.message}`;
      this.#failed.set(why, (this.#failed.get(why) ?? 0) + 1);
    }
  }

  account({ contacts }: Account, ledger: Ledger): PollAccount {
    const missing = contacts.filter(({ id, updated_at, notes }) => !this.#states.has(stateOf(id, updated_at, notes)));
    const known = new Set(contacts.map(({ id }) => id));
    const again = [...this.#emitted].filter(([, processes]) => processes.length > 1);
    const unexplained = again.filter(([, processes]) => !processes.slice(0, -1).every((one) => ledger.isDead(one)));
    return {
      runs: this.#runs,
      records: contacts.length,
      emitted: this.#count,
      repeated: again.length - unexplained.length,
      missing: missing.map(({ id }) => id),
      strangers: [...this.#emitted.keys()].filter((key) => !known.has(key.split(' ')[0] ?? '')),
      unexplained: unexplained.map(([key, processes]) => `${key} by ${processes}`),
      reported: this.#failed,
    };
  }
}
