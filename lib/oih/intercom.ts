import { Intercom } from '../intercom/client';
import { credentials } from './credentials';
import type { StepRun } from './step';

/** The client for the credential of a step. It warns of every wait, counts its calls, and waits for its turn with large answers. */
export function intercomOf({ config, step, tally, room }: StepRun): Intercom {
  return new Intercom({
    ...credentials(config),
    log: (line) => step.logger.warn(line),
    onCall: () => {
      tally.calls += 1;
    },
    makeRoom: () => room.take(),
  });
}
