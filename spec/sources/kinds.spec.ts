import assert from 'node:assert/strict';
import { chosenKinds } from '../../lib/sources/kinds';

describe('chosen kinds', () => {
  /** Which of the kinds are chosen, and the kinds that are warned of. */
  const outcome = (words: unknown, ...kinds: string[]) => {
    const warnings: string[] = [];
    const warn = (line: string) => warnings.push(line);
    const log = { debug() {}, info() {}, warn, error() {} };
    const isChosen = chosenKinds({ eventTypes: words }, 'eventTypes', log);
    const chosen = kinds.filter(isChosen);
    return [chosen, warnings.map((line) => /^eventTypes leaves out (\S+), but .*misspelled/.exec(line)?.[1])];
  };

  it('are all where the field is left out', () => {
    assert.deepEqual(outcome(undefined, 'note', 'close'), [['note', 'close'], []]);
  });

  it('are those of the field, new ones among them', () => {
    assert.deepEqual(outcome('note, some_new_kind', 'note', 'close', 'some_new_kind'), [['note', 'some_new_kind'], []]);
  });

  it('warn once where a word is almost the same as one that comes by', () => {
    for (const [words, kind] of [
      ['admin_login_sucess', 'admin_login_success'],
      ['role_change, Admin_Login_Succes', 'admin_login_success'],
      ['notes', 'note'],
      ['closed', 'close'],
      ['coment', 'comment'],
    ] as const)
      assert.deepEqual(outcome(words, kind, 'app_name_change', kind), [[], [kind]], words);
  });

  it('do not warn of two kinds of Intercom that are unlike, or that are both met', () => {
    assert.deepEqual(outcome('admin_login_success', 'admin_login_failure'), [[], []]);
    assert.deepEqual(outcome('open', 'reopen', 'close'), [[], []]);
    assert.deepEqual(outcome('app_team_creation', 'app_tag_creation'), [[], []]);
    assert.deepEqual(outcome('note', 'note', 'notes'), [['note'], []]);
  });
});
