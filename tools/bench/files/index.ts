import assert from 'node:assert/strict';
import path from 'node:path';
import { program } from 'commander';
import { interruption } from '../../interruption';
import { type Aim, conclude, counted } from '../aims';
import { Container } from '../container';
import { estimate, ratios } from '../statistics';
import { type FileServer, startFileServer } from './server';

const MIB = 1_048_576;
/** What OIH gives a container unless it is told otherwise. */
const CONTAINER_MIB = 256;
const ROOT = path.resolve(__dirname, '../../..');
const RUN_GLOBAL = require.resolve('@openintegrationhub/ferryman/runGlobal.js');
const MESSAGE = { data: { job_identifier: 'job1' }, metadata: {} };

interface Options {
  bytes: number;
  rounds: number;
  /** Share of the speed of node's own streams. */
  least: number;
}

const FULL: Options = { bytes: 1024 * MIB, rounds: 8, least: 0.8 };
/** With slack: a machine of a CI is rarely quiet, and this is too short to even that out. */
const QUICK: Options = { bytes: 32 * MIB, rounds: 6, least: 0.5 };

interface Contestant {
  name: string;
  container: Container;
  megabytesPerSecond: number[];
}

/** A step's process, held to the memory of a container. */
async function contestant(name: string, folder: string, url: string): Promise<Contestant> {
  const container = await Container.create({
    entrypoint: ['node', `--max-old-space-size=${CONTAINER_MIB}`, RUN_GLOBAL],
    folder,
    function: name,
    fields: { accessToken: 'bench-token', baseUrl: url },
    services: { url },
    amqpUri: process.env.AMQP_URI,
    measured: true,
  });
  return { name, container, megabytesPerSecond: [] };
}

async function transfer({ container }: Contestant, server: FileServer, bytes: number, hashed = false): Promise<number> {
  await server.next(bytes, hashed);
  const began = performance.now();
  await container.work(MESSAGE, 1);
  return (performance.now() - began) / 1000;
}

async function measure({ bytes, rounds, least }: Options, server: FileServer, all: Contestant[]): Promise<Aim[]> {
  for (const { container } of all) container.start();
  console.error('warm-up, and a look at the bytes');
  for (const one of all) {
    await transfer(one, server, bytes, true);
    const { sent, stored } = await server.transferred();
    assert.equal(sent.bytes, bytes);
    assert.deepEqual(stored, sent, `${one.name}: the bytes are not the same`);
  }
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`round ${round} of ${rounds}`);
    // In turns, so that what else goes on on the machine hits both alike.
    for (const one of round % 2 === 0 ? all : [...all].reverse()) {
      const seconds = await transfer(one, server, bytes);
      assert.equal((await server.transferred()).stored.bytes, bytes);
      one.megabytesPerSecond.push(bytes / 1e6 / seconds);
    }
  }
  const [ours, piped] = all;
  assert.ok(ours && piped);
  const peaks = await Promise.all(all.map(({ container }) => container.usage()));
  for (const [index, { name, megabytesPerSecond }] of all.entries()) {
    const { peakBytes = 0, cpuMs = 0 } = peaks[index] ?? {};
    const cpu = (cpuMs / ((bytes * (rounds + 1)) / 1e8)).toFixed(0);
    const speed = estimate(megabytesPerSecond).median.toFixed(0);
    console.log(
      `${name}: ${speed} MB/s, ${cpu} ms of CPU for 100 MB, peak ${(peakBytes / MIB).toFixed(0)} MiB resident`,
    );
  }
  return [
    {
      what: "bytes a second, downloadDataExport to node's own streams",
      measured: estimate(ratios(ours.megabytesPerSecond, piped.megabytesPerSecond)),
      atLeast: least,
    },
    counted(
      `peak MiB resident, downloadDataExport of ${bytes / MIB} MiB`,
      (peaks[0]?.peakBytes ?? Number.NaN) / MIB,
      CONTAINER_MIB,
    ),
  ];
}

async function bench(options: Options): Promise<void> {
  const server = await startFileServer();
  const all: Contestant[] = [];
  const close = async () => {
    await Promise.all(all.map(({ container }) => container.close()));
    server.close();
  };
  void interruption()
    .then(close)
    .finally(() => process.exit(130));
  try {
    all.push(await contestant('downloadDataExport', ROOT, server.url));
    all.push(await contestant('pipeFile', path.join(__dirname, '..', 'components', 'pipeFile'), server.url));
    const broker = process.env.AMQP_URI ? 'RabbitMQ' : 'the embedded broker, inside each measured process';
    console.log(`Node ${process.version}, ferryman over ${broker}, --max-old-space-size=${CONTAINER_MIB}`);
    console.log(`${options.rounds} rounds of ${options.bytes / MIB} MiB each; equal in their SHA-256 at the end`);
    conclude(await measure(options, server, all));
  } finally {
    await close();
  }
}

program
  .name('npm run bench:files --')
  .description('Brings a large export through a step into the attachment storage: memory, speed, and whether all came.')
  .option('--quick', '32 MiB in the place of 1 GiB, fewer rounds and a wider aim, for CI')
  .addHelpText('after', '\nAMQP_URI names a RabbitMQ; without it the broker is inside each measured process.')
  .parse();

bench(program.opts<{ quick?: boolean }>().quick ? QUICK : FULL).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
