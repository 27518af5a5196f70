import fc from 'fast-check';
import { playSync, type SyncWorld, syncWorlds } from './support/syncWorlds';

/** Histories for each case. A failure tells its seed and path; more are played with SYNC_RUNS=2000. */
const RUNS = Number(process.env.SYNC_RUNS ?? 25);

describe('a two-way sync, for all histories', function () {
  this.timeout(Math.max(120_000, RUNS * 2_000));

  const cases: [title: string, options: Parameters<typeof syncWorlds>[0]][] = [
    ['comes to rest with both sides equal, and the later edit wins', {}],
    ['comes to rest although persons visit all the time', { visits: true }],
    ['comes to rest although records are deleted', { visits: true, deletes: true }],
    ['comes to rest although contacts are merged', { merges: true }],
    ['comes to rest where tags are replaced', { lists: 'replace' }],
    ['comes to rest where tags are added and never taken away', { lists: 'add' }],
  ];
  for (const [title, options] of cases) {
    it(title, () => fc.assert(fc.asyncProperty(syncWorlds(options), playSync), { numRuns: RUNS }));
  }

  /** What the property found, and what it meets too seldom. */
  const found: [title: string, acts: SyncWorld['acts'], mark?: boolean][] = [
    [
      'both triggers read before either upsert writes',
      [
        { do: 'meet', first: 'intercom' },
        { do: 'poll', side: 'intercom' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'intercom', count: 4 },
        { do: 'deliver', side: 'crm', count: 4 },
        { do: 'edit', side: 'crm', pick: 0, field: 'lastName', erase: false },
        { do: 'edit', side: 'intercom', pick: 0, field: 'lastName', erase: false },
        { do: 'poll', side: 'intercom' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 1 },
        { do: 'deliver', side: 'intercom', count: 1 },
      ],
    ],
    [
      'one side knows what the other, which is newer, never said',
      [
        { do: 'meet', first: 'intercom' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 4 },
      ],
    ],
    [
      'an edit lands between what a trigger read and its echo',
      [
        { do: 'create', side: 'intercom' },
        { do: 'poll', side: 'intercom' },
        { do: 'deliver', side: 'intercom', count: 4 },
        { do: 'poll', side: 'crm' },
        { do: 'edit', side: 'intercom', pick: 0, field: 'phone', erase: true },
        { do: 'deliver', side: 'crm', count: 4 },
      ],
    ],
    [
      'an edit lands before an older one arrives',
      [
        { do: 'create', side: 'intercom' },
        { do: 'poll', side: 'intercom' },
        { do: 'deliver', side: 'intercom', count: 4 },
        { do: 'edit', side: 'intercom', pick: 0, field: 'lastName', erase: false },
        { do: 'poll', side: 'intercom' },
        { do: 'edit', side: 'crm', pick: 0, field: 'lastName', erase: false },
        { do: 'deliver', side: 'intercom', count: 4 },
      ],
    ],
    [
      'an edit follows the write of the sync within the interval',
      [
        { do: 'create', side: 'crm' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 4 },
        { do: 'edit', side: 'crm', pick: 0, field: 'jobTitle', erase: false },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 4 },
        { do: 'edit', side: 'intercom', pick: 0, field: 'jobTitle', erase: true },
      ],
    ],
    [
      'what only Intercom holds met a message of the CRM that was overtaken by a newer one',
      [
        { do: 'meet', first: 'intercom' },
        { do: 'poll', side: 'intercom' },
        { do: 'poll', side: 'crm' },
        { do: 'edit', side: 'crm', pick: 0, field: 'jobTitle', erase: true },
      ],
    ],
    [
      'the CRM edits one field and Intercom another of which the CRM has never heard',
      [
        { do: 'create', side: 'crm' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 1 },
        { do: 'edit', side: 'intercom', pick: 0, field: 'phone', erase: false },
        { do: 'edit', side: 'crm', pick: 0, field: 'lastName', erase: false },
      ],
    ],
    [
      'the CRM edits and somebody erases in Intercom what is empty',
      [
        { do: 'create', side: 'crm' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 1 },
        { do: 'edit', side: 'crm', pick: 0, field: 'lastName', erase: false },
        { do: 'edit', side: 'intercom', pick: 0, field: 'phone', erase: true },
      ],
    ],
    [
      'no mark can say that what only Intercom holds is newer than a message that changes nothing',
      [
        { do: 'create', side: 'crm' },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 1 },
        { do: 'edit', side: 'intercom', pick: 0, field: 'phone', erase: false },
        { do: 'edit', side: 'crm', pick: 0, field: 'jobTitle', erase: true },
      ],
      false,
    ],
  ];
  /** Both sides have the person and a tag, and the CRM takes its own for another one. */
  const retagged: SyncWorld['acts'] = [
    { do: 'meet', first: 'intercom' },
    { do: 'tag', side: 'intercom', pick: 0, name: 'vip', on: true },
    { do: 'poll', side: 'intercom' },
    { do: 'deliver', side: 'intercom', count: 4 },
    { do: 'poll', side: 'crm' },
    { do: 'deliver', side: 'crm', count: 4 },
    { do: 'poll', side: 'intercom' },
    { do: 'tag', side: 'crm', pick: 0, name: 'vip', on: false },
  ];
  const tagged: [title: string, acts: SyncWorld['acts']][] = [
    ['takes the only tag away', retagged],
    ['takes one tag for another', [...retagged, { do: 'tag', side: 'crm', pick: 0, name: 'gold', on: true }]],
    [
      'edits a name while Intercom adds a tag of which the CRM has never heard',
      [
        { do: 'meet', first: 'intercom' },
        { do: 'poll', side: 'intercom' },
        { do: 'edit', side: 'intercom', pick: 0, field: 'lastName', erase: false },
        { do: 'tag', side: 'intercom', pick: 0, name: 'gold', on: true },
        { do: 'edit', side: 'crm', pick: 0, field: 'lastName', erase: false },
        { do: 'poll', side: 'crm' },
        { do: 'deliver', side: 'crm', count: 4 },
      ],
    ],
  ];
  for (const [title, acts] of tagged) {
    for (const lists of ['add', 'replace'] as const) {
      for (const mark of [true, false]) {
        it(`comes to rest where the CRM ${title}, with lists: ${lists}, ${mark ? 'with' : 'without'} a mark`, () =>
          playSync({ acts, lag: 0, idLinking: true, mark, lists }));
      }
    }
  }

  for (const [title, acts, mark = true] of found) {
    for (const idLinking of [true, false]) {
      const how = idLinking ? 'with' : 'without';
      it(`comes to rest where ${title}, ${how} id linking`, () =>
        playSync({ acts, lag: 0, idLinking, mark, lists: 'none' }));
    }
  }
});
