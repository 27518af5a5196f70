import { Command, InvalidArgumentError, Option } from 'commander';
import { endWithReader, inWords } from '../print/endings';
import { controlRoutes } from './control';
import { fixtureRoutes } from './fixtureRoutes';
import { startSandbox } from './server';
import { type Delivery, sendWebhooks } from './webhooks';

function whole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

function seconds(value: string): number {
  const moment = /^\d+$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1000);
  if (Number.isInteger(moment) && moment >= 0) return moment;
  throw new InvalidArgumentError('It must be UNIX seconds, or a time such as 2026-01-05T12:00:00Z.');
}

function address(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new InvalidArgumentError(
    'It must be an address such as http://127.0.0.1:8080/hook/answer-at-once?token=secret.',
  );
}

function tell({ topic, attempt, status, tookMs }: Delivery): void {
  const again = attempt > 1 ? ', the second time' : '';
  console.log(`Webhook ${topic}: ${status ?? 'no answer'} after ${Math.round(tookMs)} ms${again}`);
}

interface Flags {
  readonly port: number;
  readonly token: string;
  readonly contacts?: number;
  readonly conversations: number;
  readonly empty?: true;
  readonly timezone: string;
  readonly lag: number;
  readonly now?: number;
  readonly limit?: number;
  readonly retryAfter?: true;
  readonly cursors: 'keyset' | 'offset';
  readonly webhook?: string;
  readonly clientSecret?: string;
  readonly topics?: string[];
}

const program = new Command('sandbox')
  .description('A local Intercom workspace, in memory, with invented data. It is gone when you stop it.')
  .option('--port <number>', 'port on 127.0.0.1', whole, 4010)
  .option('--token <token>', 'access token that it accepts', 'sandbox-token')
  .option('--contacts <count>', 'fill it with so many contacts instead of the small workspace', whole)
  .option('--conversations <count>', 'with --contacts: so many conversations, too', whole, 0)
  .option('--empty', 'start with nothing but one admin')
  .option('--timezone <zone>', "the workspace's time zone: Europe/Berlin, +14:00 ...", 'UTC')
  .option('--lag <seconds>', 'how late searches see a change', whole, 0)
  .option('--now <time>', 'stop the clock at a UNIX second or an ISO time; POST /sandbox/clock moves it', seconds)
  .option('--limit <calls>', 'calls in ten seconds', whole)
  .option('--retry-after', 'send Retry-After with 429')
  .addOption(new Option('--cursors <kind>', 'how pages are cut').choices(['keyset', 'offset']).default('keyset'))
  .option(
    '--webhook <url>',
    'send a notification there for whatever happens, as an app of the Developer Hub does',
    address,
  )
  .option('--client-secret <secret>', 'with --webhook: sign what is sent')
  .option('--topics <names>', 'with --webhook: these topics only, with commas between', (names) => names.split(','));

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const seed =
    flags.contacts === undefined
      ? flags.empty
        ? 'empty'
        : 'small'
      : { contacts: flags.contacts, conversations: flags.conversations };
  const sandbox = await startSandbox({
    port: flags.port,
    token: flags.token,
    seed,
    timezone: flags.timezone,
    indexLagSeconds: flags.lag,
    cursors: flags.cursors,
    routes: [...controlRoutes, ...fixtureRoutes()],
    ...(flags.now === undefined ? {} : { now: flags.now }),
    ...(flags.limit === undefined
      ? {}
      : { rateLimit: { limit: flags.limit, windowSeconds: 10, retryAfter: flags.retryAfter === true } }),
  });
  const { contacts, conversations } = sandbox.workspace;
  const curl = `curl -H 'Authorization: Bearer ${flags.token}'`;
  console.log(`Intercom sandbox: ${sandbox.url}
Token:            ${flags.token}
In it:            ${contacts.all.size} contacts, ${conversations.all.size} conversations, time zone ${flags.timezone}

In a step's fields or its secret: { "baseUrl": "${sandbox.url}", "accessToken": "${flags.token}" }

Try
  ${curl} ${sandbox.url}/me
  ${curl} '${sandbox.url}/conversations?per_page=2'
  ${curl} ${sandbox.url}/contacts/search -d '{"query":{"field":"role","operator":"=","value":"lead"}}'
Turn on a fault for the next three calls, and off again
  ${curl} ${sandbox.url}/sandbox/faults -d '{"kind":"status","status":503,"times":3}'
  ${curl} ${sandbox.url}/sandbox/faults -X DELETE
Let an hour pass, and see what was asked
  ${curl} ${sandbox.url}/sandbox/clock -d '{"advance":3600}'
  ${curl} ${sandbox.url}/sandbox/requests

Ctrl-C stops it.`);
  const { webhook, clientSecret, topics } = flags;
  const webhooks = webhook
    ? sendWebhooks(sandbox, {
        url: webhook,
        ...(clientSecret !== undefined && { clientSecret }),
        ...(topics !== undefined && { topics }),
        onDelivery: tell,
      })
    : undefined;
  const stop = () => {
    webhooks?.stop();
    void sandbox.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (!webhooks) return;
  if (!(await webhooks.check())) console.log('Webhook: the address does not answer HEAD with success');
  await webhooks.ping();
}

endWithReader();
main().catch((error: unknown) => {
  console.error(inWords(error));
  process.exitCode = 1;
});
