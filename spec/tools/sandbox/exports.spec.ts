import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const SPAN = { created_at_after: 1_767_225_600, created_at_before: 1_767_312_000 };
const REPORT = { dataset_id: 'conversation', attribute_ids: ['state'], start_time: 1, end_time: 2 };

describe('sandbox: exports', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: 1_767_614_400 });
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 10, rows: 1_200 };
  });
  afterEach(() => sandbox.close());

  const create = async () => (await send(sandbox, 'POST /export/content/data', SPAN)).body.job_identifier;
  const status = async (id: string) => (await send(sandbox, `GET /export/content/data/${id}`)).body.status;
  const download = (id: string) =>
    fetch(`${sandbox.url}/download/content/data/${id}`, { headers: { authorization: `Bearer ${sandbox.token}` } });

  it('get on as the clock does, and are gone after two days', async () => {
    const id = await create();
    assert.equal(await status(id), 'pending');
    sandbox.clock.advance(5);
    assert.equal(await status(id), 'in_progress');
    assert.equal((await download(id)).status, 404);
    sandbox.clock.advance(5);
    const { body } = await send(sandbox, `GET /export/content/data/${id}`);
    assert.deepEqual(body, {
      job_identifier: id,
      status: 'completed',
      download_url: `${sandbox.url}/download/content/data/${id}`,
      download_expires_at: String(1_767_614_410 + 2 * 86_400),
    });
    const csv = gunzipSync(Buffer.from(await (await download(id)).arrayBuffer())).toString();
    assert.equal(csv.split('\ncrm-').length, 1_201);
    sandbox.clock.advance(2 * 86_400 + 1);
    assert.equal(refusal(await send(sandbox, `GET /export/content/data/${id}`)), '404 not_found');
  });

  it('are one at a time, or five', async () => {
    const id = await create();
    const second = await send(sandbox, 'POST /export/content/data', SPAN);
    assert.equal(refusal(second), '429 rate_limit_exceeded');
    assert.match(second.body.errors[0].message, /1 pending message data export jobs/);
    await send(sandbox, `POST /export/cancel/${id}`);
    assert.equal(await status(id), 'canceled');
    assert.notEqual(await create(), id);
    const reports = [];
    for (let n = 0; n < 6; n += 1) reports.push(await send(sandbox, 'POST /export/reporting_data/enqueue', REPORT));
    assert.deepEqual(
      reports.map((one) => one.status),
      [200, 200, 200, 200, 200, 429],
    );
  });

  it('can come to nothing', async () => {
    for (const outcome of ['failed', 'no_data'] as const) {
      sandbox.workspace.exports.next = { outcome, seconds: 0, rows: 0 };
      const id = await create();
      assert.deepEqual([await status(id), (await download(id)).status], [outcome, 404]);
    }
  });
});
