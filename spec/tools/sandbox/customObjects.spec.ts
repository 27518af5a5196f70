import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';
import { refusal, send } from './client';

const NOON = Date.UTC(2026, 2, 10, 12) / 1000;
const ORDERS = '/custom_object_instances/Order';

describe('sandbox: custom object instances', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ now: NOON });
  });
  afterEach(() => sandbox.close());

  it('are created or updated by external_id, within their type', async () => {
    const made = await send(sandbox, `POST ${ORDERS}`, {
      external_id: 'o-1',
      external_created_at: NOON - 9,
      custom_attributes: { number: 'A-1', total: 12.5 },
    });
    assert.deepEqual(made.body, {
      id: made.body.id,
      type: 'Order',
      external_id: 'o-1',
      external_created_at: NOON - 9,
      external_updated_at: null,
      created_at: NOON,
      updated_at: NOON,
      custom_attributes: { number: 'A-1', total: 12.5 },
    });
    sandbox.clock.advance(5);
    const again = await send(sandbox, `POST ${ORDERS}`, { external_id: 'o-1', custom_attributes: { total: null } });
    assert.deepEqual(
      [again.body.id, again.body.external_created_at, again.body.custom_attributes, again.body.updated_at],
      [made.body.id, NOON - 9, { number: 'A-1' }, NOON + 5],
    );
    const other = await send(sandbox, 'POST /custom_object_instances/Invoice', { external_id: 'o-1' });
    assert.notEqual(other.body.id, made.body.id);
    assert.notEqual((await send(sandbox, `POST ${ORDERS}`, {})).body.id, made.body.id);
  });

  it('are listed, read by either id, and deleted by either', async () => {
    const { id } = sandbox.workspace.customObjects.upsert('Order', { external_id: 'o-1' });
    const second = sandbox.workspace.customObjects.upsert('Order', { external_id: 'o-2' });
    const listed = await send(sandbox, `GET ${ORDERS}?per_page=1`);
    assert.deepEqual([listed.body.total_count, listed.body.data[0].id], [2, second.id]);
    assert.match(listed.body.pages.next, /page=2/);
    assert.equal((await send(sandbox, `GET ${ORDERS}?external_id=o-1`)).body.id, id);
    assert.equal((await send(sandbox, `GET ${ORDERS}/${id}`)).body.external_id, 'o-1');
    assert.equal(refusal(await send(sandbox, `GET /custom_object_instances/Invoice/${id}`)), '404 not_found');
    assert.deepEqual((await send(sandbox, `DELETE ${ORDERS}/${id}`)).body, { id, object: 'Order', deleted: true });
    assert.equal((await send(sandbox, `DELETE ${ORDERS}?external_id=o-2`)).body.id, second.id);
    assert.equal(refusal(await send(sandbox, `GET ${ORDERS}?external_id=o-1`)), '404 not_found');
    assert.equal(refusal(await send(sandbox, `DELETE ${ORDERS}`)), '400 parameter_not_found');
    assert.equal(refusal(await send(sandbox, `GET ${ORDERS}`, undefined, '2.12')), '404 not_found');
  });
});
