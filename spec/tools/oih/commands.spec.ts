import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../../tools/sandbox';

const ROOT = path.join(__dirname, '..', '..', '..');
const TSX = require.resolve('tsx/cli');
const ANSWER = path.join(ROOT, 'examples/flows/answer-new-conversations.json');
const AT_ONCE = path.join(ROOT, 'examples/flows/answer-at-once.json');
const READ = path.join(ROOT, 'examples/flows/read-updated-contacts.json');

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

// They run as a person runs them, over the broker that AMQP_URI names where it is set.
describe('The commands', function () {
  this.timeout(60_000);

  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'commands-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(
    args: string[],
    more: Record<string, string> = {},
    whileItRuns?: (out: string, stop: () => void) => void,
  ) {
    const { INTERCOM_ACCESS_TOKEN: _1, INTERCOM_BASE_URL: _2, FORCE_COLOR: _3, ...environment } = process.env;
    const [script = '', ...rest] = args;
    const child = spawn(process.execPath, [TSX, path.join(ROOT, script), ...rest], {
      cwd: folder,
      env: { ...environment, ...more },
    });
    const ended: Ended = { code: null, out: '', err: '' };
    let stopped = false;
    // Once, since a second one would end it without order.
    const stop = () => {
      if (!stopped) child.kill('SIGINT');
      stopped = true;
    };
    child.stdout.on('data', (chunk) => {
      ended.out += chunk;
      whileItRuns?.(ended.out, stop);
    });
    child.stderr.on('data', (chunk) => {
      ended.err += chunk;
    });
    return new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
  }

  function file(flow: unknown): string {
    const name = path.join(folder, 'flow.json');
    writeFileSync(name, JSON.stringify(flow));
    return name;
  }

  describe('npm run flow', () => {
    it('runs a flow against a sandbox, prints each message, and leaves no state', async () => {
      const { code, out, err } = await run(['tools/flow.ts', READ, '--cron-once']);
      assert.equal(err, '');
      assert.match(out, /^Read updated contacts {2}sandbox at http:\/\/127\.0\.0\.1:\d+/);
      assert.match(out, /\d\d:\d\d:\d\d\.\d{3} {2}changed {4}▶ started by the schedule\n/);
      assert.match(out, / changed {4}→ companies: contact [0-9a-f]{24} · Nora Lindqvist · nora@example\.com\n/);
      assert.match(out, / companies {2}→ company [0-9a-f]{24} · Harbour Mill Bakery\n/);
      assert.match(out, /\n20 messages, no errors, /);
      assert.ok(!out.includes('"name":"ferryman"'), "ferryman's own log, which is JSON");
      assert.ok(!out.includes('\u001b'), 'colours, although this is no terminal');
      assert.equal(existsSync(path.join(folder, '.oih')), false);
      assert.equal(code, 0);
    });

    it('goes on where the last run stopped', async () => {
      const sandbox = await startSandbox({ seed: 'small' });
      try {
        const state = path.join(folder, 'state.json');
        const environment = { INTERCOM_ACCESS_TOKEN: sandbox.token, INTERCOM_BASE_URL: sandbox.url };
        const again = () => run(['tools/flow.ts', ANSWER, '--state', state], environment);
        const first = await again();
        assert.match(first.out, /First run: from now on/);
        assert.match(first.out, /\n0 messages, no errors/);
        const id = ask(sandbox, 'Do you deliver to islands?');
        const second = await again();
        assert.match(second.out, new RegExp(`→ me: conversation ${id} · Nora Lindqvist`));
        assert.match(second.out, /answer {2}→ conversation \d+ · .* · latest: "Hello Nora/);
        assert.match(second.out, /\n3 messages, no errors/);
        const third = await again();
        assert.match(third.out, /\n0 messages, no errors/);
        assert.equal(third.code, 0);
      } finally {
        await sandbox.close();
      }
    });

    it('prints an error in red, with its hint, and ends with 1', async () => {
      const sandbox = await startSandbox({ seed: 'small' });
      const environment = { INTERCOM_ACCESS_TOKEN: 'wrong', INTERCOM_BASE_URL: sandbox.url, FORCE_COLOR: '1' };
      const { code, out } = await run(['tools/flow.ts', ANSWER, '--state', path.join(folder, 'red.json')], environment);
      await sandbox.close();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal is told its colours.
      assert.match(out, /\u001b\[31m✖ ApiError: .* 401 .*Check the access token.*\u001b\[39m\n/);
      assert.ok(!out.includes('wrong'), 'the token is printed');
      assert.equal(code, 1);
    });

    it('keeps what a trigger has read of a real workspace in a file of its own, and says where it goes on', async () => {
      const sandbox = await startSandbox({ seed: 'small' });
      const environment = { INTERCOM_ACCESS_TOKEN: sandbox.token, INTERCOM_BASE_URL: sandbox.url };
      const { out } = await run(['tools/flow.ts', READ], environment);
      const again = await run(['tools/flow.ts', READ], environment);
      await sandbox.close();
      const { port } = new URL(sandbox.url);
      const state = `.oih/read-updated-contacts@127.0.0.1-${port}.json`;
      assert.ok(out.includes(`State: ${state}`) && !out.includes('Goes on'), out);
      assert.ok(again.out.includes(`Goes on from the state in ${state}\n`), again.out);
      assert.ok(existsSync(path.join(folder, state)));
    });

    it('says how a flow is started that a webhook starts, and one that none does', async () => {
      const { err } = await run(['tools/flow.ts', path.join(ROOT, 'examples/flows/answer-at-once.json')]);
      assert.match(err, /: step "asked" is started by a webhook: add --listen 8080 to wait for one\n$/);
      const listening = await run(['tools/flow.ts', READ, '--listen', '0']);
      assert.match(listening.err, /: step "changed" is started by its schedule: leave --listen away\n$/);
    });

    it('warns of a slip in the name of a step field, and tells why a mapping cannot be read', async () => {
      const flow = JSON.parse(readFileSync(READ, 'utf8'));
      const [changed, companies] = flow.graph.nodes;
      companies.fields = { ouput: 'all' };
      companies.nodeSettings.transformFunction = '{ "data": { "contact_id": data.id {, "metadata": metadata }';
      flow.graph.nodes = [changed, companies];
      const { out, err } = await run(['tools/flow.ts', file(flow)]);
      assert.match(
        err,
        /Step "companies" has a field ouput, which listContactCompanies does not know; did you mean output\?/,
      );
      assert.match(
        out,
        / (ferryman|companies) +The symbol "," cannot be used as a unary operator \(at character \d+ of the expression\)/,
      );
    });

    it('says at once that its state cannot be kept', async () => {
      writeFileSync(path.join(folder, 'taken'), '');
      for (const [state, why] of [
        [folder, /cannot be read \(EISDIR/],
        [path.join(folder, 'taken', 'state.json'), /cannot be read \(ENOTDIR/],
        ['/sys/flow/state.json', /cannot be written \(E/],
      ] as const) {
        const { code, err } = await run(['tools/flow.ts', READ, '--state', state]);
        assert.equal(code, 1);
        assert.match(err, why);
      }
    });

    it('takes a message in place of the schedule', async () => {
      const node = { id: 'find', componentId: 'intercom', function: 'searchContacts', credentials_id: 'any' };
      const flow = file({ name: 'Find', graph: { nodes: [node] } });
      const data = { query: { field: 'email', operator: '=', value: 'nora@example.com' } };
      const { code, out } = await run(['tools/flow.ts', flow, '--data', JSON.stringify(data)]);
      assert.match(out, / find {2}→ 1 data\n/);
      assert.equal(code, 0);
    });

    it('watches until Ctrl-C, and stops in order', async () => {
      const { code, out } = await run(['tools/flow.ts', READ, '--watch'], {}, (text, stop) => {
        if (text.includes('Next start')) stop();
      });
      assert.match(out, /To write as Nora Lindqvist:\n {2}curl http/);
      assert.match(out, /Next start \d\d:\d\d:\d\d; Ctrl-C ends it\n\n20 messages, no errors/);
      assert.equal(code, 0);
    });

    const step = { id: 'a', componentId: 'intercom', function: 'listTags', credentials_id: 'any' };
    const mistakes: [title: string, flow: object, args: string[], message: RegExp][] = [
      [
        'an unknown function',
        { ...step, function: 'listTag' },
        [],
        /step "a": unknown function "listTag"; did you mean listTags/,
      ],
      [
        'an unknown component',
        { ...step, componentId: 'billing' },
        [],
        /unknown component "billing"; known: intercom, crm/,
      ],
      ['a step without a secret', { ...step, credentials_id: undefined }, [], /step "a" has no "credentials_id"/],
      ['nothing to watch', step, ['--watch'], /the flow has no "cron"/],
      ['data that is no JSON', step, ['--data', '{a'], /It must be JSON/],
      ['two ways to start', step, ['--watch', '--cron-once'], /cannot be used with option/],
    ];
    for (const [title, node, args, message] of mistakes) {
      it(`refuses ${title}`, async () => {
        const flow = file({ name: 'Wrong', graph: { nodes: [node] } });
        const { code, out, err } = await run(['tools/flow.ts', flow, ...args]);
        assert.match(err, message);
        assert.ok(!err.includes('    at '), 'a stack is no help');
        assert.equal(out, '');
        assert.equal(code, 1);
      });
    }

    it('listens to a hook until Ctrl-C, and says how to try it', async () => {
      let asked = false;
      let ended = false;
      const { code, out, err } = await run(['tools/flow.ts', AT_ONCE, '--listen', '0'], {}, (printed, stop) => {
        const url = /^Hook {2}(http:\S+\?token=sandbox-hook)$/m.exec(printed)?.[1];
        const curl = /^ {2}curl (\S+) .*'(\{.*\})'$/m.exec(printed);
        if (!asked && url && curl?.[1] && curl[2]) {
          asked = true;
          const body = '{"type":"notification_event","topic":"ping","data":{"item":{"type":"ping"}}}';
          void fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
          void fetch(curl[1], { method: 'POST', headers: { authorization: 'Bearer sandbox-token' }, body: curl[2] });
        }
        if (!ended && /answer +→/.test(printed) && /The hook works/.test(printed)) {
          ended = true;
          stop();
        }
      });
      assert.equal(err, '');
      assert.match(out, /\nTry {3}curl 'http/);
      assert.match(out, / asked +▶ notification ping\n/);
      assert.match(out, / asked +→ me: conversation \d+ · Nora Lindqvist .* · "Is anybody there\?"/);
      assert.match(out, /answer {2}→ conversation \d+ · .* · latest: "Hello Nora/);
      assert.match(out, /\n3 messages, no errors/);
      assert.equal(code, 0);
    });

    it('refuses a port that is none, and to listen and watch at once', async () => {
      for (const more of [
        ['--listen', 'x'],
        ['--listen', '1', '--watch'],
      ]) {
        const { code, err } = await run(['tools/flow.ts', AT_ONCE, ...more]);
        assert.match(err, /It must be a port number|cannot be used with/);
        assert.equal(code, 1);
      }
    });

    it('refuses a cron that is none', async () => {
      const flow = file({ name: 'Wrong', cron: 'every day', graph: { nodes: [step] } });
      assert.match((await run(['tools/flow.ts', flow])).err, /Flow "Wrong": "cron" is no schedule/);
    });
  });

  describe('npm run demo', () => {
    it('answers each conversation once, and shows it', async () => {
      const { code, out, err } = await run(['tools/demo/index.ts']);
      assert.equal(err, '');
      const rows = out.split('\n').filter((line) => /^│ [123] /.test(line));
      const counts = rows.map((row) => row.split('│').slice(3, 7).map(Number));
      assert.deepEqual(counts, [
        [2, 2, 0, 5],
        [0, 0, 0, 1],
        [1, 1, 0, 3],
      ]);
      assert.match(out, /│ Ravi Sato +│ "Your status page says degraded.* +│ "Hello Ravi Sato, thank you for writing/);
      assert.match(out, /Try next\n {2}npm run flow -- examples\/flows\/answer-new-conversations\.json --watch/);
      assert.equal(code, 0);
    });

    it("writes nothing to one's own workspace unless it is told to", async () => {
      const sandbox = await startSandbox({ seed: 'small' });
      try {
        const id = ask(sandbox, 'Do you deliver to islands?');
        const environment = { INTERCOM_ACCESS_TOKEN: sandbox.token, INTERCOM_BASE_URL: sandbox.url };
        const writes = () =>
          sandbox.requests.list().filter(({ route }) => route === 'POST /conversations/{conversation_id}/reply');

        const { out } = await run(['tools/demo/index.ts'], environment);
        assert.match(out, /Nothing is written/);
        assert.match(out, /Who would be answered/);
        assert.equal(writes().length, 0);

        const written = await run(['tools/demo/index.ts', '--write'], environment);
        assert.match(written.out, /Answers are sent to at most 3 conversations of the last hour/);
        assert.equal(written.code, 0);
        assert.equal(sandbox.workspace.conversations.partsOf(id).length, 1);
        assert.equal(writes().length, 3);
      } finally {
        await sandbox.close();
      }
    });
  });

  it('npm run demo -- webhook shows how soon each customer has an answer', async () => {
    const { code, out, err } = await run(['tools/demo/index.ts', 'webhook']);
    assert.equal(err, '');
    const rows = out.split('\n').filter((line) => /^│ \w+ \w+ +│ /.test(line));
    assert.equal(rows.length, 5);
    for (const row of rows) {
      const [took = Number.NaN, started = Number.NaN, answered = Number.NaN] = row.split('│').slice(3, 6).map(Number);
      assert.ok(took >= 0 && started >= 0 && started <= answered, row);
    }
    assert.match(out, /✖ UntrustedRequestError: A request was refused/);
    assert.match(out, /Delivered once more: no answer\. Called by somebody else: no answer/);
    assert.equal(code, 0);
  });

  function ask({ workspace }: Sandbox, body: string): string {
    const nora = [...workspace.contacts.all.values()].find(({ name }) => name === 'Nora Lindqvist');
    return workspace.conversations.create({ by: nora?.id ?? '', body }).id;
  }
});
