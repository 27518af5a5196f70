/** What the replicas of a simulation meet. */
export interface Scenario {
  name: string;
  replicas: number;
  /** Seconds by which the replicas' clocks are wrong, in turn. */
  clocksOff?: readonly number[];
  /** Share of each window that another app of the workspace uses up. */
  othersShare?: number;
  /** Whether answers tell of the limit. */
  headers?: boolean;
  /** Work comes in bursts: so many seconds of it, then as many of none. Without a break when left out. */
  burstSeconds?: number;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one replica', replicas: 1 },
  { name: 'four replicas', replicas: 4 },
  { name: 'four replicas, bursts of 15 s', replicas: 4, burstSeconds: 15 },
  { name: 'four replicas, others use half', replicas: 4, othersShare: 0.5 },
  { name: 'four replicas, clocks 30 s apart', replicas: 4, clocksOff: [0, 30, -30, 15] },
  { name: 'four replicas, no headers', replicas: 4, headers: false },
];
