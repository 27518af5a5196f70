import assert from 'node:assert/strict';
import nock from 'nock';
import { run } from '../support/component';
import { HOST, withNock } from '../support/nock';

const ID = '65a0c0ffee0000000000a001';
const message = { data: { deleteRequested: true }, metadata: { oihUid: 'oih-1', recordUid: ID } };

describe('a request to delete', () => {
  withNock();

  it('comes back later while Intercom has no time for it, and is not answered until then', async () => {
    nock(HOST).post(`/contacts/${ID}/archive`).reply(429, '', { 'retry-after': '100' });
    // A token of its own: the rate limit that is spent for it stays so for the rest of the process.
    const config = { deletes: true, accessToken: 'spent-token-0123456789' };
    const { emitted, errors, rebounds } = await run('deletePerson', { message, config });
    assert.deepEqual([emitted, errors], [[], []]);
    assert.match(String(rebounds[0]?.message), /429/);
  });

  it('is answered with the moment, UNIX milliseconds as a text', async () => {
    nock(HOST).post(`/contacts/${ID}/archive`).reply(200, { id: ID });
    const before = Date.now();
    const { emitted } = await run('deletePerson', { message, config: { deletes: 'true' } });
    const { timestamp } = Object(emitted[0]?.data);
    assert.equal(typeof timestamp, 'string');
    assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now());
  });

  it('says in the log why it was refused, and nothing of the record', async () => {
    const errors = [{ code: 'parameter_invalid', message: `${ID} of ana.reyes@example.com cannot be archived` }];
    nock(HOST).post(`/contacts/${ID}/archive`).reply(400, { type: 'error.list', errors });
    const { log } = await run('deletePerson', { message, config: { deletes: true } });
    assert.ok(log.some((line) => line.startsWith('A delete was refused: POST /contacts/{contact_id}/archive')));
    assert.ok(!log.some((line) => line.includes(ID) || line.includes('ana.reyes')));
  });

  for (const recordUid of ['.', '..', 'crm-\ud800']) {
    it(`fails where no path can hold the other application's id: ${JSON.stringify(recordUid)}`, async () => {
      const { emitted, errors } = await run('deletePerson', {
        message: { ...message, metadata: { oihUid: 'oih-1', recordUid } },
        config: { deletes: true, externalIdFrom: 'recordUid' },
      });
      assert.deepEqual(errors, []);
      assert.equal(Object(emitted[0]?.data).delete, 'failed');
    });
  }
});
