const NAME = 'TimeoutNegativeWarning';

/**
 * Options for a step's process. p-throttle 2, by which ferryman limits its rates, may ask for a timer in the past, and
 * Node from 22 on warns of that: nothing that whoever runs a flow could mend.
 */
export const WITHOUT_WARNING: readonly string[] = process.allowedNodeEnvironmentFlags.has('--disable-warning')
  ? [`--disable-warning=${NAME}`]
  : [];

/** The same for steps within this process. */
export function silenceNegativeTimers(): void {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] !== NAME) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
}
