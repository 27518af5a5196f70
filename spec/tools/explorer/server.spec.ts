import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { TryAnswer } from '../../../tools/explorer/page/protocol';
import { type Explorer, startExplorer } from '../../../tools/explorer/server';
import { actions, isPolling, triggers } from '../../../tools/generate/catalogue';
import { RecordExamples } from '../../../tools/generate/examples';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

describe("the explorer's server", function () {
  this.timeout(20_000);
  let explorer: Explorer;
  let origin: string;

  before(async () => {
    explorer = await startExplorer();
    origin = explorer.url.slice(0, -1);
  });

  after(() => explorer?.close());

  /** fetch would not let us choose Host and Origin. */
  function ask(
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = options;
      const call = request(new URL(path, explorer.url), { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  const JSON_OF_OURS = { 'content-type': 'application/json' };

  function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return ask('/try', { method: 'POST', headers: { origin, ...JSON_OF_OURS, ...headers }, body: text });
  }

  async function run(body: { function: string; fields?: object; data?: object }): Promise<TryAnswer> {
    const { status, text } = await post(body);
    assert.equal(status, 200, text);
    return JSON.parse(text);
  }

  const refused = ({ status, text }: Answer): string => `${status} ${JSON.parse(text).refused}`;

  it('serves the page, which no other page may frame', async () => {
    const { status, headers, text } = await ask('/');
    assert.equal(status, 200);
    assert.match(text, /<title>Intercom explorer/);
    assert.equal(headers['content-security-policy'], "frame-ancestors 'none'");
    assert.equal(headers['x-content-type-options'], 'nosniff');
  });

  it('listens on this machine only', () => assert.equal(new URL(explorer.url).hostname, '127.0.0.1'));

  it('refuses a foreign name that points here', async () => {
    for (const path of ['/', '/known', '/try']) {
      assert.match(
        refused(await ask(path, { headers: { host: `evil.example.com:${new URL(origin).port}` } })),
        /^403 /,
      );
    }
  });

  it('refuses other origins, and callers without one', async () => {
    assert.match(refused(await post({ function: 'listTags' }, { origin: 'https://evil.example.com' })), /^403 /);
    assert.match(refused(await post({ function: 'listTags' }, { origin: 'null' })), /^403 /);
    const bare = await ask('/try', { method: 'POST', headers: JSON_OF_OURS, body: '{"function":"listTags"}' });
    assert.match(refused(bare), /^403 /);
  });

  it('refuses what a page of another origin could send without being asked: a form', async () => {
    assert.match(refused(await post({ function: 'listTags' }, { 'content-type': 'text/plain' })), /^415 /);
  });

  it('refuses a body of more than a megabyte, announced or not', async () => {
    assert.match(refused(await post(`{"function":"listTags","data":{"x":"${'x'.repeat(1_000_000)}"}}`)), /^413 /);
  });

  it('refuses what is no JSON, no object, no function of ours', async () => {
    assert.match(refused(await post('{')), /^400 /);
    assert.match(refused(await post('[]')), /^400 /);
    assert.match(refused(await post({ function: 'toString' })), /^404 /);
    assert.match(refused(await post({ function: 'listTags', fields: 'x' })), /^400 /);
  });

  it('takes no token, no secret and no address', async () => {
    for (const field of ['accessToken', 'key', 'baseUrl', 'region']) {
      assert.match(
        refused(await post({ function: 'listTags', fields: { [field]: 'x' } })),
        new RegExp(`^400 .*${field}`),
      );
    }
    const secret = await post({ function: 'contactCreated', fields: { clientSecret: 'x' } });
    assert.match(refused(secret), /^400 .*clientSecret/);
  });

  it('knows no other paths and methods', async () => {
    assert.match(refused(await ask('/package.json')), /^404 /);
    assert.match(refused(await ask('/..%2fpackage.json')), /^404 /);
    assert.match(refused(await ask('/try')), /^405 /);
  });

  it('runs an action, and tells what was emitted and sent', async () => {
    const { emitted, emittedCount, error, requests } = await run({
      function: 'listTags',
      fields: { output: 'items', maxItems: '2' },
    });
    assert.equal(error, undefined);
    assert.equal(emittedCount, 2);
    assert.equal(emitted.length, 2);
    assert.deepEqual(requests, [{ method: 'GET', path: '/tags', query: {} }]);
  });

  it('runs a polling trigger from the beginning, each time anew, and shows its state', async () => {
    const once = await run({ function: 'newContacts' });
    assert.equal(once.emittedCount, 12);
    assert.ok(once.snapshot);
    assert.equal((await run({ function: 'newContacts' })).emittedCount, 12);
    assert.equal((await run({ function: 'newContacts', fields: { startFrom: 'now' } })).emittedCount, 0);
  });

  it('makes of the example of every webhook trigger the message that is shown with it', async () => {
    const records = new RecordExamples(actions());
    const hooks = triggers().flatMap(({ name, trigger }) => (isPolling(trigger) ? [] : [{ name, trigger }]));
    assert.ok(hooks.length > 0);
    for (const { name, trigger } of hooks) {
      const example = records.ofWebhook(trigger);
      assert.ok(example, name);
      const { emitted, error } = await run({ function: name, data: Object(example.data) });
      assert.equal(error, undefined, name);
      assert.deepEqual(emitted, [example.emitted], name);
    }
  });

  it('shows the first messages of many', async () => {
    for (let tag = 0; tag < 20; tag++) await run({ function: 'createTag', data: { name: `Many ${tag}` } });
    const { emitted, emittedCount } = await run({ function: 'listTags', fields: { output: 'items' } });
    assert.ok(emittedCount >= 26, String(emittedCount));
    assert.equal(emitted.length, 20);
  });

  it('tells of an error once, not in the log again', async () => {
    const { error = '', emittedCount, log } = await run({ function: 'retrieveContact', data: {} });
    assert.match(error, /contact_id/);
    assert.equal(emittedCount, 0);
    assert.ok(!log.join('\n').includes(error), log.join('\n'));
  });

  it('keeps the sandbox from run to run, and says what is in it', async () => {
    await run({ function: 'createTag', data: { name: 'Explored' } });
    const { text } = await ask('/known');
    const known: Record<string, { value: string; label: string }[]> = JSON.parse(text);
    assert.ok(known.tag_id?.some(({ label }) => label === 'Explored'));
    assert.ok(known.contact_id?.some(({ label }) => label === 'Nora Lindqvist'));
  });

  it('runs what comes at once one after the other', async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => run({ function: 'listTeams' })));
    for (const { requests } of runs) assert.equal(requests.length, 1);
  });
});
