import assert from 'node:assert/strict';
import type { OihEvent } from '../../../tools/oih';
import { idIn } from '../../../tools/soak/flows';
import { Ledger } from '../../../tools/soak/ledger';

const PLACE = { flowId: 'soak', stepId: 'note' };
const MESSAGE = { data: { external_id: 'soak-1' } };

type What =
  | ['input', message: string]
  | ['output' | 'error' | 'rejected' | 'complete', message: string, process: string]
  | ['rebound', message: string, process: string, next: string]
  | ['exit' | 'crash', process: string, code: number | null];

function eventOf(what: What, at: number): OihEvent {
  const [type] = what;
  switch (type) {
    case 'input':
      return { at, ...PLACE, type, messageId: what[1], message: MESSAGE };
    case 'output':
      return { at, ...PLACE, type, parentMessageId: what[1], process: what[2], message: MESSAGE };
    case 'error': {
      const error = { name: 'ApiError', message: 'refused', stack: '' };
      return { at, ...PLACE, type, parentMessageId: what[1], process: what[2], function: 'f', error };
    }
    case 'rejected':
      return { at, ...PLACE, type, messageId: what[1] };
    case 'complete':
      return { at, ...PLACE, type, parentMessageId: what[1], tookMs: 1 };
    case 'rebound': {
      const [, parentMessageId, process, messageId] = what;
      return { at, ...PLACE, type, parentMessageId, process, messageId, reason: 'busy', iteration: 1, delayMs: 1 };
    }
    case 'exit':
    case 'crash':
      return { at, ...PLACE, type: 'exit', process: what[1], code: what[2], signal: null, expected: false };
  }
}

function booked(...events: What[]): Ledger {
  const ledger = new Ledger([PLACE.stepId], idIn);
  for (const [at, event] of events.entries()) ledger.book(eventOf(event, at), event[0] === 'exit');
  return ledger;
}

const account = (...events: What[]) => booked(...events).account(PLACE.stepId);

describe('The ledger of a soak', () => {
  it('books what is emitted, reported, and still under way', () => {
    const ledger = booked(
      ['input', 'a'],
      ['input', 'b'],
      ['input', 'c'],
      ['output', 'a', 'p'],
      ['rejected', 'b', 'p'],
      ['error', 'b', 'p'],
    );
    const { given, emitted, reported, open, gone } = ledger.account(PLACE.stepId);
    assert.deepEqual([given, emitted, [...reported], open, gone], [3, 1, [['ApiError: refused', 1]], ['soak-1'], []]);
    assert.equal(ledger.open, 1);
  });

  it('follows a message through its rebounds', () => {
    const { emitted, afterRebound, twice, rebounds, open } = account(
      ['input', 'a'],
      ['rebound', 'a', 'p', 'a2'],
      ['complete', 'a', 'p'],
      ['rebound', 'a2', 'p', 'a3'],
      ['output', 'a3', 'p'],
    );
    assert.deepEqual([emitted, afterRebound, twice, [...rebounds], open], [1, 1, 0, [['busy', 2]], []]);
  });

  it('calls one gone that was acknowledged without a result, and one open that waits for its rebound', () => {
    assert.deepEqual(account(['input', 'a'], ['complete', 'a', 'p']).gone, ['soak-1']);
    assert.deepEqual(account(['input', 'a'], ['rebound', 'a', 'p', 'a2'], ['complete', 'a', 'p']).open, ['soak-1']);
  });

  it('tells a report apart that died with its process', () => {
    const { reportLost, gone } = account(['input', 'a'], ['rejected', 'a', 'p'], ['complete', 'a', 'p']);
    assert.deepEqual([reportLost, gone], [1, []]);
  });

  it('explains a second result by the death of the process that made the first, one for each death', () => {
    const { explained, unexplained, twice } = account(
      ['input', 'a'],
      ['input', 'b'],
      ['output', 'a', 'p'],
      ['output', 'b', 'p'],
      ['exit', 'p', null],
      ['output', 'a', 'q'],
      ['output', 'b', 'q'],
    );
    assert.deepEqual([explained, unexplained.length, twice], [1, 1, 2]);
  });

  it('explains none by a process that drained, nor by one that made both', () => {
    for (const code of [0, null]) {
      const [first, second] = code === 0 ? ['p', 'q'] : ['p', 'p'];
      const { unexplained } = account(
        ['input', 'a'],
        ['output', 'a', first],
        ['exit', 'p', code],
        ['output', 'a', second],
      );
      assert.equal(unexplained.length, 1, String(code));
    }
  });

  it('explains none by a process that ended by itself, and tells how that one ended', () => {
    const ledger = booked(['input', 'a'], ['output', 'a', 'p'], ['crash', 'p', 134], ['output', 'a', 'q']);
    assert.equal(ledger.account(PLACE.stepId).unexplained.length, 1);
    assert.deepEqual(ledger.crashes, ['note: code 134 (p)']);
    assert.deepEqual([ledger.deathsOf('note'), ledger.endsOf('note'), ledger.isDead('p')], [[], 1, false]);
  });

  it('notices a result of another message', () => {
    const ledger = booked(['input', 'a']);
    const other = { data: { body: '<p>soak-2</p>' } };
    ledger.book({ at: 1, ...PLACE, type: 'output', parentMessageId: 'a', process: 'p', message: other });
    assert.deepEqual(ledger.account(PLACE.stepId).strangers, ['soak-2 for soak-1']);
  });
});
