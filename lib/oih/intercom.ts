import { Intercom } from '../intercom/client';
import { credentials } from './credentials';
import type { StepRun } from './step';

/** The client for the credential of a step. It warns of every wait, and counts its calls. */
export function intercomOf({ config, step, tally }: StepRun): Intercom {
  return new Intercom({
    ...credentials(config),
    log: (line) => step.logger.warn(line),
    onCall: () => {
      tally.calls += 1;
    },
  });
}
