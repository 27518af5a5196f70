import { IntercomError } from '../intercom/errors';
import { PublishFailedError } from './emission';
import { sendAtOnce } from './noDelay';
import { Room } from './room';
import { withSecret } from './secret';
import { sendTogether } from './sendTogether';
import type { Config, FlowCall, Message, Process, RestCall, TaskExec, TokenData } from './types';

/** One run of a step: everything ferryman gave us. */
export interface StepRun {
  step: TaskExec;
  message: Message | undefined;
  config: Config;
  snapshot: unknown;
  tokenData: TokenData;
  /** The headers that the message came with, as far as ferryman hands them on (2.4.7, lib/ferryman.js, readIncomingMessageHeaders). */
  headers?: unknown;
  /** Counted up while the step works. */
  tally: Tally;
  /** For answers that are large. */
  room: Room;
}

/** What a run did: requests to Intercom, those that were tried again included, and messages handed to the broker. */
export interface Tally {
  calls: number;
  messages: number;
}

/**
 * Makes the function that ferryman calls out of what a step does. It returns nothing, because ferryman would emit what
 * it returns; it refuses REST mode unless `rest` answers there; it turns an error that time may mend into a rebound; it throws the others, which
 * ferryman reports.
 */
export function step(work: (run: StepRun) => Promise<void>, rest = refuseRest): Process {
  return async function process(this: TaskExec, ...call: FlowCall | RestCall): Promise<void> {
    if (isRestCall(call)) return rest(call);
    sendAtOnce(this);
    sendTogether(this);
    const [message, given = {}, snapshot, headers, tokenData = {}] = call;
    const tally: Tally = { calls: 0, messages: 0 };
    const room = new Room();
    const began = Date.now();
    // One line a message, in logfmt, for whoever counts and alarms; ferryman's logger adds flow, step and function.
    const tell = (outcome: string): void => {
      this.logger.info(`outcome=${outcome} calls=${tally.calls} messages=${tally.messages} ms=${Date.now() - began}`);
    };
    try {
      const config = await withSecret(given, tokenData, this);
      await work({ step: this, message, config, snapshot, tokenData, headers, tally, room });
      tell('done');
    } catch (error) {
      if (error instanceof PublishFailedError) {
        tell('unpublished');
        return;
      }
      const passing = error instanceof IntercomError && error.retryable;
      tell(`${passing ? 'rebound' : 'failed'} error=${error instanceof Error ? error.name : typeof error}`);
      if (!passing) throw error;
      this.logger.warn(`The message comes back later (rebound): ${error.message}`);
      // A throw would discard the message for good; a rebound brings it back after 15 s, 30 s, ... (ferryman 2.4.7, lib/amqp.js, sendRebound).
      await this.emit('rebound', new Error(error.message));
    } finally {
      room.leave();
    }
  };
}

async function refuseRest([, , next]: RestCall): Promise<void> {
  next({ status: 405, message: 'This function runs as a step of a flow. Only lookup answers over REST.' });
}

function isRestCall(call: FlowCall | RestCall): call is RestCall {
  return typeof call[2] === 'function';
}
