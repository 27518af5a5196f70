import type { Intercom } from '../intercom/client';
import { ConfigurationError } from '../intercom/errors';
import { isoOf } from '../iso';
import type { Logger } from '../oih/types';
import type { State } from './state';

/** Seconds that two clocks may be apart before it is worth a word. */
const APART = 300;

/**
 * UNIX seconds at which a run began, by the slower of Intercom's clock and ours. The watermark comes no further: behind
 * the truth it costs some reading, before it records are lost, and one of the two may well be wrong.
 */
export function beginningOf({ firstAsked }: Intercom): number {
  return firstAsked?.earliest ?? Math.floor(Date.now() / 1000);
}

/**
 * To be called once Intercom has answered. Warns of clocks that are apart, and of a flow whose beginning is still to
 * come. Throws ConfigurationError where the state has come further than either clock: what was written since would be
 * passed over in silence.
 */
export function checkClocks({ firstAsked }: Intercom, logger: Logger, { from, watermark, cursor }: State): void {
  if (!firstAsked) return;
  const { earliest, latest } = firstAsked;
  if (latest - earliest > APART) {
    logger.warn(
      `Intercom's clock and the one of this machine are ${latest - earliest} s apart; what is stored goes by the slower one, ${isoOf(earliest)}. Set the wrong one.`,
    );
  }
  const reached = cursor ?? watermark;
  if (reached <= latest + APART) return;
  if (reached > from) {
    throw new ConfigurationError(
      `The stored state of this step says that everything up to ${isoOf(reached)} was read, which is still to come, so a clock was wrong when it was stored. ` +
        "Delete the step's snapshot; the next run then begins at startFrom (set that to a date to miss nothing).",
    );
  }
  logger.warn(
    `Nothing stamped before ${isoOf(from)} is emitted: the beginning of this flow is still to come. If startFrom was not meant so, delete the step's snapshot.`,
  );
}
