import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openQuota, WAYS } from '../../../tools/bench/quota';

const SHARE = 0.1;
/** Works until it has used so many milliseconds of the processor. */
const BUSY = 'while (process.cpuUsage().user < 80_000);';

describe('the quota of the benchmark', function () {
  this.timeout(30_000);

  it('is there on every machine', () => {
    assert.ok(openQuota(SHARE).by);
  });

  for (const [index, way] of WAYS.entries())
    it(`lets a process have no more than its share, way ${index + 1}, where this machine has it`, async () => {
      const quota = way(SHARE);
      if (!quota) return;
      const child = spawn(process.execPath, ['-e', BUSY]);
      const release = quota.hold(child.pid ?? 0);
      const began = performance.now();
      await once(child, 'exit');
      release();
      // 80 ms of a tenth of a core are 800 ms; signals may come late, and the last period may be short.
      assert.ok(performance.now() - began > 400, `${quota.by}: ${(performance.now() - began).toFixed(0)} ms`);
    });
});
