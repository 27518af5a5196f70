import { causeOf, shortened } from './causes';
import { CHAIN, POLL, STEADY } from './flows';
import type { Ledger, StepAccount } from './ledger';
import { type Slope, slopeOf } from './memory';
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

/** Deaths so long before and after a POST are told with it. */
const ABOUT_MS = 5_000;

/**
 * So long after its process has died the sandbox may come to a POST: it had reached the sandbox's socket, and the
 * sandbox had other things to do (6 ms were seen).
 */
const ON_ITS_WAY_MS = 250;

/** What a run has to be worth. */
export interface Demands {
  /** So many messages at least. */
  messages: number;
  /** Each kind of deed so often at least. */
  deeds: number;
  /** So many requests that met a fault, of whichever kind. */
  faults: number;
  /** Bytes that the process which is left alone may take more for each message: live on its heap, and resident. */
  heap: number;
  resident: number;
}

/** All that has to hold after a soak. */
export function aimsOf(soaked: Soaked, demands: Demands): Aim[] {
  const { ledger, polls, account } = soaked;
  const accounts = STEPS.map((step) => ({ step, ...ledger.account(step) }));
  const each = (pick: (one: StepAccount & { step: string }) => readonly string[]) =>
    accounts.flatMap((one) => pick(one).map((what) => `${one.step}: ${what}`));
  const polled = polls.account(account, ledger);
  const reports = [...accounts, { step: POLL, reported: polled.reported }];
  const posts = postsOf(ledger, account);
  return [
    { what: 'enough happened to tell', against: lacking(soaked, demands), note: `${ledger.given} messages` },
    { what: 'no process ended by itself', against: ledger.crashes, note: endsNote(ledger) },
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
    heapAim(soaked, demands),
    residentAim(soaked, demands),
  ];
}

/** What of the run is too little. */
function lacking({ ledger, account, deeds }: Soaked, demands: Demands): string[] {
  const faults = sum(Object.values(account.faults), (times) => times);
  const counts: [string, number, number][] = [
    ['messages', ledger.given, demands.messages],
    ['faults', faults, demands.faults],
    ['kinds of deeds', deeds.size, 1],
    ...[...deeds].map(([deed, times]): [string, number, number] => [deed, times, demands.deeds]),
  ];
  return counts.flatMap(([what, times, least]) => (times < least ? [`${what}: ${times}, at least ${least}`] : []));
}

/** Met only where the samples show that there is no leak: noise hides one, and excuses none. */
function heapAim({ memory }: Soaked, { heap }: Demands): Aim {
  const what = 'what is live on the heap of the process that is left alone stays flat';
  const slope = slopeOf(memory.heap);
  if (!slope) return { what, against: ['too few samples to tell'] };
  const told = slopeTold(slope, heap);
  return slope.bytes + slope.uncertainty > heap ? { what, against: [told] } : { what, against: [], note: told };
}

/** The resident set is noisy by nature; missed where a leak shows. */
function residentAim({ memory }: Soaked, { resident }: Demands): Aim {
  const what = 'so does its resident set, beyond the noise';
  const slope = slopeOf(memory.resident);
  if (!slope) return { what, against: ['too few samples to tell'] };
  const told = slopeTold(slope, resident);
  return slope.bytes - slope.uncertainty > resident ? { what, against: [told] } : { what, against: [], note: told };
}

/** Bytes for a message are kilobytes for a thousand. */
function slopeTold({ bytes, uncertainty }: Slope, most: number): string {
  const mb = (each: number) => (each / 1000).toFixed(2);
  return `${mb(bytes)} ± ${mb(uncertainty)} MB for 1,000 messages, at most ${mb(most)}`;
}

/**
 * Whether the POSTs of notes are as many as the messages that asked for them. One more is explained where the step's
 * process died between it and the one before, or with that one on its way; a death explains one, since one message is in
 * work at a time.
 */
function postsOf(ledger: Ledger, { posts }: Account) {
  const given = ledger.givenTo('note');
  const all = ledger.deathsOf('note');
  const left = [...all];
  const unexplained: string[] = [];
  let explained = 0;
  let total = 0;
  for (const [id, times] of Object.entries(posts)) {
    total += times.length;
    let more = times.length - (given.get(id) ?? 0);
    for (let at = 1; at < times.length && more > 0; at += 1) {
      const [before = 0, after = 0] = [times[at - 1], times[at]];
      const death = left.findIndex((one) => before - ON_ITS_WAY_MS < one && one < after);
      if (death === -1) continue;
      left.splice(death, 1);
      explained += 1;
      more -= 1;
    }
    if (more > 0)
      unexplained.push(`${id}: ${times.length} for ${given.get(id) ?? 0} messages, ${timesTold(times, all)}`);
  }
  return { unexplained, explained, total };
}

/** The moments of POSTs, and of the deaths about them, in milliseconds since the first: what one has to know to find out why. */
function timesTold(times: readonly number[], deaths: readonly number[]): string {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const about = deaths.filter((death) => first - ABOUT_MS < death && death < last + ABOUT_MS);
  const since = (moments: readonly number[]) => moments.map((at) => at - first).join(', ') || 'none';
  return `at ${since(times)} ms; deaths at ${since(about)}`;
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

function endsNote(ledger: Ledger): string {
  const ends = sum([...STEPS, POLL], (step) => ledger.endsOf(step));
  return `${ends} were ended, ${STEADY}'s ${ledger.endsOf(STEADY)} times`;
}

function deaths(ledger: Ledger): number {
  return STEPS.reduce((all, step) => all + ledger.deathsOf(step).length, 0);
}

function sum<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((total, one) => total + pick(one), 0);
}
