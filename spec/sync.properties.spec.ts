import fc from 'fast-check';
import { playSync, syncWorlds } from './support/syncWorlds';

/** Histories for each case. A failure tells its seed and path; more are played with SYNC_RUNS=2000. */
const RUNS = Number(process.env.SYNC_RUNS ?? 25);

describe('a two-way sync, for all histories', function () {
  this.timeout(Math.max(120_000, RUNS * 2_000));

  const cases: [title: string, options: Parameters<typeof syncWorlds>[0]][] = [
    ['comes to rest with both sides equal, and the later edit wins', { visits: false, deletes: false }],
    ['comes to rest although persons visit all the time', { visits: true, deletes: false }],
    ['comes to rest although records are deleted', { visits: true, deletes: true }],
  ];
  for (const [title, options] of cases) {
    it(title, () => fc.assert(fc.asyncProperty(syncWorlds(options), playSync), { numRuns: RUNS }));
  }
});
