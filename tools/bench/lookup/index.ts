import { performance } from 'node:perf_hooks';
import Table from 'cli-table3';
import { program } from 'commander';
import { mixedSecret } from '../../oih';
import { type Rest, startRest } from '../../oih/rest';
import { type Sandbox, startSandbox } from '../../sandbox';
import { type Aim, conclude, counted } from '../aims';
import { estimate, median, ratios } from '../statistics';

interface Options {
  rounds: number;
  /** Credentials of a round: each asks once for the first time, and then again. */
  credentials: number;
}

const FULL: Options = { rounds: 20, credentials: 20 };
const QUICK: Options = { rounds: 6, credentials: 3 };
/** Milliseconds that Intercom takes, for a distance as in life. */
const DISTANCE = 100;
const AT_ONCE = 50;
/** Rounds of both measurements, the warm-up, and those who ask at once. */
const credentialsOf = ({ rounds, credentials }: Options): number => (2 * rounds + 1) * credentials + 1;

interface Times {
  /** Milliseconds of a first answer, and of one that is kept; the median of each round. */
  cold: number[];
  kept: number[];
}

/** Lookup over ferryman's REST mode, with a new credential for each first answer. */
class Bench {
  private used = 0;

  constructor(
    private readonly rest: Rest,
    private readonly options: Options,
  ) {}

  async rounds(count: number): Promise<Times> {
    const times: Times = { cold: [], kept: [] };
    for (let round = 0; round < count; round += 1) {
      const cold: number[] = [];
      const kept: number[] = [];
      for (let n = 0; n < this.options.credentials; n += 1) {
        const secretId = this.next();
        cold.push(await this.ask(secretId));
        for (let again = 0; again < 3; again += 1) kept.push(await this.ask(secretId));
      }
      times.cold.push(median(cold));
      times.kept.push(median(kept));
    }
    return times;
  }

  async atOnce(): Promise<void> {
    const secretId = this.next();
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.ask(secretId)));
  }

  private next(): string {
    this.used += 1;
    return `secret-${this.used}`;
  }

  /** Milliseconds until the answer is here. */
  private async ask(secretId: string): Promise<number> {
    const began = performance.now();
    const { status } = await this.rest.post({ actionName: 'lookup', secretId, data: { operationId: 'contacts' } });
    if (status !== 200) throw new Error(`lookup answered ${status}`);
    return performance.now() - began;
  }
}

async function measured(sandbox: Sandbox, rest: Rest, options: Options): Promise<{ aims: Aim[]; rows: string[][] }> {
  const bench = new Bench(rest, options);
  await bench.rounds(1);
  const near = await bench.rounds(options.rounds);
  const latency = sandbox.faults.add({ kind: 'latency', ms: DISTANCE });
  const far = await bench.rounds(options.rounds);
  sandbox.requests.clear();
  await bench.atOnce();
  latency.remove();
  const row = (what: string, { cold, kept }: Times) => [what, median(cold).toFixed(2), median(kept).toFixed(2)];
  return {
    aims: [
      { what: 'kept to cold, Intercom on this machine', measured: estimate(ratios(near.kept, near.cold)), atMost: 0.8 },
      {
        what: `kept to cold, Intercom ${DISTANCE} ms away`,
        measured: estimate(ratios(far.kept, far.cold)),
        atMost: 0.2,
      },
      counted(`calls for ${AT_ONCE} who ask the same at once`, sandbox.requests.count(), 1),
    ],
    rows: [row('on this machine', near), row(`${DISTANCE} ms away`, far)],
  };
}

async function bench(options: Options): Promise<void> {
  const tokens = Array.from({ length: credentialsOf(options) }, (_, n) => `bench-token-${n + 1}`);
  const sandbox = await startSandbox({ seed: 'small', token: tokens });
  const secrets = tokens.map((accessToken, n) => [
    `secret-${n + 1}`,
    mixedSecret({ accessToken, baseUrl: sandbox.url }),
  ]);
  const rest = await startRest(Object.fromEntries(secrets), process.env.AMQP_URI);
  try {
    const { aims, rows } = await measured(sandbox, rest, options);
    const where = process.env.AMQP_URI ? 'in a process of its own' : 'in this process';
    console.log(`Node ${process.version}, ferryman's REST mode ${where}, ${options.rounds} rounds`);
    const table = new Table({ head: ['Intercom', 'cold ms', 'kept ms'], style: { head: [], border: [] } });
    table.push(...rows);
    console.log(table.toString());
    conclude(aims);
  } finally {
    await rest.close();
    await sandbox.close();
  }
}

program
  .name('npm run bench:lookup --')
  .description('Measures what it costs to look up choices: for the first time, and again within a minute.')
  .option('--quick', 'fewer rounds, for CI')
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; ferryman is then a process of its own.')
  .parse();

bench(program.opts<{ quick?: boolean }>().quick ? QUICK : FULL).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
