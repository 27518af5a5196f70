import assert from 'node:assert/strict';
import type { TriggerProcess } from '../lib/polling';
import { process as adminActivity } from '../lib/triggers/adminActivity';
import { process as closedConversations } from '../lib/triggers/closedConversations';
import { process as deletedConversations } from '../lib/triggers/deletedConversations';
import { process as newCalls } from '../lib/triggers/newCalls';
import { process as newCompanies } from '../lib/triggers/newCompanies';
import { process as newContacts } from '../lib/triggers/newContacts';
import { process as newConversationParts } from '../lib/triggers/newConversationParts';
import { process as newConversations } from '../lib/triggers/newConversations';
import { process as newTickets } from '../lib/triggers/newTickets';
import { process as ratedConversations } from '../lib/triggers/ratedConversations';
import { process as updatedArticles } from '../lib/triggers/updatedArticles';
import { process as updatedCompanies } from '../lib/triggers/updatedCompanies';
import { process as updatedContacts } from '../lib/triggers/updatedContacts';
import { process as updatedConversations } from '../lib/triggers/updatedConversations';
import { process as updatedInternalArticles } from '../lib/triggers/updatedInternalArticles';
import { process as updatedTickets } from '../lib/triggers/updatedTickets';
import { type Sandbox, startSandbox, type Workspace } from '../tools/sandbox';
import { Flow } from './support/polls';

/** A day before the present: activity logs are asked for up to the machine's own time, and the watermark comes no further than that. */
const NOW = Math.floor(Date.now() / 1000) - 86_400;

interface Kind {
  trigger: TriggerProcess;
  /** Lets happen what the trigger waits for, and returns the id that its message has. */
  happen(workspace: Workspace): string;
  /** A later change of the same record, where there can be one. */
  change?(workspace: Workspace, id: string): void;
  /** Whether that change makes a message. */
  again?: boolean;
}

const lead = ({ contacts }: Workspace) => contacts.create({ role: 'lead' }).id;
const opened = (workspace: Workspace) => workspace.conversations.create({ by: lead(workspace), body: 'Hello' }).id;
const admin = ({ admins }: Workspace) => admins.me().id;
const retitled = ({ conversations }: Workspace, id: string) => conversations.update(id, { title: 'changed' });
const closed = (workspace: Workspace) => {
  const id = opened(workspace);
  workspace.conversations.close(id, admin(workspace));
  return id;
};
const rated = (workspace: Workspace) => {
  const id = opened(workspace);
  workspace.conversations.rate(id, 5);
  return id;
};
const deleted = (workspace: Workspace) => {
  const id = opened(workspace);
  workspace.conversations.delete(id);
  return id;
};
let companies = 0;
const company = (workspace: Workspace) => {
  companies += 1;
  return workspace.companies.upsert({ company_id: `org-${companies}` }).id;
};
const renamedCompany = ({ companies: all }: Workspace, id: string) =>
  all.upsert({ company_id: all.get(id).company_id, name: 'changed' });
/** A reply in a conversation of its own. */
const replied = (workspace: Workspace) => {
  const id = opened(workspace);
  workspace.conversations.reply(id, { as: admin(workspace), body: 'Hello back' });
  return workspace.conversations.partsOf(id).at(-1)?.id ?? '';
};
const conversationOfPart = ({ conversations }: Workspace, part: string) =>
  [...conversations.all.values()].find(({ id }) => conversations.partsOf(id).some((one) => one.id === part))?.id ?? '';

const KINDS: Record<string, Kind> = {
  newContacts: {
    trigger: newContacts,
    happen: lead,
    change: ({ contacts }, id) => contacts.update(id, { name: 'changed' }),
  },
  updatedContacts: {
    trigger: updatedContacts,
    happen: lead,
    change: ({ contacts }, id) => contacts.update(id, { name: 'changed' }),
    again: true,
  },
  newConversations: { trigger: newConversations, happen: opened, change: retitled },
  updatedConversations: { trigger: updatedConversations, happen: opened, change: retitled, again: true },
  newConversationParts: {
    trigger: newConversationParts,
    happen: replied,
    change: (workspace, part) => retitled(workspace, conversationOfPart(workspace, part)),
  },
  closedConversations: { trigger: closedConversations, happen: closed, change: retitled },
  ratedConversations: { trigger: ratedConversations, happen: rated, change: retitled },
  newTickets: {
    trigger: newTickets,
    happen: ({ tickets }) => tickets.add('Printer').id,
    change: ({ tickets }, id) => tickets.rename(id, 'changed'),
  },
  updatedTickets: {
    trigger: updatedTickets,
    happen: ({ tickets }) => tickets.add('Printer').id,
    change: ({ tickets }, id) => tickets.rename(id, 'changed'),
    again: true,
  },
  newCompanies: { trigger: newCompanies, happen: company, change: renamedCompany },
  updatedCompanies: { trigger: updatedCompanies, happen: company, change: renamedCompany, again: true },
  updatedArticles: {
    trigger: updatedArticles,
    happen: ({ articles }) => articles.add('Start').id,
    change: ({ articles }, id) => articles.rename(id, 'changed'),
    again: true,
  },
  updatedInternalArticles: {
    trigger: updatedInternalArticles,
    happen: ({ internalArticles }) => internalArticles.add('Rules').id,
    change: ({ internalArticles }, id) => internalArticles.rename(id, 'changed'),
    again: true,
  },
  newCalls: { trigger: newCalls, happen: ({ calls }) => calls.add('+1 555 0101').id },
  adminActivity: {
    trigger: adminActivity,
    happen: (workspace) => workspace.admins.record(admin(workspace), 'admin_login_success', 'Logged in').id,
  },
  deletedConversations: { trigger: deletedConversations, happen: deleted },
};

