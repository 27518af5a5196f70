import { causeOf, shortened } from './causes';
import { CHAIN, POLL, STEADY } from './flows';
import type { Ledger, StepAccount } from './ledger';
import type { Account } from './sandboxProcess';
import type { Soaked } from './soak';

/** Something that has to hold, and what speaks against it. */
export interface Aim {
  what: string;
  /** Cases against it; none where it is met. */
  against: readonly string[];
  /** What there is to say of it all the same. */
  note?: string;
}

const STEPS = [...CHAIN, STEADY];

/** All that has to hold after a soak. The resident set may grow `mostGrowth` times from the middle third to the last. */
export function aimsOf(soaked: Soaked, mostGrowth: number): Aim[] {
  const { ledger, polls, account } = soaked;
  const accounts = STEPS.map((step) => ({ step, ...ledger.account(step) }));
  const each = (pick: (one: StepAccount & { step: string }) => readonly string[]) =>
    accounts.flatMap((one) => pick(one).map((what) => `${one.step}: ${what}`));
  const polled = polls.account(account, ledger);
  const reports = [...accounts, { step: POLL, reported: polled.reported }];
  const posts = postsOf(ledger, account);
  return [
    { what: 'every message came to an end', against: each(({ open }) => open), note: `${soaked.queued} still queued` },
    { what: 'none was acknowledged without a result', against: each(({ gone }) => gone) },
    {
      what: 'each came out as itself',
      against: [...each(({ strangers }) => strangers), ...polled.strangers.map((key) => `${POLL}: ${key}`)],
    },
    {
      what: 'none came to two results unless its process died with it in work',
      against: each(({ unexplained }) => unexplained),
      note: `${sum(accounts, ({ explained }) => explained)} did, for ${deaths(ledger)} deaths`,
    },
    {
      what: 'every error has a cause that only a person can mend',
      against: reports.flatMap(({ step, reported }) =>
        [...reported].flatMap(([error, times]) =>
          causeOf(step, error) ? [] : [`${step}: ${times} x ${shortened(error)}`],
        ),
      ),
    },
    {
      what: 'a report is lost only with a process',
      against: accounts.flatMap(({ step, reportLost }) =>
        reportLost > ledger.endsOf(step) ? [`${step}: ${reportLost} reports lost`] : [],
      ),
      note: `${sum(accounts, ({ reportLost }) => reportLost)} lost by ferryman`,
    },
    {
      what: 'no POST was sent twice unless its process died with it in work',
      against: posts.unexplained,
      note: `${posts.explained} were, and ${posts.total} sent`,
    },
    { what: 'one contact for each id', against: twins(account) },
    { what: 'a note for each that was emitted', against: missingNotes(ledger, account) },
    {
      what: 'the trigger emitted the last change of every record',
      against: polled.missing,
      note: `${polled.records} records`,
    },
    {
      what: 'it emitted none twice unless its process died',
      against: polled.unexplained,
      note: `${polled.repeated} were, in ${polled.runs} runs`,
    },
    memoryAim(soaked, mostGrowth),
  ];
}

function memoryAim({ memory }: Soaked, mostGrowth: number): Aim {
  const what = 'the memory of the process that is left alone stays flat';
  const growth = memory.growth(STEADY);
  if (!growth) return { what, against: [], note: 'the run was too short to tell' };
  const { middle, last, ratio, noise } = growth;
  const mb = (bytes: number) => (bytes / 1_000_000).toFixed(0);
  const told = `${ratio.toFixed(3)} (${mb(middle)} to ${mb(last)} MB), at most ${mostGrowth} and ${(noise * 100).toFixed(1)} % noise`;
  return ratio > mostGrowth + noise ? { what, against: [told] } : { what, against: [], note: told };
}

/**
 * Whether the POSTs of notes are as many as the messages that asked for them. One more is explained where the step's
 * process died between it and the one before; a death explains one, since one message is in work at a time.
 */
function postsOf(ledger: Ledger, { posts }: Account) {
  const given = ledger.givenTo('note');
  const left = ledger.deathsOf('note');
  const unexplained: string[] = [];
  let explained = 0;
  let total = 0;
  for (const [id, times] of Object.entries(posts)) {
    total += times.length;
    let more = times.length - (given.get(id) ?? 0);
    for (let at = 1; at < times.length && more > 0; at += 1) {
      const [before = 0, after = 0] = [times[at - 1], times[at]];
      const death = left.findIndex((one) => before < one && one < after);
      if (death === -1) continue;
      left.splice(death, 1);
      explained += 1;
      more -= 1;
    }
    if (more > 0) unexplained.push(`${id}: ${times.length} for ${given.get(id) ?? 0} messages`);
  }
  return { unexplained, explained, total };
}

function twins({ contacts }: Account): string[] {
  const seen = new Set<string>();
  return contacts.flatMap(({ external_id }) => {
    if (external_id === null) return [];
    const isTwin = seen.has(external_id);
    seen.add(external_id);
    return isTwin ? [external_id] : [];
  });
}

function missingNotes(ledger: Ledger, { notes }: Account): string[] {
  return [...ledger.emittedBy('note')].filter((id) => !notes[id]);
}

function deaths(ledger: Ledger): number {
  return STEPS.reduce((all, step) => all + ledger.deathsOf(step).length, 0);
}

function sum<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((total, one) => total + pick(one), 0);
}
