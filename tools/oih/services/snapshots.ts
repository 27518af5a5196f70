import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../events';
import { type Fault, refusal, type Service } from './http';

type Snapshots = Record<string, Record<string, unknown>>;

/**
 * OIH's snapshot service: `GET /snapshots/flows/<flowId>/steps/<stepId>` -> `{data}`, with an empty object where there is none.
 * With a file it keeps the snapshots over restarts: `{ <flowId>: { <stepId>: <data> } }`.
 */
export class SnapshotService implements Service {
  readonly path = '/snapshots/';
  fault: Fault | undefined;
  readonly #file: string | undefined;
  readonly #snapshots: Snapshots;
  #saving: NodeJS.Immediate | undefined;

  /** Throws where the file cannot be written, or holds anything but snapshots: to start afresh is for its owner to decide. */
  constructor(file?: string) {
    this.#file = file;
    this.#snapshots = file === undefined ? {} : load(file);
    // Written at once: later there is nobody to tell that it cannot be.
    this.save();
  }

  get(flowId: string, stepId: string): unknown {
    return this.#snapshots[flowId]?.[stepId];
  }

  /** Replaces the step's snapshot; undefined removes it. */
  set({ flowId, stepId }: Place, data: unknown): void {
    const flow = { ...this.#snapshots[flowId], [stepId]: data };
    if (data === undefined) delete flow[stepId];
    this.#snapshots[flowId] = flow;
    // One write for all snapshots of this turn of the event loop.
    this.#saving ??= setImmediate(() => this.save());
  }

  /** Writes the file now, whole or not at all. Throws where it cannot be written. */
  save(): void {
    clearImmediate(this.#saving);
    this.#saving = undefined;
    if (this.#file === undefined) return;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      const half = `${this.#file}.${process.pid}.tmp`;
      writeFileSync(half, `${JSON.stringify(this.#snapshots, null, 2)}\n`);
      renameSync(half, this.#file);
    } catch (error) {
      throw new Error(`${this.#file} cannot be written (${error instanceof Error ? error.message : error})`);
    }
  }

  answer(method: string, [flows, flowId = '', steps, stepId = '']: string[]) {
    if (method !== 'GET' || flows !== 'flows' || steps !== 'steps') return refusal(404, 'Not found');
    return { status: 200, body: { data: this.get(flowId, stepId) ?? {} } };
  }
}

function load(file: string): Snapshots {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read (${error instanceof Error ? error.message : error})`);
  }
  try {
    const json: unknown = JSON.parse(text);
    if (isRecord(json) && Object.values(json).every(isRecord)) return json as Snapshots;
  } catch {}
  throw new Error(`${file} does not hold snapshots; delete it to let the flow start afresh`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
