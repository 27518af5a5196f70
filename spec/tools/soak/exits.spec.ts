import assert from 'node:assert/strict';
import { Exits } from '../../../tools/soak/exits';

const NOTE = { flowId: 'soak', stepId: 'note' };
const STEADY = { flowId: 'steady', stepId: 'steady' };

type How = [code: number | null, signal?: string];

const ended = (at: number, [code, signal]: How, place = NOTE) => ({ at, ...place, code, signal: signal ?? null });

describe('Why a process of a soak ended', () => {
  const CRASHES: How[] = [[1], [255], [0], [134], [null, 'SIGABRT'], [null, 'SIGKILL'], [null, 'SIGSEGV']];
  for (const how of CRASHES) {
    it(`is nobody's doing where nothing was done: ${how.join(' ')}`, () => {
      assert.equal(new Exits([NOTE]).isExplained(ended(1, how)), false);
    });
  }

  it('is the signal that it was sent, once', () => {
    const exits = new Exits([NOTE]);
    exits.signalled(NOTE, 'SIGKILL');
    assert.equal(exits.isExplained(ended(1, [null, 'SIGKILL'])), true);
    assert.equal(exits.isExplained(ended(2, [null, 'SIGKILL'])), false);
    exits.signalled(NOTE, 'SIGTERM');
    assert.equal(exits.isExplained(ended(3, [0])), true);
    assert.equal(exits.isExplained(ended(4, [0])), false);
    exits.signalled(NOTE, 'SIGTERM');
    assert.equal(exits.isExplained(ended(5, [255])), true, 'it could not disconnect');
  });

  it('is not a signal that was sent to another, nor one that ends a process in another way', () => {
    const exits = new Exits([NOTE]);
    exits.signalled(STEADY, 'SIGKILL');
    assert.equal(exits.isExplained(ended(1, [null, 'SIGKILL'])), false);
    for (const how of [[1], [null, 'SIGABRT'], [null, 'SIGKILL']] as How[]) {
      exits.signalled(NOTE, 'SIGTERM');
      assert.equal(exits.isExplained(ended(2, how)), false, how.join(' '));
    }
  });

  it('is a cut that it lived through, or that let it not connect', () => {
    const exits = new Exits([NOTE]);
    exits.listens(NOTE, 1);
    exits.cut();
    assert.equal(exits.isExplained(ended(2, [1])), true);
    assert.equal(exits.isExplained(ended(3, [1])), true);
    exits.reopened(4);
    assert.equal(exits.isExplained(ended(5, [1])), true, 'it began amid the cut');
    assert.equal(exits.isExplained(ended(6, [1])), false, 'it began after the cut');
  });

  it('is no reopening without a cut', () => {
    const exits = new Exits([NOTE]);
    exits.reopened(4);
    assert.equal(exits.isExplained(ended(5, [1])), false);
  });

  it('is no cut of before it listened, none for another way to end, and none for a step that has a way of its own', () => {
    const exits = new Exits([NOTE]);
    exits.cut();
    exits.reopened(4);
    exits.listens(NOTE, 5);
    assert.equal(exits.isExplained(ended(6, [1])), false);
    exits.cut();
    assert.equal(exits.isExplained(ended(7, [null, 'SIGABRT'])), false);
    assert.equal(exits.isExplained(ended(8, [1], STEADY)), false);
  });
});
