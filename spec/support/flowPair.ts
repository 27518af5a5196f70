import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Message } from '../../lib/oih/types';
import { CRM_COMPONENT, type RunningCrm } from '../../tools/crm';
import { DataHubService, type HubEntry } from '../../tools/oih/services/dataHub';
import type { Sandbox } from '../../tools/sandbox';
import { load, runModule } from './component';

export type Side = 'intercom' | 'crm';

/** The custom attribute for the mark. */
export const MARK = 'oih_sync';

/** What ferryman does before and after a step with id linking (2.4.7, lib/ferryman.js). */
class Links {
  private readonly hub = new DataHubService();

  incoming(application: string, message: Message): Message {
    const ref = this.entryOf(message.metadata)?.refs.find(({ applicationUid }) => applicationUid === application);
    return ref === undefined ? message : { ...message, metadata: { ...message.metadata, recordUid: ref.recordUid } };
  }

  outgoing(application: string, message: Message): Message {
    const { recordUid = '' } = message.metadata ?? {};
    const known = this.entryOf(message.metadata);
    const isKnown = known?.refs.some((ref) => ref.applicationUid === application && ref.recordUid === recordUid);
    const entry =
      known && isKnown
        ? known
        : this.hub.link({ applicationUid: application, recordUid }, known?.id ?? message.metadata?.oihUid);
    return { ...message, metadata: { oihUid: entry.id } };
  }

  private entryOf({ oihUid, recordUid }: NonNullable<Message['metadata']> = {}): HubEntry | undefined {
    if (oihUid !== undefined) return this.hub.byId(oihUid);
    return recordUid === undefined ? undefined : this.hub.byRecord(recordUid);
  }
}

/** A step of a flow, with the messages that wait for it. */
interface Step {
  side: Side;
  name: string;
  queue: Message[];
  next: Step[];
  snapshot: unknown;
}

const step = (side: Side, name: string, next: Step[] = []): Step => ({ side, name, queue: [], next, snapshot: {} });

/** More rounds than any history needs until nothing is under way. */
const MOST_ROUNDS = 12;

export interface FlowPairOptions {
  kind: 'Person' | 'Organization';
  /** Whether the platform links ids. Only then deletions are told and obeyed. */
  idLinking: boolean;
  /** Step fields of all steps. */
  fields: Record<string, unknown>;
}

/** The two flows of a two-way sync, whose messages pass when a spec says so. */
export class FlowPair {
  private readonly links = new Links();
  private readonly flows: Record<Side, Step>;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly crm: RunningCrm,
    private readonly options: FlowPairOptions,
  ) {
    const [polling, upsert, remove] = [`get${options.kind}sPolling`, `upsert${options.kind}`, `delete${options.kind}`];
    this.flows = {
      intercom: step('intercom', polling, [step('crm', upsert), step('crm', remove)]),
      crm: step('crm', polling, [step('intercom', upsert, [step('crm', upsert)]), step('intercom', remove)]),
    };
  }

  /** A side's trigger runs; what it emits waits in the queues. */
  async poll(side: Side): Promise<void> {
    await this.run(this.flows[side], { data: {}, metadata: {} });
  }

  /** Gives the message that has waited longest, in the flow's last step that has one, to its step; false where none waits. */
  async deliver(side: Side): Promise<boolean> {
    return this.deliverOne(this.flows[side]);
  }

  async pollBoth(): Promise<void> {
    await this.poll('intercom');
    await this.poll('crm');
  }

  /** Polls and delivers until nothing is under way and nothing was written. `lag`: seconds until Intercom's search shows a change. */
  async settle(lag = 0): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      this.sandbox.clock.advance(lag + 2);
      const writes = this.countWrites();
      await this.pollBoth();
      for (const side of ['intercom', 'crm'] as const) while (await this.deliver(side)) {}
      const { intercom, crm } = writes();
      if (intercom + crm === 0) return;
    }
    assert.fail(`it does not come to rest in ${MOST_ROUNDS} rounds`);
  }

  /** Starts to count; what it returns tells how much was written since. */
  countWrites(): () => Record<Side, number> {
    const before = this.crm.writes;
    let intercom = 0;
    const stop = this.sandbox.workspace.changes.listen(() => {
      intercom += 1;
    });
    return () => {
      stop();
      return { intercom, crm: this.crm.writes - before };
    };
  }

  /** The id that the hub knows on one side for a record of the other. */
  linked(side: Side, recordUid: string): string | undefined {
    return this.links.incoming(side, { metadata: { recordUid } }).metadata?.recordUid;
  }

  private async deliverOne(flow: Step): Promise<boolean> {
    for (const one of flow.next) if (await this.deliverOne(one)) return true;
    const message = flow.queue.shift();
    if (message) await this.run(flow, message);
    return message !== undefined;
  }

  private async run(one: Step, message: Message): Promise<void> {
    const { idLinking, fields } = this.options;
    const { side, name } = one;
    const module = side === 'crm' ? require(join(CRM_COMPONENT.crm, `${name}.js`)) : await load(name);
    const config = {
      ...(side === 'crm' ? { crmUrl: this.crm.url } : { accessToken: this.sandbox.token, baseUrl: this.sandbox.url }),
      nodeSettings: { applicationUid: side },
      startFrom: 'beginning',
      tellEmpty: true,
      deletes: idLinking,
      ...fields,
    };
    const given = idLinking ? this.links.incoming(side, message) : message;
    const { emitted, snapshots, errors, rebounds } = await runModule(module, name, {
      config,
      message: given,
      snapshot: one.snapshot,
    });
    assert.deepEqual(
      [...errors, ...rebounds].map((error) => error.message),
      [],
      `${side} ${name}`,
    );
    one.snapshot = snapshots.at(-1) ?? one.snapshot;
    for (const { data, metadata } of emitted) {
      const left: Message = { data, metadata: { ...Object(metadata) } };
      const linked = idLinking ? this.links.outgoing(side, left) : left;
      for (const next of one.next) next.queue.push(JSON.parse(JSON.stringify(linked)));
    }
  }
}
