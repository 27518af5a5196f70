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

  get entries(): readonly HubEntry[] {
    return this.#entries;
  }

  byId(oihUid: string): HubEntry | undefined {
    return this.#entries.find(({ id }) => id === oihUid);
  }

  /** The first entry that knows this id, of whatever application. */
  byRecord(recordUid: string): HubEntry | undefined {
    return this.#entries.find(({ refs }) => refs.some((ref) => ref.recordUid === recordUid));
  }

  /** Adds an id to the entry that knows it or has the hub's id, the oldest of them, or makes one. */
  link({ applicationUid, recordUid }: Ref, oihUid?: string): HubEntry {
    const known = this.#entries.find(
      ({ id, refs }) => id === oihUid || refs.some((ref) => ref.recordUid === recordUid),
    );
    if (!known) {
      const entry = { id: randomBytes(12).toString('hex'), refs: [{ applicationUid, recordUid }] };
      this.#entries.push(entry);
      return entry;
    }
    if (!known.refs.some((ref) => ref.recordUid === recordUid)) known.refs.push({ applicationUid, recordUid });
    return known;
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