for (const [name, { trigger, happen, change, again = false }] of Object.entries(KINDS)) {
  describe(`trigger ${name}`, () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
      sandbox = await startSandbox({ now: NOW });
    });
    afterEach(() => sandbox.close());
    const after = (seconds: number) => sandbox.clock.advance(seconds);

    it('emits what happens from now on, once, with its ids', async () => {
      happen(sandbox.workspace);
      after(10);
      const flow = new Flow(trigger, sandbox, { nodeSettings: { applicationUid: 'app-1' } });
      assert.deepEqual(await results(flow), []);
      after(60);
      const one = happen(sandbox.workspace);
      const two = happen(sandbox.workspace);
      after(30);
      const { emitted, errors } = await flow.poll();
      assert.deepEqual(errors, []);
      const metadata = (recordUid: string) => ({ applicationUid: 'app-1', recordUid });
      assert.deepEqual(
        emitted.map((message) => message.metadata).sort(byUid),
        [metadata(one), metadata(two)].sort(byUid),
      );
      assert.deepEqual(emitted.map(({ data }) => idOf(data)).sort(), [one, two].sort());
      if (change) {
        change(sandbox.workspace, two);
        after(30);
        assert.deepEqual(await results(flow), again ? [two] : [], 'changed soon after');
      }
      for (const seconds of [0, 60, 400, 4_000]) {
        after(seconds);
        assert.deepEqual(await results(flow), [], `emitted again after ${seconds} s`);
      }
      if (!change) return;
      change(sandbox.workspace, one);
      after(30);
      assert.deepEqual(await results(flow), again ? [one] : []);
      after(30);
      assert.deepEqual(await results(flow), []);
    });

    it('begins at a date, or at the beginning', async () => {
      const early = happen(sandbox.workspace);
      after(3_600);
      const from = sandbox.clock.now();
      const late = happen(sandbox.workspace);
      after(30);
      const fromDate = new Flow(trigger, sandbox, { startFrom: from });
      assert.deepEqual(await results(fromDate), [late]);
      assert.deepEqual(await results(fromDate), []);
      const whole = new Flow(trigger, sandbox, { startFrom: NOW - 60 });
      assert.deepEqual((await results(whole)).sort(), [early, late].sort());
    });

    it('puts many records in a message with emit: page', async () => {
      const flow = new Flow(trigger, sandbox, { emit: 'page', nodeSettings: { applicationUid: 'app-1' } });
      await flow.poll();
      after(60);
      const ids = [1, 2, 3].map(() => happen(sandbox.workspace));
      after(30);
      const { emitted } = await flow.poll();
      assert.deepEqual(
        emitted.map(({ metadata }) => metadata),
        [{ applicationUid: 'app-1' }],
      );
      const [{ items }] = flow.emitted as [{ items: { id: string }[] }];
      assert.deepEqual(items.map(({ id }) => id).sort(), ids.sort());
      assert.deepEqual((await flow.poll()).emitted, []);
    });

    it('stops at maxItems and brings the rest with the next runs', async () => {
      const ids = [1, 2, 3, 4, 5].map(() => {
        after(5);
        return happen(sandbox.workspace);
      });
      after(30);
      const flow = new Flow(trigger, sandbox, { startFrom: NOW, maxItems: 2 });
      const counts: number[] = [];
      for (let run = 0; run < 4; run += 1) {
        counts.push((await flow.poll()).emitted.length);
        // The third one comes to its end.
        if (run >= 2) assert.ok(!('cursor' in (flow.snapshot as object)), 'the cursor outlived the run');
      }
      assert.deepEqual(counts, [2, 2, 1, 0]);
      assert.deepEqual(flow.emitted.map(idOf).sort(), ids.sort());
      const { watermark } = flow.snapshot as { watermark: number };
      // The client's idea of Intercom's clock may be a second early.
      assert.ok([0, 1].includes(sandbox.clock.now() - watermark), `the watermark is ${watermark}`);
    });

    it('loses nothing and moves nothing back where two runs begin with the same state', async () => {
      const flow = new Flow(trigger, sandbox, { startFrom: NOW });
      await flow.poll();
      const old = flow.snapshot;
      after(60);
      const one = happen(sandbox.workspace);
      after(60);
      assert.deepEqual(await results(flow), [one]);
      const two = happen(sandbox.workspace);
      after(60);
      flow.snapshot = old;
      assert.deepEqual((await results(flow)).sort(), [one, two].sort());
      after(60);
      assert.deepEqual(await results(flow), []);
    });

    for (const [fields, message] of [
      [{ maxItems: 0 }, /^maxItems must be/],
      [{ overlapSeconds: -1 }, /^overlapSeconds must be/],
      [{ startFrom: 'soon' }, /^startFrom must be now, beginning, or a date such as/],
      [{ emit: 'all' }, /^emit must be one of items, page/],
      [{ fields: 'nonsense' }, /^fields can name/],
      [{ filter: 'role = user' }, trigger.trigger.source.searchable ? /^filter must be/ : /^filter is not possible/],
    ] as const) {
      it(`refuses ${JSON.stringify(fields)} before any call`, async () => {
        const { errors } = await new Flow(trigger, sandbox, fields).poll();
        assert.match(errors[0]?.message ?? '', message);
        assert.equal(sandbox.requests.count(), 0);
      });
    }
  });
}

function idOf(data: unknown): string {
  return data !== null && typeof data === 'object' && 'id' in data ? String(data.id) : '';
}

/** The ids that a run emits; it must not fail. */
async function results(flow: Flow): Promise<string[]> {
  const { emitted, errors } = await flow.poll();
  assert.deepEqual(errors, []);
  return emitted.map(({ data }) => idOf(data));
}

function byUid(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
