import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { type Message, mixedSecret, type Oih, startOih } from '../../tools/oih';
import { type Sandbox, startSandbox } from '../../tools/sandbox';

const { AMQP_URI } = process.env;

/** A file as a message points to it. */
interface Pointer {
  url: string;
  'content-type': string;
  size: number;
}

function pointersOf(message: Message | undefined): Record<string, Pointer> {
  return (message?.attachments ?? {}) as Record<string, Pointer>;
}

describe(`files out of Intercom, on ${AMQP_URI ? 'RabbitMQ' : 'the embedded broker'}`, function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let oih: Oih;

  beforeEach(async () => {
    sandbox = await startSandbox();
    const secrets = { intercom: mixedSecret({ accessToken: sandbox.token, baseUrl: sandbox.url }) };
    oih = await startOih({ amqpUri: AMQP_URI, secrets, env: { ELASTICIO_OUTPUT_RATE_LIMIT: '100000' } });
  });
  afterEach(async () => {
    await oih.close();
    await sandbox.close();
  });

  /** Runs one step with one message; what it emitted and threw. */
  async function run(fn: string, data: object, fields: object = {}): Promise<{ emitted: Message[]; errors: string[] }> {
    const node = {
      id: 'step',
      componentId: 'intercom',
      function: fn,
      credentials_id: 'intercom',
      fields: { ...fields },
    };
    const flowId = await oih.deploy({ name: `files ${fn}`, graph: { nodes: [node], edges: [] } });
    oih.trigger(flowId, { data, metadata: {} });
    await oih.idle(30_000);
    const errors = oih.events.flatMap((event) => (event.type === 'error' ? [event.error.message] : []));
    return { emitted: oih.emitted('step'), errors };
  }

  /** A job that is done, with so many rows. */
  function exported(rows: number): string {
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 0, rows };
    const job: { job_identifier?: string } = sandbox.workspace.exports.create('content');
    return job.job_identifier ?? '';
  }

  it('stores an export as it came, and points to it', async () => {
    const id = exported(5_000);
    const { emitted, errors } = await run('downloadDataExport', { job_identifier: id });
    assert.deepEqual(errors, []);
    const [message] = emitted;
    const name = `content-export-${id}.csv.gz`;
    const pointers = pointersOf(message);
    assert.deepEqual(Object.keys(pointers), [name]);
    const pointer = pointers[name] ?? assert.fail();
    const stored = oih.attachments.get(pointer.url);
    assert.deepEqual([pointer['content-type'], pointer.size], ['application/octet-stream', stored.size]);
    assert.deepEqual(message?.data, {
      job_identifier: id,
      file: { name, content_type: 'application/gzip', size: stored.size },
    });
    assert.equal(gunzipSync(oih.attachments.content(pointer.url)).toString().split('crm-').length, 5_001);
    assert.equal(oih.attachments.objects.size, 1);
  });

  it('reads an export as rows, in their order', async () => {
    const id = exported(2_000);
    const { emitted, errors } = await run('downloadDataExport', { job_identifier: id }, { as: 'rows' });
    assert.deepEqual([errors, emitted.length], [[], 2_000]);
    assert.deepEqual(emitted[1_999], {
      data: {
        user_id: 'crm-2000',
        email: 'person2000@example.com',
        name: 'Reyes, Ana 2000',
        remark: 'said "yes"\nand left',
        received_at: '1767602000',
      },
      metadata: { recordUid: `${id}-2000` },
    });
    assert.equal(oih.attachments.objects.size, 0);
  });

  it('follows the redirect to a recording, without the token', async () => {
    const { emitted, errors } = await run('retrieveCallRecording', { call_id: '4471' });
    assert.deepEqual(errors, []);
    const { url, size } = pointersOf(emitted[0])['call-4471.wav'] ?? assert.fail('no recording');
    assert.equal(oih.attachments.content(url).subarray(0, 4).toString(), 'RIFF');
    assert.deepEqual(emitted[0]?.data, {
      call_id: '4471',
      file: { name: 'call-4471.wav', content_type: 'audio/wav', size },
    });
    const [asked] = sandbox.requests.list('GET /sandbox/files/{name}');
    assert.deepEqual(Object.keys(asked?.headers ?? {}).sort(), ['connection', 'host', 'user-agent']);
  });
});
