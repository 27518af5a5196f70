import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { axios } from '../../lib/intercom/axios';
import { ROOT } from '../support/component';

describe('axios, loaded lean', () => {
  let server: Server;
  let url: string;
  const serve = async (answer: RequestListener) => {
    server = createServer(answer);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => server?.close());

  it('brings nothing that no request of ours needs', () => {
    const script = `
      const given = new Set(process.moduleLoadList);
      require('./dist/intercom/axios.js');
      const node = process.moduleLoadList.filter((name) => !given.has(name));
      console.log(JSON.stringify([...Object.keys(require.cache), ...node]));`;
    const loaded: string[] = JSON.parse(run(script));
    assert.deepEqual(
      loaded.filter((name) => name.startsWith('/')),
      [join(ROOT, 'dist', 'intercom', 'axios.js')],
    );
    assert.deepEqual(
      loaded.filter((name) => / (internal\/)?(http2|assert|deps\/undici|webstreams)/.test(name)),
      [],
    );
  });

  it('makes a form', async () => {
    await serve((request, response) => {
      response.end(request.headers['content-type']);
    });
    const { data } = await axios.postForm(url, { a: '1' });
    assert.match(data, /^multipart\/form-data; boundary=/);
  });

  it('follows a redirect where it may', async () => {
    await serve((request, response) => {
      if (request.url === '/there') response.end('there');
      else response.writeHead(302, { location: '/there' }).end();
    });
    assert.equal((await axios.get(url)).data, 'there');
  });

  it('goes through the proxy of HTTPS_PROXY', () => {
    const script = `
      const proxy = require('node:http').createServer();
      proxy.on('connect', ({ url }, socket) => {
        console.log(url);
        socket.end('HTTP/1.1 502 No\\r\\n\\r\\n');
      });
      proxy.listen(0, '127.0.0.1', async () => {
        process.env.HTTPS_PROXY = 'http://127.0.0.1:' + proxy.address().port;
        const { axios } = require('./dist/intercom/axios.js');
        await axios.get('https://api.example.com/', { maxRedirects: 0 }).catch(() => proxy.close());
      });`;
    assert.equal(run(script), 'api.example.com:443\n');
  });
});

/** In a process of its own, with what was built. */
function run(script: string): string {
  return execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8', timeout: 8_000 });
}
