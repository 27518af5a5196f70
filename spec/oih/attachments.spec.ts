import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { ConfigurationError, ConnectionError } from '../../lib/intercom/errors';
import {
  isStored,
  readStored,
  remove,
  type Storage,
  StorageError,
  storableType,
  storageOf,
  store,
} from '../../lib/oih/attachments';
import { Room } from '../../lib/oih/room';
import type { StepRun } from '../../lib/oih/step';
import { AttachmentService } from '../../tools/oih/services/attachments';
import { hostServices, type ServiceHost } from '../../tools/oih/services/http';

const KEY = 'key-0123456789';

describe('the attachment storage', () => {
  let service: AttachmentService;
  let host: ServiceHost;
  let storage: Storage;
  const warnings: string[] = [];
  before(() => nock.restore());
  after(() => nock.activate());
  beforeEach(async () => {
    warnings.length = 0;
    service = new AttachmentService();
    host = await hostServices(KEY, [service]);
    storage = { base: host.url, apiKey: KEY, warn: (line) => warnings.push(line) };
  });
  afterEach(async () => {
    await host.close();
    service.close();
  });

  async function* pieces(...given: (string | Buffer | Error)[]): AsyncGenerator<Buffer> {
    for (const piece of given) {
      if (piece instanceof Error) throw piece;
      yield Buffer.from(piece);
    }
  }
  let opened = 0;
  beforeEach(() => {
    opened = 0;
  });
  const put = (contentType: string, ...given: (string | Buffer | Error)[]) =>
    store(storage, async () => {
      opened += 1;
      return { contentType, content: pieces(...given) };
    });
  const failed = (text: RegExp, retryable: boolean) => (error: unknown) => {
    assert.ok(error instanceof StorageError, String(error));
    assert.match(error.message, text);
    assert.doesNotMatch(error.message, new RegExp(`${KEY}|127\\.0\\.0\\.1`));
    assert.equal(error.retryable, retryable);
    return true;
  };

  it('takes a file and gives it back', async () => {
    const content = randomBytes(3_000_000);
    const attachment = await put('image/png', content.subarray(0, 1_000_000), content.subarray(1_000_000));
    assert.deepEqual(attachment, {
      url: attachment.url,
      'content-type': 'application/octet-stream',
      size: 3_000_000,
    });
    assert.ok(isStored(storage, attachment.url));
    assert.ok(content.equals(service.content(attachment.url)));
    assert.ok(content.equals(await readStored(storage, attachment.url, 3_000_000)));
    await remove(storage, attachment.url);
    assert.deepEqual([service.objects.size, warnings], [0, []]);
    await assert.rejects(readStored(storage, attachment.url, 10), failed(/does not have that file any more/, false));
  });

  it('takes an empty file', async () => {
    const { url, size } = await put('text/plain');
    assert.deepEqual([size, (await readStored(storage, url, 10)).length], [0, 0]);
  });

  it('gets a type that it knows, without a charset', () => {
    assert.equal(storableType('text/csv; charset=utf-8'), 'text/csv');
    assert.equal(storableType('Application/JSON'), 'application/json');
    for (const type of ['application/gzip', 'image/png', '', 'text/html']) {
      assert.equal(storableType(type), 'application/octet-stream');
    }
  });

  it('reads no more than is asked for', async () => {
    const { url } = await put('text/plain', 'x'.repeat(100));
    await assert.rejects(readStored(storage, url, 99), failed(/larger than 99 bytes/, false));
  });

  for (const [status, text, retryable] of [
    [401, /answered 401: it does not accept the flow's key/, false],
    [404, /answered 404: there is no storage at ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL/, false],
    [409, /answered 409: the id of the new file was taken/, true],
    [413, /answered 413: the file is larger than it takes/, false],
    [415, /answered 415: it does not take files of the type text\/csv/, false],
    [500, /answered 500: it refused the file/, true],
    [507, /answered 507: it is full/, true],
  ] as const) {
    it(`says what ${status} means, and leaves nothing behind`, async () => {
      service.refuseNext.push(status, status, status);
      await assert.rejects(put('text/csv', 'a', 'b', Buffer.alloc(2_000_000)), failed(text, retryable));
      assert.deepEqual([opened, service.objects.size], [retryable ? 3 : 1, 0]);
    });
  }

  it('is asked again with a new id where it fails in passing', async () => {
    service.refuseNext.push(409, 503);
    const { url } = await put('text/csv', 'a,b\n', '1,2\n');
    assert.equal(service.content(url).toString(), 'a,b\n1,2\n');
    assert.deepEqual([opened, service.objects.size, warnings.length], [3, 1, 2]);
  });

  it('deletes what it took of a file that broke off', async () => {
    const cut = new ConnectionError('GET /file was cut', true);
    await assert.rejects(put('text/csv', 'a,b\n', Buffer.alloc(500_000), cut), cut);
    assert.deepEqual([opened, service.objects.size], [1, 0]);
  });

  it('does not take what came of a file that broke off for the whole: its connection is cut', async () => {
    const seen: string[] = [];
    let isCut = () => {};
    const cut = new Promise<void>((resolve) => {
      isCut = resolve;
    });
    const server: Server = createServer((request, response) => {
      request.resume().once('close', () => {
        if (request.method !== 'PUT') return;
        seen.push(request.complete ? 'whole' : 'cut');
        isCut();
      });
      if (request.method === 'DELETE') response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    storage.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = new ConnectionError('cut', true);
    await assert.rejects(put('text/csv', Buffer.alloc(100_000), error), error);
    await cut;
    assert.deepEqual(seen, ['cut']);
    server.closeAllConnections();
    server.close();
  });

  it('is full amid a file', async () => {
    service.capacity = 1_000_000;
    await assert.rejects(put('text/csv', ...Array(40).fill(Buffer.alloc(100_000))), failed(/it is full/, true));
    assert.equal(service.objects.size, 0);
  });

  it('does not answer', async () => {
    service.fault = 'reset';
    await assert.rejects(put('text/csv', 'a'), failed(/did not answer/, true));
    assert.equal(opened, 3);
    storage = { ...storage, base: 'http://127.0.0.1:1' };
    await assert.rejects(put('text/csv', 'a'), failed(/did not answer/, true));
  });

  it('does not end the reading of a file where it hears no more', async () => {
    let ended = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        ended = true;
      }
    }
    service.refuseNext.push(415);
    await assert.rejects(
      store(storage, async () => ({ contentType: '', content: endless() })),
      failed(/415/, false),
    );
    assert.ok(ended, 'the file was left open');
  });

  it('is not believed where it confirms a file before it has it', async () => {
    const hasty: Server = createServer((_, response) => response.writeHead(201).end());
    await new Promise<void>((resolve) => hasty.listen(0, '127.0.0.1', resolve));
    storage = { ...storage, base: `http://127.0.0.1:${(hasty.address() as AddressInfo).port}` };
    try {
      await assert.rejects(
        put('text/csv', ...Array(200).fill(Buffer.alloc(100_000))),
        failed(/answered before it had the whole file/, true),
      );
    } finally {
      hasty.closeAllConnections();
      await new Promise((resolve) => hasty.close(resolve));
    }
  });

  it('alone gets the key', () => {
    const id = '0b6c7a52-6d1e-4f0c-9a47-0f6f5ad3b1c2';
    const base = { ...storage, base: 'https://storage.example.com/api' };
    assert.ok(isStored(base, `https://storage.example.com/api/objects/${id}`));
    for (const url of [
      `https://storage.example.com/objects/${id}`,
      `https://storage.example.com.evil.example/api/objects/${id}`,
      `https://storage.example.com@evil.example/api/objects/${id}`,
      `http://storage.example.com/api/objects/${id}`,
      `https://storage.example.com:8443/api/objects/${id}`,
      `https://storage.example.com/api/objects/../secrets/${id}`,
      `https://storage.example.com/api/objects/${id}?x=1`,
      `https://storage.example.com/api/objects/${id}/more`,
      'https://storage.example.com/api/objects/',
      'not an address',
    ]) {
      assert.equal(isStored(base, url), false, url);
    }
  });

  describe('of a step', () => {
    const run = (settings: object | undefined): StepRun => {
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const step = { emit: async () => true, logger, errorCount: 0, getConfig: () => ({ ...settings }) };
      return {
        step,
        message: undefined,
        config: {},
        snapshot: {},
        tokenData: { apiKey: KEY },
        tally: { calls: 0, messages: 0 },
        room: new Room(),
      };
    };
    const VARIABLE = 'ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL';
    afterEach(() => {
      delete process.env[VARIABLE];
    });

    it('is where the environment says', () => {
      process.env[VARIABLE] = 'http://attachment-storage-service.oih.svc.cluster.local:3002//';
      const { base, apiKey } = storageOf(run({}));
      assert.deepEqual([base, apiKey], ['http://attachment-storage-service.oih.svc.cluster.local:3002', KEY]);
    });

    it('is missing', () => {
      for (const value of [undefined, '', 'attachment-storage']) {
        if (value === undefined) delete process.env[VARIABLE];
        else process.env[VARIABLE] = value;
        assert.throws(
          () => storageOf(run(undefined)),
          (error: unknown) => {
            assert.ok(error instanceof ConfigurationError);
            return error.message.includes(VARIABLE);
          },
        );
      }
    });
  });
});
