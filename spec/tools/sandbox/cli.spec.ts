import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const CLI = join(__dirname, '../../../tools/sandbox/cli.ts');

describe('sandbox: command line', () => {
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

  it('says what is wrong with an option', async () => {
    for (const args of [
      ['--contacts', 'many'],
      ['--timezone', 'Nowhere/Land'],
      ['--cursors', 'magic'],
    ]) {
      const { child: process, output } = run(...args);
      const [code] = await once(process, 'exit');
      assert.equal(code, 1, args.join(' '));
      assert.ok(output().length > 10);
      assert.ok(!output().includes('    at '), output());
    }
  });
});
