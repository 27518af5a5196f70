import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, type Fault, refusal, type Service } from './http';

/** A record's id in one application. */
export interface Ref {
  applicationUid: string;
  recordUid: string;
}

/** What the data hub knows of one record: its own id of it, and its ids in the applications. */
export interface HubEntry {
  id: string;
  refs: Ref[];
}

/**
 * OIH's data hub, as far as id linking needs it: which records of several applications are one. It forgets nothing by
 * itself: a record that was made anew in an application gets a second ref there, and ferryman takes the first.
 */
export class DataHubService implements Service {
  readonly path = '/data-hub/data/';
  fault: Fault | undefined;
  readonly #entries: HubEntry[] = [];
  readonly #byId = new Map<string, HubEntry>();
  readonly #age = new Map<HubEntry, number>();
  /** The oldest entry that knows a record's id. */
  readonly #byRecord = new Map<string, HubEntry>();

  get entries(): readonly HubEntry[] {
    return this.#entries;
  }

  byId(oihUid: string): HubEntry | undefined {
    return this.#byId.get(oihUid);
  }

  /** The first entry that knows this id, of whatever application. */
  byRecord(recordUid: string): HubEntry | undefined {
    return this.#byRecord.get(recordUid);
  }

  /** Adds an id to the entry that knows it or has the hub's id, the oldest of them, or makes one. */
  link({ applicationUid, recordUid }: Ref, oihUid?: string): HubEntry {
    const [known] = [this.byRecord(recordUid), oihUid === undefined ? undefined : this.byId(oihUid)]
      .filter((entry) => entry !== undefined)
      .sort((one, other) => this.#ageOf(one) - this.#ageOf(other));
    const entry = known ?? this.#newEntry();
    if (!entry.refs.some((ref) => ref.recordUid === recordUid)) entry.refs.push({ applicationUid, recordUid });
    const first = this.byRecord(recordUid);
    if (!first || this.#ageOf(entry) < this.#ageOf(first)) this.#byRecord.set(recordUid, entry);
    return entry;
  }

  #ageOf(entry: HubEntry): number {
    return this.#age.get(entry) ?? 0;
  }

  #newEntry(): HubEntry {
    const entry: HubEntry = { id: randomBytes(12).toString('hex'), refs: [] };
    this.#age.set(entry, this.#entries.push(entry));
    this.#byId.set(entry.id, entry);
    return entry;
  }

  async answer(method: string, segments: string[], request: IncomingMessage): Promise<Answer> {
    const [first = '', second, third] = segments;
    if (method === 'GET') return found(first === 'recordId' ? this.byRecord(second ?? '') : this.byId(first));
    if (method === 'POST' && first === 'recordId') {
      const { applicationUid, recordUid, oihUid } = await bodyOf(request);
      return { status: 201, body: { data: this.link({ applicationUid, recordUid }, oihUid) } };
    }
    if (method === 'DELETE') return found(this.#unlink(first, second, third));
    return refusal(404, 'no such operation');
  }

  #unlink(oihUid: string, applicationUid?: string, recordUid?: string): HubEntry | undefined {
    const entry = this.byId(oihUid);
    const at = entry?.refs.findIndex((ref) => ref.applicationUid === applicationUid && ref.recordUid === recordUid);
    if (entry === undefined || at === undefined || at < 0) return undefined;
    entry.refs.splice(at, 1);
    const other = this.#entries.find(({ refs }) => refs.some((ref) => ref.recordUid === recordUid));
    if (other) this.#byRecord.set(recordUid ?? '', other);
    else this.#byRecord.delete(recordUid ?? '');
    return entry;
  }
}

function found(entry: HubEntry | undefined): Answer {
  return entry ? { status: 200, body: { data: entry } } : refusal(404, 'Not Found');
}

async function bodyOf(request: IncomingMessage): Promise<Ref & { oihUid?: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
