import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MOST_SEEN } from '../lib/polling/state';
import { Container, type ContainerOptions } from '../tools/bench/container';
import { buildImage, type Image } from '../tools/image';
import { hostServices, type Service, type ServiceHost } from '../tools/oih/services/http';
import { mixedSecret, SecretService } from '../tools/oih/services/secrets';
import { SnapshotService } from '../tools/oih/services/snapshots';
import { ROOT, TOKEN } from './support/component';

const API_KEY = 'spec-iam-token';
const ID = '65a0c0ffee0000000000a001';
const CONTACT = { type: 'contact', id: ID, name: 'Mira Holm', email: 'mira.holm@example.com' };
const MESSAGE = { data: { contact_id: ID }, metadata: {} };

/**
 * No container engine is needed: the Dockerfile's instructions are carried out in a folder of this machine, and its
 * entry point is started with the environment that the platform gives. Over RabbitMQ where AMQP_URI names one, else
 * with a broker inside the process.
 */
describe('the image', function () {
  this.timeout(30_000);
  let folder: string;
  let image: Image;
  let intercom: Server;
  let baseUrl: string;
  let services: ServiceHost;
  let container: Container | undefined;
  const requests: IncomingMessage[] = [];
  let answer: (response: ServerResponse) => void;

  before(async function () {
    this.timeout(240_000);
    folder = mkdtempSync(join(tmpdir(), 'image-'));
    image = buildImage(ROOT, folder);
    intercom = createServer((request, response) => {
      requests.push(request);
      answer(response);
    });
    await once(intercom.listen(0, '127.0.0.1'), 'listening');
    const { port } = intercom.address() as AddressInfo;
    baseUrl = `http://127.0.0.1:${port}`;
    const secret = mixedSecret({ accessToken: TOKEN, baseUrl });
    services = await hostServices(API_KEY, [new SnapshotService(), new SecretService({ intercom: secret })]);
  });

  beforeEach(() => {
    requests.length = 0;
    answer = (response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(CONTACT));
  });

  afterEach(async () => {
    await container?.close();
    container = undefined;
  });

  after(async () => {
    intercom?.close();
    await services?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function start(options: Partial<ContainerOptions> = {}): Promise<Container> {
    container = await Container.create({
      entrypoint: image.entrypoint,
      folder: image.folder,
      function: 'retrieveContact',
      secretId: 'intercom',
      services,
      apiKey: API_KEY,
      amqpUri: process.env.AMQP_URI,
      env: image.env,
      ...options,
    });
    container.start();
    return container;
  }

  it('holds what runs and nothing else', () => {
    assert.deepEqual(readdirSync(image.folder).sort(), [
      'component.json',
      'dist',
      'logo.png',
      'node_modules',
      'package.json',
      'schemas',
    ]);
    assert.deepEqual(readdirSync(join(image.folder, 'schemas')), ['published']);
    const built = readdirSync(join(image.folder, 'dist'), { recursive: true, withFileTypes: true });
    assert.deepEqual(
      built.filter((entry) => entry.isFile() && !entry.name.endsWith('.js')).map(({ name }) => name),
      [],
    );
    const { packages }: { packages: Record<string, { dev?: true; optional?: true; devOptional?: true }> } = JSON.parse(
      readFileSync(join(ROOT, 'package-lock.json'), 'utf8'),
    );
    const installed = Object.entries(packages).filter(([path]) => existsSync(join(image.folder, path)));
    const needed = Object.entries(packages).filter(
      ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
    );
    assert.deepEqual(
      installed.map(([path]) => path),
      needed.map(([path]) => path),
    );
  });

  it('has a layer for each instruction that brings files', () => {
    const files = readdirSync(image.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    assert.deepEqual(
      image.layers.map(({ instruction }) => /(\S+) \S+$/.exec(instruction)?.[1]),
      [
        '/component/node_modules',
        '/component/schemas/published',
        '/component/dist',
        '/component/component.json',
        'logo.png',
      ],
    );
    assert.equal(
      image.layers.reduce((sum, layer) => sum + layer.bytes, 0),
      bytes,
    );
  });

  it('holds the component.json and the schemas of this folder', () => {
    const files = ['component.json', ...published(ROOT), ...published(image.folder)];
    for (const file of files) {
      assert.equal(readFileSync(join(image.folder, file), 'utf8'), readFileSync(join(ROOT, file), 'utf8'), file);
    }
  });

  it('can load every function that component.json names', () => {
    const script = `
      const { triggers, actions } = require('./component.json');
      for (const { main, metadata } of Object.values({ ...triggers, ...actions })) {
        if (typeof require(main).process !== 'function') throw new Error(main + ' exports no process');
        for (const side of [metadata.in, metadata.out]) if (side) require(side);
      }
      console.log(Object.keys({ ...triggers, ...actions }).length);`;
    const loaded = execFileSync(process.execPath, ['-e', script], { cwd: image.folder, encoding: 'utf8' });
    assert.ok(Number(loaded) > 0, loaded);
  });

  it('runs as the user node, in production mode, without a shell or npm in between', () => {
    assert.equal(image.user, 'node');
    assert.equal(image.env.NODE_ENV, 'production');
    assert.deepEqual(image.entrypoint, ['node', 'node_modules/@openintegrationhub/ferryman/runGlobal.js']);
  });

  it('answers a message', async () => {
    const step = await start();
    const output = once(step, 'output');
    await step.work(MESSAGE, 1);
    const [{ data, metadata }] = await output;
    assert.deepEqual({ data, metadata }, { data: CONTACT, metadata: { recordUid: ID } });
    assert.deepEqual(
      requests.map(({ method, url, headers }) => [method, url, headers.authorization]),
      [['GET', `/contacts/${ID}`, `Bearer ${TOKEN}`]],
    );
  });

  it('finishes the message in work on SIGTERM, takes no other, and exits with 0', async () => {
    const step = await start();
    const asked = once(intercom, 'request');
    let release = () => {};
    answer = (response) => {
      release = () => response.setHeader('content-type', 'application/json').end(JSON.stringify(CONTACT));
    };
    const output = once(step, 'output');
    const completed = step.completed(1);
    step.give(MESSAGE);
    step.give(MESSAGE);
    await asked;
    const stopped = step.stop('SIGTERM');
    await once(step, 'draining');
    release();
    const [{ data }] = await output;
    assert.deepEqual(data, CONTACT);
    await completed;
    assert.deepEqual(await stopped, { code: 0, signal: null });
    assert.equal(requests.length, 1);
  });

  describe('stays within the 256 MiB that the platform gives', () => {
    const LIMIT = 256 * 1024 * 1024;
    /** Most bytes of JSON that a message may have. */
    const LARGEST_MESSAGE = 10_485_760;

    const largeMessages = async () => {
      // One character beyond Latin-1 makes V8 keep two bytes for each of the others, too.
      const contact = { ...CONTACT, name: `\u20ac${'x'.repeat(LARGEST_MESSAGE - 1_000)}` };
      const text = JSON.stringify(contact);
      answer = (response) => response.setHeader('content-type', 'application/json').end(text);
      const step = await start({ measured: true });
      let emitted = 0;
      step.on('output', ({ data }) => {
        emitted += JSON.stringify(data) === text ? 1 : 0;
      });
      await step.work(MESSAGE, 3);
      assert.equal(emitted, 3);
      const { peakBytes } = await step.usage();
      assert.ok(peakBytes < LIMIT, `${(peakBytes / 1024 / 1024).toFixed(0)} MiB`);
    };
    // A broker within the process would keep copies of them there.
    if (process.env.AMQP_URI) it('with messages as large as they may be', largeMessages);

    it('with a state as full as it may be', async () => {
      const idOf = (n: number) => (0x65a0c0ffee00 + n).toString(16).padEnd(24, '0');
      const now = Math.floor(Date.now() / 1000);
      const seen = Object.fromEntries(Array.from({ length: MOST_SEEN }, (_, n) => [idOf(n), `${now} x3Jk9aQ0`]));
      const state: Service = {
        path: '/snapshots/',
        answer: () => ({ status: 200, body: { data: { v: 1, from: 0, watermark: now, seen } } }),
      };
      const token = mixedSecret({ accessToken: TOKEN, baseUrl });
      const withState = await hostServices(API_KEY, [state, new SecretService({ intercom: token })]);
      const PAGES = 30;
      let page = 0;
      answer = (response) => {
        // More and more that is new, each page as the search gives it.
        const data = Array.from({ length: 150 }, (_, n) => ({
          ...CONTACT,
          id: idOf(MOST_SEEN + page * 150 + n),
          updated_at: now,
          text: 'x'.repeat(2_000),
        }));
        page += 1;
        const place = Buffer.from(JSON.stringify([now, data.at(-1)?.id])).toString('base64');
        const next = page % PAGES === 0 ? null : { starting_after: place };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data, pages: { next } }));
      };
      const step = await start({
        function: 'updatedConversations',
        services: withState,
        measured: true,
        env: { ...image.env, ELASTICIO_OUTPUT_RATE_LIMIT: '100000' },
      });
      let emitted = 0;
      step.on('output', () => {
        emitted += 1;
      });
      try {
        await step.work({ data: {}, metadata: {} }, 1);
        assert.equal(emitted, PAGES * 150);
        const { peakBytes } = await step.usage();
        assert.ok(peakBytes < LIMIT, `${(peakBytes / 1024 / 1024).toFixed(0)} MiB`);
      } finally {
        await withState.close();
      }
    });
  });

  it('says so and exits with 1 where no broker answers', async () => {
    const closed = createTcpServer();
    await once(closed.listen(0, '127.0.0.1'), 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const step = await start({ env: { ...image.env, ELASTICIO_AMQP_URI: `amqp://127.0.0.1:${port}` } });
    const [code] = await once(step, 'exit');
    assert.equal(code, 1);
    assert.match(step.complaints.join('\n'), /Failed to create RabbitMQ connection/);
  });
});

function published(root: string): string[] {
  return readdirSync(join(root, 'schemas', 'published')).map((file) => join('schemas', 'published', file));
}
