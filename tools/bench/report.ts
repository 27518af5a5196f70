import Table from 'cli-table3';
import { type Aim, counted } from './aims';
import { BARE, NO_OP, OURS } from './contestants';
import type { Rounds, StartUp, Throughput } from './measure';
import { estimate, median, ratios } from './statistics';

/** Everything that a run of the benchmark measured. */
export interface Measured {
  startUps: Rounds<StartUp>;
  /** Under a quota of a tenth of a core. */
  held: Rounds<StartUp>;
  throughputs: Rounds<Throughput>;
  /** The most memory that each process had resident, after all rounds. */
  peakBytes: Map<string, number>;
}

/** How far ours may be from the others. */
export interface Bounds {
  /** Messages a second, to bare axios. */
  speed: number;
  /** Time until it listens, to the no-op. */
  listening: number;
  /** Time and user CPU until the first answer, to the no-op. */
  firstAnswer: number;
  /** MB resident beyond the no-op. */
  memory: number;
}

const MB = 1_000_000;
const HEAD = [
  'function',
  'messages/s',
  `to\n${NO_OP}`,
  `to\n${BARE}`,
  'CPU ms\n/message',
  'peak\nMB',
  'listens\nafter ms',
  'first answer\nafter ms',
  'user CPU ms\nuntil then',
  'MB\nuntil then',
  'held to 0.1\ncore: s',
  'user CPU ms\nuntil then',
];

/** A row for each function: medians over the rounds; the ratios are medians of each round's own ratio. */
export function table({ startUps, held, throughputs, peakBytes }: Measured): string {
  const speeds = new Map([...throughputs].map(([name, rounds]) => [name, rounds.map((one) => one.messagesPerSecond)]));
  const rows = [...speeds].map(([name, speed]) => {
    const ratioTo = (other: string) => median(ratios(speed, speeds.get(other) ?? [])).toFixed(2);
    const ofStarts = (pick: (one: StartUp) => number) => median((startUps.get(name) ?? []).map(pick)).toFixed(0);
    const ofHeld = (pick: (one: StartUp) => number) => median((held.get(name) ?? []).map(pick));
    return [
      name,
      median(speed).toFixed(0),
      ratioTo(NO_OP),
      ratioTo(BARE),
      median((throughputs.get(name) ?? []).map((one) => one.cpuMsPerMessage)).toFixed(2),
      ((peakBytes.get(name) ?? 0) / MB).toFixed(0),
      ofStarts((one) => one.listeningMs),
      ofStarts((one) => one.firstAnswerMs),
      ofStarts((one) => one.userMs),
      ofStarts((one) => one.peakBytes / MB),
      ofHeld((one) => one.firstAnswerMs / 1000).toFixed(1),
      ofHeld((one) => one.userMs).toFixed(0),
    ];
  });
  const result = new Table({
    head: HEAD,
    colAligns: ['left', ...HEAD.slice(1).map(() => 'right' as const)],
    style: { head: [], border: [] },
  });
  result.push(...rows);
  return result.toString();
}

/** What is asked of ours beside the others. */
export function aimsOf({ startUps, held, throughputs, peakBytes }: Measured, bounds: Bounds): Aim[] {
  const of = <T>(rounds: Rounds<T>, name: string, pick: (round: T) => number) => (rounds.get(name) ?? []).map(pick);
  const compare = <T>(rounds: Rounds<T>, other: string, pick: (round: T) => number) =>
    estimate(ratios(of(rounds, OURS, pick), of(rounds, other, pick)));
  const megabytesBeyond = (rounds: Rounds<StartUp>) => {
    const [noop, ours] = [NO_OP, OURS].map((name) => of(rounds, name, (one) => one.peakBytes / MB));
    return estimate((ours ?? []).map((megabytes, round) => megabytes - (noop?.[round] ?? Number.NaN)));
  };
  const firstAnswer = (one: StartUp) => one.firstAnswerMs;
  const userCpu = (one: StartUp) => one.userMs;
  return [
    {
      what: `messages a second, ${OURS} to ${BARE}`,
      measured: compare(throughputs, BARE, (round) => round.messagesPerSecond),
      atLeast: bounds.speed,
    },
    counted(
      `MB resident at the most, ${OURS} beyond ${NO_OP}`,
      ((peakBytes.get(OURS) ?? Number.NaN) - (peakBytes.get(NO_OP) ?? Number.NaN)) / MB,
      bounds.memory,
    ),
    {
      what: `time until it listens, ${OURS} to ${NO_OP}`,
      measured: compare(startUps, NO_OP, (round) => round.listeningMs),
      atMost: bounds.listening,
    },
    {
      what: `time until the first answer, ${OURS} to ${NO_OP}`,
      measured: compare(startUps, NO_OP, firstAnswer),
      atMost: bounds.firstAnswer,
    },
    { what: `  to ${BARE}`, measured: compare(startUps, BARE, firstAnswer) },
    { what: '  user CPU until then', measured: compare(startUps, NO_OP, userCpu), atMost: bounds.firstAnswer },
    { what: `  to ${BARE}`, measured: compare(startUps, BARE, userCpu) },
    { what: `  MB resident until then, beyond ${NO_OP}`, measured: megabytesBeyond(startUps), atMost: bounds.memory },
    {
      what: `held to a tenth of a core: time until the first answer, to ${NO_OP}`,
      measured: compare(held, NO_OP, firstAnswer),
      atMost: bounds.firstAnswer,
    },
    { what: '  user CPU until then', measured: compare(held, NO_OP, userCpu), atMost: bounds.firstAnswer },
    { what: `  to ${BARE}`, measured: compare(held, BARE, userCpu) },
    { what: `  MB resident until then, beyond ${NO_OP}`, measured: megabytesBeyond(held), atMost: bounds.memory },
  ];
}
