import type { TriggerProcess } from '../../lib/polling';
import type { Sandbox } from '../../tools/sandbox';
import { type Run, type RunOptions, runModule } from './component';

/** A flow's trigger step across its runs: keeps the state between them as the platform does. */
export class Flow {
  snapshot: unknown = {};
  /** Everything emitted so far, runs that crashed included. */
  readonly emitted: Record<string, unknown>[] = [];

  constructor(
    private readonly process: TriggerProcess,
    private readonly sandbox: Sandbox,
    private readonly fields: Record<string, unknown> = {},
  ) {}

  /** One scheduled run. */
  async poll(options: Pick<RunOptions, 'publish'> = {}): Promise<Run> {
    const config = { accessToken: this.sandbox.token, baseUrl: this.sandbox.url, ...this.fields };
    const result = await runModule({ process: this.process }, 'spec', { ...options, config, snapshot: this.snapshot });
    for (const { data } of result.emitted)
      if (data !== null && typeof data === 'object') this.emitted.push({ ...data });
    const last = result.snapshots.at(-1);
    if (last !== undefined) this.snapshot = last;
    return result;
  }
}
