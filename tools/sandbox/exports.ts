import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { notFound, Refusal } from './errors';
import type { Workspace } from './workspace';

/** The two kinds of exports, each with jobs of its own. */
export type ExportKind = 'content' | 'reporting';

/** How a job can end, in the words of its kind. */
export type ExportOutcome = 'done' | 'failed' | 'no_data';

interface ExportJob {
  readonly id: string;
  readonly kind: ExportKind;
  /** UNIX seconds. */
  readonly created_at: number;
  readonly done_at: number;
  readonly outcome: ExportOutcome;
  readonly rows: number;
  readonly canceled: boolean;
}

/** Jobs that may be under way at a time, and what Intercom says to one more. */
const LIMITS = {
  content: [1, 'Exceeded rate limit of 1 pending message data export jobs'],
  reporting: [5, 'Exceeded rate limit of 5 pending reporting data export jobs'],
} as const;
/** Intercom keeps the file of a job so long, in seconds. */
const KEPT = 2 * 86_400;
const LINES_IN_A_PIECE = 500;

/** The export jobs of a workspace. They get on as its clock does, when someone looks. */
export class Exports {
  readonly #jobs = new Map<string, ExportJob>();
  readonly #workspace: Workspace;
  /** What jobs that are made from now on come to, after how many seconds, and with how many rows. */
  next: { outcome: ExportOutcome; seconds: number; rows: number } = { outcome: 'done', seconds: 2, rows: 3 };

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** How many jobs of a kind were ever made. */
  count(kind: ExportKind): number {
    return [...this.#jobs.values()].filter((job) => job.kind === kind).length;
  }

  /** Makes a job. Throws 429 while as many as Intercom allows are under way. */
  create(kind: ExportKind): object {
    const [most, refusal] = LIMITS[kind];
    const pending = [...this.#jobs.values()].filter((job) => job.kind === kind && isUnderWay(this.#statusOf(job)));
    if (pending.length >= most) throw new Refusal(429, 'rate_limit_exceeded', refusal);
    const now = this.#workspace.clock.now();
    const { outcome, seconds, rows } = this.next;
    const id = `${kind === 'content' ? 'exp' : 'rep'}${this.#workspace.ids.other()}`;
    this.#jobs.set(id, { id, kind, created_at: now, done_at: now + seconds, outcome, rows, canceled: false });
    return this.show(kind, id, '');
  }

  /** The job as Intercom shows it. Throws 404 for one that is not there, or no more. */
  show(kind: ExportKind, id: string, origin: string): object {
    const job = this.#get(kind, id);
    const status = this.#statusOf(job);
    const isDone = status === doneWord(kind);
    const route = kind === 'content' ? 'content/data' : 'reporting_data';
    return {
      job_identifier: id,
      status,
      download_url: isDone ? `${origin}/download/${route}/${id}` : '',
      download_expires_at: isDone ? String(job.done_at + KEPT) : '',
    };
  }

  /** Stops a job that is under way. Throws 404. */
  cancel(kind: ExportKind, id: string): void {
    const job = this.#get(kind, id);
    if (isUnderWay(this.#statusOf(job))) this.#jobs.set(id, { ...job, canceled: true });
  }

  /** The file of a job, packed with gzip and made as it is read. Throws 404 unless the job is done. */
  file(kind: ExportKind, id: string): Readable {
    const job = this.#get(kind, id);
    if (this.#statusOf(job) !== doneWord(kind)) throw notFound('Export job');
    // A failure, such as a reader who hangs up, is told to who reads the last stream.
    return pipeline(Readable.from(pieces(kind, job.rows)), createGzip({ level: 1 }), () => {});
  }

  #get(kind: ExportKind, id: string): ExportJob {
    const job = this.#jobs.get(id);
    if (!job || job.kind !== kind || this.#workspace.clock.now() > job.done_at + KEPT) throw notFound('Export job');
    return job;
  }

  #statusOf({ kind, created_at, done_at, outcome, canceled }: ExportJob): string {
    const now = this.#workspace.clock.now();
    if (canceled) return 'canceled';
    if (now >= done_at) return outcome === 'done' ? doneWord(kind) : outcome;
    return now > created_at ? 'in_progress' : 'pending';
  }
}

const doneWord = (kind: ExportKind): string => (kind === 'content' ? 'completed' : 'complete');
const isUnderWay = (status: string): boolean => status === 'pending' || status === 'in_progress';

/** Lines of a CSV file, invented. Cells hold what CSV has to quote: commas, quotes and ends of lines. */
function* pieces(kind: ExportKind, rows: number): Generator<string> {
  yield kind === 'content' ? 'user_id,email,name,remark,received_at\n' : 'conversation_id,state,title\n';
  for (let row = 0; row < rows; row += LINES_IN_A_PIECE) {
    let piece = '';
    for (let n = row + 1; n <= Math.min(rows, row + LINES_IN_A_PIECE); n += 1) {
      piece +=
        kind === 'content'
          ? `crm-${n},person${n}@example.com,"Reyes, Ana ${n}","said ""yes""\nand left",${1_767_600_000 + n}\n`
          : `${215_400_000_000 + n},closed,"A ""quoted"" title, ${n}"\n`;
    }
    yield piece;
  }
}
