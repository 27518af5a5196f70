import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contactOperations } from '../../lib/actions/contacts/upsertContact';
import { Intercom } from '../../lib/intercom/client';
import { IntercomError } from '../../lib/intercom/errors';
import { CONTACT_KEYS } from '../../lib/upsert/contactMatcher';
import { upsertContact } from '../../lib/upsert/contacts';
import { skipUnchanged } from '../../lib/upsert/upserted';
import { type Sandbox, startSandbox } from '../../tools/sandbox';

const NOON = 1_767_614_400;
const RUNS = Number(process.env.UPSERT_RUNS ?? 40);

/** One upsert of a person, who always has an e-mail address, and an external id that some messages lack. */
interface Write {
  person: number;
  withExternalId: boolean;
  inCapitals: boolean;
  role: 'user' | undefined;
  reads: boolean;
}

/** Upserts at the same moment, and what Intercom's own users do meanwhile and afterwards. */
interface Round {
  writes: Write[];
  meanwhile: { person: number; do: 'delete' | 'archive'; before: number }[];
  seconds: number;
}

interface World {
  rounds: Round[];
  /** Seconds until a change is searchable, by the parity of its id; longer than any world lasts where it never is. */
  lags: [number, number];
}

const person = fc.nat(1);
const world: fc.Arbitrary<World> = fc.record({
  rounds: fc.array(
    fc.record({
      writes: fc.array(
        fc.record({
          person,
          withExternalId: fc.boolean(),
          inCapitals: fc.boolean(),
          role: fc.constantFrom('user', undefined),
          reads: fc.boolean(),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      meanwhile: fc.array(fc.record({ person, do: fc.constantFrom('delete', 'archive'), before: fc.nat(9) }), {
        maxLength: 3,
      }),
      seconds: fc.constantFrom(0, 1, 120, 400),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  lags: fc.constantFrom([0, 0], [300, 300], [0, 300], [99_999, 0]),
});

const emailOf = (number: number): string => `person${number}@example.com`;

describe('upsert of contacts, in any order and interleaving', function () {
  this.timeout(120_000);
  let lags: [number, number] = [0, 0];
  const sandboxes: Sandbox[] = [];

  before(async () => {
    for (const hidesArchived of [true, false]) {
      const indexLagSeconds = ({ id }: { id: string }) => lags[Number.parseInt(id.slice(-1), 16) % 2] ?? 0;
      sandboxes.push(await startSandbox({ now: NOON, indexLagSeconds, hidesArchived }));
    }
  });
  after(async () => {
    for (const sandbox of sandboxes) await sandbox.close();
  });

  /** Plays a world; after each round, each person has one contact at most, with what was written last. */
  async function play(sandbox: Sandbox, scheduler: fc.Scheduler, { rounds, lags: chosen }: World): Promise<void> {
    lags = chosen;
    sandbox.reset();
    const { contacts } = sandbox.workspace;
    let serial = 0;
    for (const { writes, meanwhile, seconds } of rounds) {
      let requests = 0;
      const off = sandbox.onRequest(async () => {
        await scheduler.schedule(Promise.resolve());
        for (const act of meanwhile) {
          if (act.before !== requests) continue;
          const [contact] = contacts.byEmail(emailOf(act.person));
          if (contact) contacts[act.do](contact.id);
        }
        requests += 1;
      });
      const names = new Map<number, string[]>();
      const runs = writes.map(async (write) => {
        serial += 1;
        const name = `Name ${serial}`;
        const intercom = new Intercom({ accessToken: sandbox.token, baseUrl: sandbox.url });
        const email = emailOf(write.person);
        const input = {
          email: write.inCapitals ? email.toUpperCase() : email,
          name,
          ...(write.withExternalId && { external_id: `crm-${write.person}` }),
          ...(write.role && { role: write.role }),
        };
        const review = write.reads ? { review: skipUnchanged } : {};
        const settings = { matchBy: CONTACT_KEYS, onMultiple: 'error', unarchive: true, ...review } as const;
        try {
          await upsertContact(intercom, contactOperations, input, settings);
          names.set(write.person, [...(names.get(write.person) ?? []), name]);
        } catch (error) {
          // Deleted again and again: the platform would bring the message back.
          const disturbed = meanwhile.some((act) => act.person === write.person);
          if (!(error instanceof IntercomError && error.retryable && disturbed)) throw error;
        }
      });
      // All of them to their end, so that none of a failed world writes into the next.
      const ends = await scheduler.waitFor(Promise.allSettled(runs));
      off();
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      for (const [number, written] of names) {
        const found = contacts.byEmail(emailOf(number));
        assert.ok(found.length <= 1, `${found.length} contacts for one e-mail address`);
        const disturbed = meanwhile.some((act) => act.person === number);
        if (disturbed) continue;
        assert.equal(found.length, 1);
        // Where an archived contact can be written to by its id, nothing tells that it is one.
        if (sandbox.options.hidesArchived) assert.equal(found[0]?.archived, false);
        assert.ok(written.includes(String(found[0]?.name)), 'the name is none that was written in this round');
      }
      sandbox.clock.advance(seconds);
    }
    for (const number of [0, 1]) {
      const twins = [...contacts.all.values()].filter(
        ({ email, external_id }) => email?.toLowerCase() === emailOf(number) || external_id === `crm-${number}`,
      );
      assert.ok(twins.length <= 1, `${twins.length} contacts of one person`);
    }
  }

  it('leaves one contact for each person, with what was written last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), world, async (scheduler, given) => {
        for (const sandbox of sandboxes) await play(sandbox, scheduler, given);
      }),
      { numRuns: RUNS },
    );
  });
});
