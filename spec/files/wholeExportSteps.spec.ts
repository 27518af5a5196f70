import assert from 'node:assert/strict';
import nock from 'nock';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import type { Call } from '../../tools/sandbox/router';
import { type Run, type RunOptions, run } from '../support/component';

const CREATE = 'POST /export/content/data';
const RETRIEVE = 'GET /export/content/data/{job_identifier}';

describe('a run of a whole export', () => {
  let sandbox: Sandbox;
  /** What Intercom answers for the job; as the sandbox has it where there is none. */
  let job: object | undefined;
  before(() => nock.restore());
  after(() => nock.activate());
  beforeEach(async () => {
    job = undefined;
    const handle = ({ path }: Call) => job ?? sandbox.workspace.exports.show('content', path('job_identifier'), '');
    sandbox = await startSandbox({ routes: [{ request: RETRIEVE, handle }] });
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 0, rows: 3 };
  });
  afterEach(() => sandbox.close());

  const start = (fields: object = {}, options: RunOptions = {}): Promise<Run> =>
    run('exportContent', {
      message: { data: { created_at_after: 1_767_225_600, created_at_before: 1_767_312_000 }, metadata: {} },
      config: { accessToken: sandbox.token, baseUrl: sandbox.url, as: 'rows', waitSeconds: 0, ...fields },
      ...options,
    });
  const said = ({ errors, rebounds }: Run) => [errors, rebounds].map((list) => list.map(({ message }) => message));
  const remembered = ({ snapshots }: Run): object[] => Object(snapshots.at(-1)).jobs;

  for (const status of ['pending', 'in_progress']) {
    it(`waits while the job is ${status}`, async () => {
      job = { status };
      const result = await start();
      assert.deepEqual([said(result)[0], result.rebounds.length, remembered(result).length], [[], 1, 1]);
    });
  }

  for (const [status, named] of [
    ['expired', 'expired'],
    ['error', 'error'],
    ['ana@example.com', 'none that is known'],
    [undefined, 'none that is known'],
  ] as const) {
    it(`waits for nothing where the job is ${status ?? 'without a status'}`, async () => {
      job = { status };
      const result = await start();
      const [errors, rebounds] = said(result);
      assert.deepEqual([rebounds, remembered(result)], [[], []]);
      assert.match(errors?.[0] ?? '', new RegExp(`a status that is not known here \\(${named}\\)`));
    });
  }

  it('has its settings checked before a job is made', async () => {
    for (const [fields, problem] of [
      [{ rowsPerMessage: 'many' }, 'rowsPerMessage must be a whole number, 1 or more.'],
      [{ waitSeconds: '1.5' }, 'waitSeconds must be a whole number, 0 or more.'],
      [{ waitSeconds: '601' }, 'waitSeconds must be 600 at most.'],
    ] as const) {
      assert.deepEqual(said(await start(fields)), [[problem], []]);
    }
    assert.equal(sandbox.workspace.exports.count('content'), 0);
  });

  it('goes on after its last row', async () => {
    const first = await start();
    assert.equal(first.emitted.length, 3);
    const made = Object(first.snapshots[0]).jobs[0];
    const snapshot = { v: 1, jobs: [{ ...made, rows: 2 }] };
    const later = await start({}, { snapshot });
    assert.deepEqual(
      later.emitted.map(({ metadata }) => metadata),
      [{ recordUid: `${made.id}-3` }],
    );
    assert.deepEqual([remembered(later), sandbox.workspace.exports.count('content')], [[], 1]);
  });

  it('waits for its own job, whose answer was lost, also where it is told to fail when Intercom is busy', async () => {
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 1, rows: 3 };
    sandbox.faults.add({ kind: 'reset', at: 'answer', acts: true }, { route: CREATE, times: 1 });
    const result = await start({ waitSeconds: 3, onBusy: 'error' });
    assert.deepEqual([said(result), result.emitted.length], [[[], []], 3]);
  });

  it('fails where another export is under way and it is told so', async () => {
    sandbox.workspace.exports.next = { outcome: 'done', seconds: 600, rows: 3 };
    sandbox.workspace.exports.create('content');
    const result = await start({ onBusy: 'error' });
    assert.match(said(result)[0]?.[0] ?? '', /Exceeded rate limit of 1 pending message data export jobs/);
    assert.deepEqual(result.rebounds, []);
  });
});
