import type { Workspace } from './workspace';

/** A telephone call. */
export interface PhoneCall {
  readonly id: string;
  readonly phone: string;
  /** UNIX seconds, or ISO 8601 text: Intercom's description allows both. */
  readonly created_at: number | string;
}

/** The telephone calls of a workspace. */
export class Calls {
  readonly #workspace: Workspace;
  /** Oldest first. */
  readonly list: PhoneCall[] = [];

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** A call that begins now. */
  add(phone: string, stamps: 'seconds' | 'iso' = 'seconds'): PhoneCall {
    const now = this.#workspace.clock.now();
    const created_at = stamps === 'iso' ? new Date(now * 1000).toISOString() : now;
    const call = { id: this.#workspace.ids.other(), phone, created_at };
    this.list.push(call);
    this.#workspace.changes.tell('call', call.id, 'ended');
    return call;
  }
}
