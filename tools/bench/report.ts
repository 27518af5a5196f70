import Table from 'cli-table3';
import type { Rounds, StartUp, Throughput } from './measure';
import { median, ratios } from './statistics';

/** Everything that a run of the benchmark measured. */
export interface Measured {
  startUps: Rounds<StartUp>;
  throughputs: Rounds<Throughput>;
  /** The most memory that each process had resident, after all rounds. */
  peakBytes: Map<string, number>;
}

const HEAD = [
  'function',
  'messages/s',
  'to\nnoop',
  'to\nbareAxios',
  'CPU ms\n/message',
  'listens\nafter ms',
  'first answer\nafter ms',
  'CPU ms\nuntil then',
  'MB\nuntil then',
  'peak\nMB',
];

/** A row for each function: medians over the rounds; the ratios are medians of each round's own ratio. */
export function table({ startUps, throughputs, peakBytes }: Measured): string {
  const speeds = new Map([...throughputs].map(([name, rounds]) => [name, rounds.map((one) => one.messagesPerSecond)]));
  const rows = [...speeds].map(([name, speed]) => {
    const starts = startUps.get(name) ?? [];
    const ratioTo = (other: string) => median(ratios(speed, speeds.get(other) ?? [])).toFixed(2);
    return [
      name,
      median(speed).toFixed(0),
      ratioTo('noop'),
      ratioTo('bareAxios'),
      median((throughputs.get(name) ?? []).map((one) => one.cpuMsPerMessage)).toFixed(2),
      median(starts.map((one) => one.listeningMs)).toFixed(0),
      median(starts.map((one) => one.firstAnswerMs)).toFixed(0),
      median(starts.map((one) => one.cpuMs)).toFixed(0),
      (median(starts.map((one) => one.peakBytes)) / 1_000_000).toFixed(0),
      ((peakBytes.get(name) ?? 0) / 1_000_000).toFixed(0),
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
