import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { install } from '@sinonjs/fake-timers';
import nock from 'nock';
import { pointedFiles } from '../../lib/files/recordFiles';
import { AttachmentService } from '../../tools/oih/services/attachments';
import { hostServices, type ServiceHost } from '../../tools/oih/services/http';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { FileAnswer } from '../../tools/sandbox/fileAnswer';
import type { Call } from '../../tools/sandbox/router';
import { type Run, type RunOptions, run } from '../support/component';

const KEY = 'key-0123456789';
const FILE = 'GET /sandbox/files/{name}';

describe('the files of a conversation', () => {
  let sandbox: Sandbox;
  let service: AttachmentService;
  let host: ServiceHost;
  let id: string;
  let contact: string;
  before(() => nock.restore());
  after(() => nock.activate());
  beforeEach(async () => {
    sandbox = await startSandbox();
    service = new AttachmentService();
    host = await hostServices(KEY, [service]);
    contact = sandbox.workspace.contacts.create({ role: 'lead' }).id;
    id = sandbox.workspace.conversations.create({ by: contact, body: `<p>See <img src="${at('screen.png')}"></p>` }).id;
  });
  afterEach(async () => {
    await sandbox.close();
    await host.close();
    service.close();
  });

  /** A signed address on the sandbox's host for files. */
  const at = (name: string) => `${sandbox.url.replace('127.0.0.1', 'localhost')}/sandbox/files/${name}?signature=s`;
  const reply = (attachments: string[], body = 'And these') =>
    sandbox.workspace.conversations.reply(id, { as: contact, body, attachments });
  const retrieve = (fields: object = { files: 'true' }, options: RunOptions = {}): Promise<Run> =>
    run('retrieveConversation', {
      message: { data: { conversation_id: id }, metadata: {} },
      config: { accessToken: sandbox.token, baseUrl: sandbox.url, ...fields },
      settings: { ATTACHMENT_STORAGE_SERVICE_BASE_URL: host.url },
      tokenData: { apiKey: KEY },
      ...options,
    });
  const contentOf = ({ emitted }: Run, name: string) =>
    service.content(Object(emitted[0]?.attachments)[name]?.url ?? '').toString();
  const listed = ({ emitted }: Run): Record<string, unknown>[] => Object(emitted[0]?.data).files;

  it('come along where the step asks for them', async () => {
    reply([at('report.pdf'), at('note.txt')]);
    const result = await retrieve();
    assert.deepEqual([result.errors, result.rebounds], [[], []]);
    assert.deepEqual(Object.keys(Object(result.emitted[0]?.attachments)), ['screen.png', 'report.pdf', 'note.txt']);
    assert.equal(contentOf(result, 'report.pdf'), 'The content of report.pdf');
    const [part] = sandbox.workspace.conversations.partsOf(id);
    const source = sandbox.workspace.conversations.get(id).source.id;
    const facts = { content_type: 'application/octet-stream' };
    assert.deepEqual(listed(result), [
      { name: 'screen.png', part_id: source, inline: true, ...facts, size: 25 },
      { name: 'report.pdf', part_id: part?.id, inline: false, ...facts, size: 25 },
      { name: 'note.txt', part_id: part?.id, inline: false, ...facts, size: 23 },
    ]);
    for (const { headers } of sandbox.requests.list(FILE)) assert.ok(!('intercom-version' in headers));
  });

  it('come along where the text is asked for without its tags', async () => {
    const message = { data: { conversation_id: id, display_as: 'plaintext' }, metadata: {} };
    const result = await retrieve({ files: 'true' }, { message });
    assert.deepEqual([result.errors, contentOf(result, 'screen.png')], [[], 'The content of screen.png']);
    assert.ok(!/</.test(Object(result.emitted[0]?.data).source.body), 'the text has tags');
  });

  it('stay where they are unless it does', async () => {
    const { emitted } = await retrieve({});
    assert.deepEqual([emitted[0]?.attachments, listed({ emitted } as Run)], [undefined, undefined]);
    assert.equal(sandbox.requests.count(FILE), 0);
  });

  it('come without the one that cannot be had', async () => {
    const user = 'https://%ff@downloads.intercomcdn.com/a.png';
    reply([
      user,
      'https://169.254.169.254/latest/meta-data',
      at('gone.txt').replace('?signature=s', ''),
      at('here.txt'),
    ]);
    const result = await retrieve();
    assert.deepEqual(result.errors, []);
    assert.deepEqual(
      listed(result).map(({ name, error }) => [name, error]),
      [
        ['screen.png', undefined],
        [
          'a.png',
          'A file of the record could not be fetched: its address is an address with a user name, which is not asked',
        ],
        [
          'meta-data',
          'A file of the record could not be fetched: its address is a private address, which is not followed',
        ],
        ['gone.txt', 'A file of the record could not be fetched: its host answered 403'],
        ['here.txt', undefined],
      ],
    );
    assert.deepEqual(Object.keys(Object(result.emitted[0]?.attachments)), ['screen.png', 'here.txt']);
  });

  it('are asked for once more where the connection is cut', async () => {
    sandbox.faults.add({ kind: 'reset', at: 'body' }, { route: FILE, times: 1 });
    const result = await retrieve();
    assert.equal(contentOf(result, 'screen.png'), 'The content of screen.png');
    assert.equal(service.objects.size, 1, 'half of it was left behind');
  });

  it('leave nothing behind where the storage fails, and come later', async () => {
    reply([at('a.txt'), at('b.txt')]);
    service.capacity = 40;
    const { emitted, errors, rebounds } = await retrieve();
    assert.deepEqual([emitted, errors, service.objects.size], [[], [], 0]);
    assert.match(rebounds[0]?.message ?? '', /storage answered 507/);
  });

  it('leave nothing behind where their message cannot be published', async () => {
    reply([at('a.txt')]);
    const publish = () => {
      assert.equal(service.objects.size, 2);
      throw new Error('nacked');
    };
    const { errors } = await retrieve({ files: 'true' }, { publish });
    assert.deepEqual([errors.map(({ message }) => message), service.objects.size], [['nacked'], 0]);
  });

  it('get names of their own, without harm', async () => {
    reply([at('a.txt'), `${at('a.txt')}2`, at('..%2F..%2Fetc%2Fpasswd'), at('x%0d%0ay.txt')]);
    const result = await retrieve();
    assert.deepEqual(
      listed(result).map(({ name }) => name),
      ['screen.png', 'a.txt', 'a (2).txt', '_.._etc_passwd', 'x__y.txt'],
    );
    assert.equal(Object.keys(Object(result.emitted[0]?.attachments)).length, 5);
  });

  it('may have the names that every object has', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const attachments = names.map((name) => ({ type: 'upload', name, url: at(name) }));
    const handle = () => ({ type: 'conversation', id, source: { id: '1', attachments } });
    const other = await startSandbox({ routes: [{ request: 'GET /conversations/{conversation_id}', handle }] });
    const { emitted, errors } = await retrieve({ files: 'true', accessToken: other.token, baseUrl: other.url });
    await other.close();
    assert.deepEqual([errors, Object.keys(Object(emitted[0]?.attachments)), service.objects.size], [[], names, 3]);
  });

  it('hold 100 MiB together at most, and none after that is stored', async () => {
    const piece = Buffer.alloc(1_048_576);
    const content = () =>
      Readable.from(
        (function* () {
          for (let n = 0; n < 60; n += 1) yield piece;
        })(),
      );
    const handle = ({ path }: Call) => new FileAnswer({}, path('name') === 'c.txt' ? Buffer.from('c') : content());
    const other = await startSandbox({ routes: [{ request: FILE, open: true, handle }] });
    reply(['a.txt', 'b.txt', 'c.txt'].map((name) => at(name).replace(sandbox.url.slice(16), other.url.slice(16))));
    const result = await retrieve();
    await other.close();
    assert.deepEqual(
      listed(result).map(({ name, error }) => [name, error]),
      [
        ['screen.png', undefined],
        ['a.txt', undefined],
        ['b.txt', 'The files of a message hold 100 MiB together at most.'],
        ['c.txt', undefined],
      ],
    );
    assert.equal(service.objects.size, 3);
  });

  it('are fifty at most', async () => {
    reply(Array.from({ length: 60 }, (_, n) => at(`${n}.txt`)));
    const files = listed(await retrieve());
    assert.equal(files.length, 61);
    assert.equal(files.filter(({ error }) => error === undefined).length, 50);
    assert.match(String(files[60]?.error), /holds 50 files at most/);
  });

  it('are not begun after ten minutes', async () => {
    reply([at('a.txt'), at('b.txt')]);
    const clock = install({ toFake: ['Date'] });
    const stop = sandbox.onRequest(({ route }) => {
      if (route === FILE && sandbox.requests.count(FILE) === 2) clock.tick(10 * 60_000);
    });
    try {
      const files = listed(await retrieve());
      assert.deepEqual(
        files.map(({ error }) => error),
        [undefined, undefined, 'The files before it took too long.'],
      );
    } finally {
      stop();
      clock.uninstall();
    }
  });

  it('are images of Intercom alone, where they stand in a text', () => {
    const body = [
      '<img src="https://downloads.intercomcdn.com/i/o/1/a.png?expires=1&amp;signature=2" width=1>',
      "<IMG alt='>' src='https://acme.intercom-attachments-7.com/i/o/2/b.png'>",
      '<img width="3" src = "https://downloads.intercomcdn.eu/c.png">',
      '<img src="https://downloads.intercomcdn.com.evil.example/d.png">',
      '<img src="https://tracker.example.com/opened.gif">',
      '<img data-src="https://downloads.intercomcdn.com/e.png">',
      '<img src="cid:7">',
      '<img src=https://downloads.intercomcdn.com/f.png?expires=1&amp;signature=2>',
      '<img alt="x"src="https://downloads.intercomcdn.com/g.png"/>',
      '<img alt="src=https://downloads.intercomcdn.com/no.png" title=src src="https://downloads.intercomcdn.com/h.png">',
      '<img/src=https://downloads.intercomcdn.com/i.png >',
      '<img src="https://downloads.intercomcdn.com/j.png" src="https://downloads.intercomcdn.com/no.png">',
    ].join('');
    const urls = pointedFiles({ source: { id: '1', body } }, false).map(({ url }) => url);
    assert.deepEqual(urls, [
      'https://downloads.intercomcdn.com/i/o/1/a.png?expires=1&signature=2',
      'https://acme.intercom-attachments-7.com/i/o/2/b.png',
      'https://downloads.intercomcdn.eu/c.png',
      'https://downloads.intercomcdn.com/f.png?expires=1&signature=2',
      'https://downloads.intercomcdn.com/g.png',
      'https://downloads.intercomcdn.com/h.png',
      'https://downloads.intercomcdn.com/i.png',
      'https://downloads.intercomcdn.com/j.png',
    ]);
    // Tags that never end, many times over, cost no more than their length; else this would run into the timeout.
    for (const tag of ['<img ', '<img src="', "<img a='", '<img ssrc = ', '<img src', '<img src=']) {
      assert.deepEqual(pointedFiles({ source: { body: tag.repeat(100_000) } }, false), []);
    }
  });

  it('are those of a ticket as well', () => {
    const attachments = [
      { type: 'upload', name: 'a.txt', url: 'https://x.intercom-attachments-1.com/a', content_type: 'text/plain' },
    ];
    const ticket = {
      ticket_parts: { type: 'ticket_part.list', ticket_parts: [{ id: '7', attachments }, { id: '8' }] },
    };
    assert.deepEqual(pointedFiles(ticket, false), [
      {
        url: 'https://x.intercom-attachments-1.com/a',
        partId: '7',
        inline: false,
        name: 'a.txt',
        contentType: 'text/plain',
      },
    ]);
  });
});
