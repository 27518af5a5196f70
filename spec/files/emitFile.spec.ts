import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { install } from '@sinonjs/fake-timers';
import nock from 'nock';
import { AttachmentService } from '../../tools/oih/services/attachments';
import { hostServices, type ServiceHost } from '../../tools/oih/services/http';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { notFound } from '../../tools/sandbox/errors';
import { FileAnswer } from '../../tools/sandbox/fileAnswer';
import { type Run, type RunOptions, run } from '../support/component';

const KEY = 'key-0123456789';
const DOWNLOAD = 'GET /download/content/data/{job_identifier}';
const ROWS = 20_000;
const LINES = Array.from({ length: ROWS }, (_, n) => `${n + 1},"name ${n * 7919}"`).join('\n');

describe('a file that an operation answers with', () => {
  let sandbox: Sandbox;
  let service: AttachmentService;
  let host: ServiceHost;
  let content: Buffer;
  /** Answers to come that hold half of the file, and say that it is all. */
  let shortened: number;
  /** After how many answers it is gone. */
  let gone: number;
  before(() => nock.restore());
  after(() => nock.activate());
  beforeEach(async () => {
    content = gzipSync(`id,name\n${LINES}\n`);
    shortened = 0;
    gone = Number.POSITIVE_INFINITY;
    const handle = () => {
      gone -= 1;
      if (gone < 0) throw notFound('Export job');
      shortened -= 1;
      const whole = shortened >= 0 ? content.subarray(0, content.length / 2) : content;
      return new FileAnswer({ 'Content-Type': 'application/octet-stream' }, whole);
    };
    sandbox = await startSandbox({ routes: [{ request: DOWNLOAD, handle }] });
    service = new AttachmentService();
    host = await hostServices(KEY, [service]);
  });
  afterEach(async () => {
    await sandbox.close();
    await host.close();
    service.close();
  });

  const download = (fields: object = {}, options: RunOptions = {}): Promise<Run> =>
    run('downloadDataExport', {
      message: { data: { job_identifier: 'job1' }, metadata: {} },
      config: { accessToken: sandbox.token, baseUrl: sandbox.url, ...fields },
      settings: { ATTACHMENT_STORAGE_SERVICE_BASE_URL: host.url },
      tokenData: { apiKey: KEY },
      ...options,
    });
  const uids = ({ emitted }: Run) => emitted.map(({ metadata }) => Object(metadata).recordUid);
  const said = ({ errors, rebounds }: Run) => [errors, rebounds].map((list) => list.map(({ message }) => message));

  it('is stored byte for byte, whatever it holds', async () => {
    content = Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from('no gzip at all')]);
    const result = await download();
    assert.deepEqual(said(result), [[], []]);
    const [url = ''] = Object.values(result.emitted[0]?.attachments ?? {}).map((one) => one.url);
    assert.ok(content.equals(service.content(url)));
  });

  it('comes again, whole, where its connection was cut at half: the message waits', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD });
    const result = await download();
    const [errors, rebounds] = said(result);
    assert.deepEqual([errors, result.emitted, service.objects.size], [[], [], 0]);
    const half = Math.floor(content.length / 2);
    assert.deepEqual(rebounds, [`${DOWNLOAD} was cut after ${half} bytes of its file: ECONNRESET`]);
    sandbox.faults.clear();
    assert.equal((await download()).emitted.length, 1);
  });

  it('is not asked for where the storage is not known', async () => {
    const result = await run('downloadDataExport', {
      message: { data: { job_identifier: 'job1' }, metadata: {} },
      config: { accessToken: sandbox.token, baseUrl: sandbox.url },
    });
    assert.match(said(result)[0]?.[0] ?? '', /does not know the attachment storage/);
    assert.equal(sandbox.requests.count(), 0);
  });

  it('is fetched anew where the storage fails in passing', async () => {
    service.refuseNext.push(503);
    const result = await download();
    assert.deepEqual([said(result), result.emitted.length], [[[], []], 1]);
    assert.deepEqual([service.objects.size, sandbox.requests.count(DOWNLOAD)], [1, 2]);
  });

  it('is deleted from the storage where its message cannot be published', async () => {
    const publish = () => {
      assert.equal(service.objects.size, 1);
      throw new Error('nacked');
    };
    const result = await download({}, { publish });
    assert.deepEqual([said(result), service.objects.size], [[['nacked'], []], 0]);
  });

  it('waits for a storage that is full, and fails for good where it refuses', async () => {
    service.capacity = 1_000;
    let result = await download();
    assert.deepEqual([result.emitted, service.objects.size], [[], 0]);
    assert.match(said(result)[1]?.[0] ?? '', /answered 507: it is full/);
    service.refuseNext.push(413);
    result = await download();
    assert.match(said(result)[0]?.[0] ?? '', /answered 413/);
  });

  describe('as rows', () => {
    it('goes on after the last row where the connection is cut', async () => {
      sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD, times: 2 });
      const result = await download({ as: 'rows' });
      assert.deepEqual(said(result), [[], []]);
      assert.deepEqual(
        uids(result),
        Array.from({ length: ROWS }, (_, n) => `job1-${n + 1}`),
      );
      assert.equal(sandbox.requests.count(DOWNLOAD), 3);
    });

    it('puts no row into two messages, nor loses one, where rows go together', async () => {
      sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD, times: 2 });
      const result = await download({ as: 'rows', rowsPerMessage: 777 });
      assert.deepEqual(said(result), [[], []]);
      const rows = result.emitted.flatMap(({ data }) => Object(data).rows);
      assert.deepEqual(
        rows.map(({ id }) => Number(id)),
        Array.from({ length: ROWS }, (_, n) => n + 1),
      );
      assert.deepEqual(uids(result).slice(0, 2), ['job1-1', 'job1-778']);
    });

    it('puts no more rows together than a message should hold, however many the step asks for', async () => {
      const remark = 'ü'.repeat(300);
      content = gzipSync(`id,remark\n${Array.from({ length: ROWS }, (_, n) => `${n + 1},${remark}`).join('\n')}`);
      const result = await download({ as: 'rows', rowsPerMessage: 100_000_000 });
      assert.deepEqual(said(result), [[], []]);
      const sizes = result.emitted.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
      assert.ok(sizes.length > 1 && sizes.every((size) => size <= 2 * 1_048_576 + 20), String(sizes));
      const rows = result.emitted.flatMap(({ data }) => Object(data).rows);
      assert.deepEqual(
        rows.map(({ id }) => Number(id)),
        Array.from({ length: ROWS }, (_, n) => n + 1),
      );
      const firsts = result.emitted.map(({ data }) => `job1-${Object(data).rows[0].id}`);
      assert.deepEqual(uids(result), firsts);
    });

    it('says which row is larger than a message', async () => {
      content = gzipSync(`id,remark\n1,a\n2,${'\u0001'.repeat(2_000_000)}\n`);
      for (const fields of [{}, { rowsPerMessage: 10 }]) {
        const result = await download({ as: 'rows', ...fields });
        assert.match(said(result)[0]?.[0] ?? '', /^Row 2 is larger than a message\. Use as: attachment\./);
      }
    });

    for (const fields of [{}, { rowsPerMessage: 700 }]) {
      const of = `${Object.keys(fields)}`;
      const numbers = ({ emitted }: Run): number[] =>
        emitted.flatMap(({ data }) => Object(data).rows ?? [data]).map(({ id }) => Number(id));
      const all = Array.from({ length: ROWS }, (_, n) => n + 1);

      it(`goes on after the last row in a later run where it is cut again and again ${of}`, async () => {
        sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD });
        const first = await download({ as: 'rows', ...fields });
        const [errors, rebounds] = said(first);
        assert.deepEqual(errors, []);
        const gone = numbers(first).length;
        assert.match(
          rebounds?.[0] ?? '',
          new RegExp(` ${gone} rows were emitted, and the step goes on after them\\.$`),
        );
        assert.ok(gone > 0 && gone < ROWS, 'this proved nothing');
        sandbox.faults.clear();
        const second = await download({ as: 'rows', ...fields }, { snapshot: first.snapshots.at(-1) });
        assert.deepEqual([...numbers(first), ...numbers(second)], all);
        assert.deepEqual(Object(second.snapshots.at(-1)).jobs, [], 'its place is not forgotten');
        const anew = await download({ as: 'rows', ...fields });
        assert.deepEqual(uids(anew), [...uids(first), ...uids(second)]);
      });

      it(`ends a run before the broker takes its message back, and goes on there ${of}`, async () => {
        const clock = install({ toFake: ['Date'] });
        try {
          let messages = 0;
          const publish = (event: string) => {
            messages += Number(event === 'data');
            if (event === 'data' && messages % 8 === 0) clock.tick(15 * 60_000);
          };
          const runs: Run[] = [];
          for (let snapshot: unknown = {}; runs.length < 4; snapshot = runs.at(-1)?.snapshots.at(-1)) {
            runs.push(await download({ as: 'rows', ...fields }, { snapshot, publish }));
          }
          assert.match(said(runs[0] ?? assert.fail())[1]?.[0] ?? '', /^There are more rows than go out in a quarter/);
          const seen = runs.flatMap(numbers);
          assert.ok(seen.length >= 8 * runs.length, 'a run did not get on');
          assert.deepEqual(seen, all.slice(0, seen.length));
        } finally {
          clock.uninstall();
        }
      });
    }

    it('tells how many rows went out before the file could not be had again, and forgets its place', async () => {
      sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD, times: 1 });
      gone = 1;
      const result = await download({ as: 'rows' });
      assert.match(
        said(result)[0]?.[0] ?? '',
        new RegExp(`create a new job\\. ${result.emitted.length} rows were emitted\\.$`),
      );
      assert.ok(result.emitted.length > 0);
    });

    it('has its settings checked before the file is asked for', async () => {
      const result = await download({ as: 'rows', rowsPerMessage: 'many' });
      assert.deepEqual(said(result)[0], ['rowsPerMessage must be a whole number, 1 or more.']);
      assert.equal(sandbox.requests.count(DOWNLOAD), 0);
    });

    it('goes on after the last row where half of a gzip was announced as all of it', async () => {
      shortened = 1;
      const result = await download({ as: 'rows' });
      assert.deepEqual(said(result), [[], []]);
      assert.deepEqual(
        uids(result),
        Array.from({ length: ROWS }, (_, n) => `job1-${n + 1}`),
      );
      assert.equal(sandbox.requests.count(DOWNLOAD), 2);
    });

    it('ends where the end of the gzip is missing each time', async () => {
      shortened = 3;
      const result = await download({ as: 'rows' });
      const [errors, rebounds] = said(result);
      assert.deepEqual(rebounds, []);
      assert.match(
        errors?.[0] ?? '',
        new RegExp(`its end is missing\\. ${result.emitted.length} rows were emitted\\.$`),
      );
      assert.equal(sandbox.requests.count(DOWNLOAD), 3);
    });

    it('tells how many rows came of a broken file, and does not ask for it again', async () => {
      content = Buffer.from(content);
      content.fill(0xaa, Math.floor(content.length / 2), Math.floor(content.length / 2) + 100);
      const result = await download({ as: 'rows' });
      const [errors, rebounds] = said(result);
      assert.deepEqual(rebounds, []);
      assert.match(
        errors?.[0] ?? '',
        new RegExp(`no sound (gzip|CSV).* ${result.emitted.length} rows were emitted\\.$`),
      );
      assert.equal(sandbox.requests.count(DOWNLOAD), 1);
    });
  });

  describe('inline', () => {
    it('is unpacked', async () => {
      content = gzipSync('id\n1\n');
      const { emitted } = await download({ as: 'inline' });
      assert.deepEqual(emitted[0]?.data, {
        job_identifier: 'job1',
        file: { name: 'content-export-job1.csv', content_type: 'text/csv', size: 5 },
        text: 'id\n1\n',
      });
    });

    it('is fetched anew where its connection is cut or its end is missing, three times at most', async () => {
      content = gzipSync('id\n1\n');
      shortened = 2;
      assert.equal(Object(await download({ as: 'inline' })).emitted.length, 1);
      assert.equal(sandbox.requests.count(DOWNLOAD), 3);
      shortened = 3;
      assert.deepEqual(said(await download({ as: 'inline' })), [
        ['The file is no sound gzip: its end is missing.'],
        [],
      ]);
      sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: DOWNLOAD, times: 3 });
      const [errors, rebounds] = said(await download({ as: 'inline' }));
      assert.deepEqual([errors, rebounds?.length], [[], 1]);
    });

    it('is no larger than a message takes, however small it is packed', async () => {
      content = gzipSync(Buffer.alloc(200_000_000, 0x61), { level: 1 });
      assert.match(said(await download({ as: 'inline' }))[0]?.[0] ?? '', /larger than the 1 MiB that as: inline takes/);
    });

    it('is text', async () => {
      content = gzipSync(Buffer.from([0xff, 0xfe, 0xfd]));
      assert.match(said(await download({ as: 'inline' }))[0]?.[0] ?? '', /no text in UTF-8/);
    });
  });
});
