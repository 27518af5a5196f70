import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const CLI = join(__dirname, '../../../tools/sandbox/cli.ts');

describe('sandbox: command line', function () {
  // Each case starts processes of its own.
  this.timeout(30_000);

  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  const run = (...args: string[]): { child: ChildProcess; output: () => string } => {
    let output = '';
    const started = spawn(process.execPath, ['--require', 'tsx/cjs', CLI, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stdout.on('data', (chunk) => (output += chunk));
    started.stderr.on('data', (chunk) => (output += chunk));
    child = started;
    return { child: started, output: () => output };
  };

  it('prints where it is and what to try, answers, and stops on SIGTERM', async () => {
    const { child: process, output } = run(
      '--port',
      '0',
      '--contacts',
      '50',
      '--timezone',
      'Europe/Berlin',
      '--token',
      'mine',
    );
    while (!output().includes('Ctrl-C')) {
      assert.equal(process.exitCode, null, output());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const url = /Intercom sandbox: (http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
    assert.match(output(), /50 contacts, 0 conversations, time zone Europe\/Berlin/);
    const response = await fetch(`${url}/me`, { headers: { authorization: 'Bearer mine' } });
    const body = (await response.json()) as { app: { timezone: string } };
    assert.equal(body.app.timezone, 'Europe/Berlin');
    process.kill('SIGTERM');
    const [code] = await once(process, 'exit');
    assert.equal(code, 0);
  });

  it('notifies a hook of what happens', async () => {
    const arrived: { method: string; body: string; signature: unknown }[] = [];
    const hook = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      arrived.push({ method: request.method ?? '', body, signature: request.headers['x-hub-signature'] });
      response.end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = hook.address() as AddressInfo;
      const address = `http://127.0.0.1:${port}/hook/flow`;
      const { output } = run(
        '--port',
        '0',
        '--webhook',
        address,
        '--client-secret',
        's',
        '--topics',
        'contact.lead.created',
      );
      while (!output().includes('Webhook ping: 200')) await new Promise((resolve) => setTimeout(resolve, 20));
      const url = /Intercom sandbox: (http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
      const headers = { authorization: 'Bearer sandbox-token' };
      await fetch(`${url}/contacts`, { method: 'POST', headers, body: '{"role":"lead"}' });
      while (!output().includes('Webhook contact.lead.created: 200'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(
        arrived.map(({ method }) => method),
        ['HEAD', 'POST', 'POST'],
      );
      const last = arrived.at(-1);
      assert.equal(JSON.parse(last?.body ?? '').topic, 'contact.lead.created');
      assert.equal(
        last?.signature,
        `sha1=${createHmac('sha1', 's')
          .update(last?.body ?? '')
          .digest('hex')}`,
      );
    } finally {
      hook.close();
    }
  });

  it('says what is wrong with an option', async () => {
    for (const args of [
      ['--contacts', 'many'],
      ['--timezone', 'Nowhere/Land'],
      ['--cursors', 'magic'],
      ['--webhook', 'nowhere'],
    ]) {
      const { child: process, output } = run(...args);
      const [code] = await once(process, 'exit');
      assert.equal(code, 1, args.join(' '));
      assert.ok(output().length > 10);
      assert.ok(!output().includes('    at '), output());
    }
  });
});
