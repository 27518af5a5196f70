import assert from 'node:assert/strict';
import nock from 'nock';
import { AttachmentService } from '../../tools/oih/services/attachments';
import { hostServices, type ServiceHost } from '../../tools/oih/services/http';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { type Run, type RunOptions, run } from '../support/component';

const KEY = 'key-0123456789';
const REPLY = 'POST /conversations/{conversation_id}/reply';

describe('attachments of a message that go into Intercom', () => {
  let sandbox: Sandbox;
  let service: AttachmentService;
  let host: ServiceHost;
  let contact: string;
  let id: string;
  before(() => nock.restore());
  after(() => nock.activate());
  beforeEach(async () => {
    sandbox = await startSandbox();
    service = new AttachmentService();
    host = await hostServices(KEY, [service]);
    contact = sandbox.workspace.contacts.create({ role: 'lead' }).id;
    id = sandbox.workspace.conversations.create({ by: contact, body: 'Hello' }).id;
  });
  afterEach(async () => {
    await sandbox.close();
    await host.close();
    service.close();
  });

  let count = 0;
  /** A file in the storage, as a message points to it. */
  async function stored(content: string | Buffer, contentType = 'application/octet-stream'): Promise<object> {
    count += 1;
    const url = `${host.url}/objects/0b6c7a52-6d1e-4f0c-9a47-${String(count).padStart(12, '0')}`;
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': contentType };
    assert.equal((await fetch(url, { method: 'PUT', headers, body: content })).status, 201);
    return { url, 'content-type': contentType, size: content.length };
  }
  const send = (
    attachments: Record<string, unknown>,
    fields: object,
    data: object = {},
    fn = 'replyConversation',
    options: RunOptions = {},
  ) =>
    run(fn, {
      message: {
        data: { conversation_id: id, type: 'admin', message_type: 'comment', admin_id: admin(), body: 'Here', ...data },
        metadata: {},
        attachments,
      },
      config: { accessToken: sandbox.token, baseUrl: sandbox.url, ...fields },
      settings: { ATTACHMENT_STORAGE_SERVICE_BASE_URL: host.url },
      tokenData: { apiKey: KEY },
      ...options,
    });
  const admin = () => sandbox.workspace.admins.me().id;
  const sent = (): Record<string, unknown> => Object(sandbox.requests.list(REPLY)[0]?.body);
  const failure = ({ errors }: Run) => errors.map(({ message }) => message).join();

  it('are sent with their contents', async () => {
    const attachments = {
      'picture.png': await stored(Buffer.from([0x89, 0x50, 0x4e, 0x47])),
      'list.csv': await stored('a,b\n', 'text/csv'),
    };
    const result = await send(attachments, { attachments: 'files' });
    assert.deepEqual(result.errors, []);
    assert.deepEqual(sent().attachment_files, [
      { name: 'picture.png', content_type: 'image/png', data: 'iVBORw==' },
      { name: 'list.csv', content_type: 'text/csv', data: 'YSxiCg==' },
    ]);
    assert.ok(!('attachment_urls' in sent()));
  });

  it('join those of the input', async () => {
    const own = { name: 'own.txt', content_type: 'text/plain', data: 'bw==' };
    await send({ 'a.txt': await stored('a') }, { attachments: 'files' }, { attachment_files: [own] });
    assert.deepEqual(sent().attachment_files, [own, { name: 'a.txt', content_type: 'text/plain', data: 'YQ==' }]);
  });

  it('are left out unless the step says otherwise', async () => {
    const result = await send({ 'a.txt': await stored('a') }, {});
    assert.deepEqual(result.errors, []);
    assert.deepEqual(
      Object.keys(sent()).filter((key) => key.startsWith('attachment')),
      [],
    );
  });

  it('are handed over by their addresses', async () => {
    const picture = { url: 'https://files.example.com/p.png', 'content-type': 'image/png', size: 4 };
    await send({ 'p.png': picture }, { attachments: 'urls' });
    assert.deepEqual(sent().attachment_urls, ['https://files.example.com/p.png']);
  });

  it('begin a conversation by their addresses alone', async () => {
    const data = { from: { type: 'lead', id: contact } };
    const picture = { url: 'https://files.example.com/p.png', 'content-type': 'image/png', size: 4 };
    const result = await send({ 'p.png': picture }, { attachments: 'urls' }, data, 'createConversation');
    assert.deepEqual(result.errors, []);
    const [begun] = sandbox.requests.list('POST /conversations');
    assert.deepEqual(Object(begun?.body).attachment_urls, ['https://files.example.com/p.png']);
    const refused = await send({ 'a.txt': await stored('a') }, { attachments: 'files' }, data, 'createConversation');
    assert.match(failure(refused), /^POST \/conversations: Intercom takes no files here, only addresses of images/);
    assert.equal(sandbox.requests.count('POST /conversations'), 1);
  });

  it('are never fetched from anywhere but the storage, nor is its key sent elsewhere', async () => {
    const before = sandbox.requests.count();
    for (const url of [
      'http://169.254.169.254/',
      `${sandbox.url}/me`,
      `${host.url}/secrets/intercom`,
      'https://x.example.com/a.png',
      '',
    ]) {
      const result = await send({ 'a.txt': { url, size: 1 } }, { attachments: 'files' });
      assert.match(failure(result), /attachment 1 is not in the platform's attachment storage/, url);
    }
    assert.equal(sandbox.requests.count(), before);
  });

  it('in the storage are nothing that Intercom could fetch', async () => {
    const result = await send({ 'a.png': await stored('a') }, { attachments: 'urls' });
    assert.match(
      failure(result),
      /attachment 1 is in the platform's attachment storage, where Intercom cannot fetch it/,
    );
    const http = { url: 'http://files.example.com/p.png' };
    assert.match(failure(await send({ 'p.png': http }, { attachments: 'urls' })), /attachment 1 has no https address/);
  });

  it('are checked against what Intercom takes before one is read', async () => {
    const many = Object.fromEntries(
      await Promise.all([...Array(11).keys()].map(async (n) => [`${n}.txt`, await stored('a')])),
    );
    assert.match(failure(await send(many, { attachments: 'files' })), /11 attachments, and Intercom takes 10/);
    const big = { ...(await stored('a')), size: 11_000_000 };
    assert.match(failure(await send({ 'a.bin': big }, { attachments: 'files' })), /more than 10 MiB together/);
    const data = { attachment_urls: ['https://files.example.com/p.png'] };
    const mixed = await send({ 'a.txt': await stored('a') }, { attachments: 'files' }, data);
    assert.match(failure(mixed), /files and addresses together: Intercom would send the files alone/);
    assert.equal(sandbox.requests.count(REPLY), 0);
  });

  it('that are larger than they said are not read to their end', async () => {
    const lying = { ...(await stored(Buffer.alloc(11 * 1_048_576))), size: 1 };
    assert.match(failure(await send({ 'a.bin': lying }, { attachments: 'files' })), /larger than 10485760 bytes/);
    assert.equal(sandbox.requests.count(REPLY), 0);
  });

  it('that are gone are said to be gone', async () => {
    const gone = await stored('a');
    service.objects.clear();
    assert.match(failure(await send({ 'a.txt': gone }, { attachments: 'files' })), /does not have that file any more/);
  });

  it('need no storage where only their addresses go', async () => {
    const picture = { 'p.png': { url: 'https://files.example.com/p.png' } };
    const unknown = { settings: {} };
    const result = await send(picture, { attachments: 'urls' }, {}, 'replyConversation', unknown);
    assert.deepEqual([result.errors, sent().attachment_urls], [[], ['https://files.example.com/p.png']]);
    const files = await send(picture, { attachments: 'files' }, {}, 'replyConversation', unknown);
    assert.match(failure(files), /does not know the attachment storage/);
  });

  it('are asked for again where the storage fails in passing, and come later where it goes on', async () => {
    const attachments = { 'a.txt': await stored('a') };
    service.refuseReads.push(503, 503);
    assert.deepEqual((await send(attachments, { attachments: 'files' })).errors, []);
    assert.deepEqual(sent().attachment_files, [{ name: 'a.txt', content_type: 'text/plain', data: 'YQ==' }]);
    service.refuseReads.push(503, 503, 503);
    const { errors, rebounds } = await send(attachments, { attachments: 'files' });
    assert.deepEqual([errors, rebounds.length, sandbox.requests.count(REPLY)], [[], 1, 1]);
  });

  it('that are larger than they said are too large together as well', async () => {
    const lying = async () => ({ ...(await stored(Buffer.alloc(6 * 1_048_576))), size: 1 });
    const files = { 'a.bin': await lying(), 'b.bin': await lying() };
    assert.match(failure(await send(files, { attachments: 'files' })), /larger than 4194304 bytes/);
    assert.equal(sandbox.requests.count(REPLY), 0);
  });
});
