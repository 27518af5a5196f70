import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { AttachmentService } from '../../../tools/oih/services/attachments';
import { hostServices, type ServiceHost } from '../../../tools/oih/services/http';

const ID = '0b6c7a52-6d1e-4f0c-9a47-0f6f5ad3b1c2';

describe('The local attachment storage', () => {
  let service: AttachmentService;
  let host: ServiceHost;
  beforeEach(async () => {
    service = new AttachmentService();
    host = await hostServices('key', [service]);
  });
  afterEach(async () => {
    await host.close();
    service.close();
  });

  const call = (method: string, id = ID, body?: string, type = 'text/csv', key = 'key') =>
    fetch(`${host.url}/objects/${id}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });

  it('keeps an object until it is deleted', async () => {
    assert.equal((await call('PUT', ID, 'a,b\n')).status, 201);
    const got = await call('GET');
    assert.deepEqual([got.headers.get('content-type'), await got.text()], ['text/csv', 'a,b\n']);
    assert.equal(service.get(`${host.url}/objects/${ID}`).sha256, createHash('sha256').update('a,b\n').digest('hex'));
    assert.equal((await call('DELETE')).status, 204);
    assert.equal((await call('GET')).status, 404);
    assert.throws(() => service.content(`x/${ID}`), /is not in the storage/);
  });

  it('refuses what the platform refuses', async () => {
    assert.equal((await call('PUT', 'report.csv', 'a')).status, 400);
    for (const type of ['text/csv; charset=utf-8', 'image/png', 'application/gzip']) {
      assert.equal((await call('PUT', ID, 'a', type)).status, 415, type);
    }
    assert.equal((await call('PUT', ID, 'a', 'text/csv', 'other')).status, 401);
    assert.equal((await call('PUT', ID, 'a')).status, 201);
    assert.equal((await call('PUT', ID, 'b')).status, 409);
    service.capacity = 3;
    assert.equal((await call('PUT', ID.replace('0b', '1b'), 'abcdef')).status, 507);
  });

  it('takes half an object for none, and its id for taken', async () => {
    const half = request(`${host.url}/objects/${ID}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer key', 'content-type': 'text/csv' },
    });
    half.on('error', () => {});
    half.write('a,b');
    while (service.objects.get(ID)?.size !== 3) await new Promise((resolve) => setTimeout(resolve, 1));
    half.destroy();
    while (service.objects.get(ID)?.sha256 === '') await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual([(await call('GET')).status, (await call('PUT', ID, 'a')).status], [500, 409]);
    assert.throws(() => service.get(`x/${ID}`), /is incomplete/);
  });
});
