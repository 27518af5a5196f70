import assert from 'node:assert/strict';
import fc from 'fast-check';
import { harmless, unique } from '../../lib/files/names';

describe('names of files', () => {
  it('lose what could do harm, and keep their ending', () => {
    for (const [name, clean] of [
      ['report.pdf', 'report.pdf'],
      ['../../etc/passwd', '_.._etc_passwd'],
      ['C:\\temp\\a.txt', 'C__temp_a.txt'],
      ['a\r\nb\u0000.txt', 'a__b_.txt'],
      // Text that is turned around shows exe.txt as txt.exe.
      ['invoice\u202etxt.exe', 'invoice_txt.exe'],
      ['  .hidden. ', 'hidden'],
      ['', 'file'],
      ['...', 'file'],
      ['Übersicht 🦊.csv', 'Übersicht 🦊.csv'],
    ] as const) {
      assert.equal(harmless(name), clean, JSON.stringify(name));
    }
    const long = harmless(`${'🦊'.repeat(300)}.pdf`);
    assert.ok([...long].length <= 120 && long.endsWith('🦊.pdf'), long);
  });

  it('are made of a name of any length', () => {
    // Looked at whole, a name of this length would take hours.
    const long = harmless(`report${'.'.repeat(3_000_000)}x.pdf`);
    assert.ok(long.length <= 120 && long.startsWith('report.') && long.endsWith('.pdf'), long);
  });

  it('are never empty, and the same when cleaned twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = harmless(name);
        assert.ok(clean.length > 0 && [...clean].length <= 120);
        assert.doesNotMatch(clean, /[\\/:*?"<>|\p{Cc}]/u);
        assert.equal(harmless(clean), clean);
      }),
    );
  });

  it('get a number where they are taken', () => {
    assert.equal(unique('a.txt', new Set()), 'a.txt');
    assert.equal(unique('a.txt', new Set(['a.txt', 'a (2).txt'])), 'a (3).txt');
    assert.equal(unique('a', new Set(['a'])), 'a (2)');
  });
});
