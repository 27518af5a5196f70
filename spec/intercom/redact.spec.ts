import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../lib/intercom/redact';

describe('intercom/redact', () => {
  const table: [said: string, input: unknown, clean: string][] = [
    ['Contact Not Found', {}, 'Contact Not Found'],
    [
      'A contact matching those details already exists with id=65a0c0ffee0000000000a001',
      {},
      'A contact matching those details already exists with id=[id]',
    ],
    ['email ada@example.com is taken', {}, 'email [address] is taken'],
    ['"ada+test@mail.example.org" is taken', {}, '"[address]" is taken'],
    ['user <zoë@exämple.com>', {}, 'user <[address]>'],
    ['phone +1 (555) 010-0199 is not valid', {}, 'phone [number] is not valid'],
    ['conversation 215470000123 is closed', {}, 'conversation [number] is closed'],
    ['Ada Sandberg has no plan', { name: 'Ada Sandberg' }, '[value] has no plan'],
    [
      'attribute "premium-gold" does not exist',
      { custom_attributes: { plan: ['premium-gold'] } },
      'attribute "[value]" does not exist',
    ],
    [
      'There is no field custom_attributes.palce; Ada Sandberg was not looked for',
      { query: { field: 'custom_attributes.palce', operator: '=', value: 'Ada Sandberg' } },
      'There is no field custom_attributes.palce; [value] was not looked for',
    ],
    [
      'sorted_palce cannot be sorted by',
      { sort: { field: 'sorted_palce', order: 'up' } },
      'sorted_palce cannot be sorted by',
    ],
    [
      'There is no field Ada Sandberg',
      { query: { field: 'Ada Sandberg', operator: '=', value: 'x' } },
      'There is no field [value]',
    ],
    ['Ada_Sandberg is no field', { field: 'Ada_Sandberg' }, '[value] is no field'],
    ['1234567 is unknown', { tag_id: 1234567 }, '[value] is unknown'],
    ['role must be user or lead', { role: 'user' }, 'role must be user or lead'],
    ['per_page must be at most 150', { per_page: 500 }, 'per_page must be at most 150'],
    ['too many: 100 in 24 hours', {}, 'too many: 100 in 24 hours'],
  ];
  for (const [said, input, clean] of table) it(said, () => assert.equal(redact(said, input), clean));

  describe('knows a value again in the forms in which servers quote it', () => {
    const address = 'Ada+x@example.com';
    const name = 'Zoë "Z" <Sandberg> & Co.';
    const quotations: [form: string, said: string, input: unknown, clean: string][] = [
      [
        'in an address',
        'No route matches "/contacts/Ada%2Bx%40example.com"',
        { id: address },
        'No route matches "/contacts/[value]"',
      ],
      ['in a query', 'q=Ada+Sandberg is unknown', { name: 'Ada Sandberg' }, 'q=[value] is unknown'],
      ['in an address, its slashes kept', '/files/a%20b/c%26d', { path: 'a b/c&d' }, '/files/[value]'],
      ['in JSON', `name ${JSON.stringify(name)} is taken`, { name }, 'name "[value]" is taken'],
      ['in a page', '<p>Zoë &quot;Z&quot; &lt;Sandberg&gt; &amp; Co.</p>', { name }, '<p>[value]</p>'],
      ['in small letters', 'ada sandberg has no plan', { name: 'Ada Sandberg' }, '[value] has no plan'],
      [
        'in small letters, a Turkish and a Greek one',
        'ada istanbul οδοσ x',
        { name: 'Ada İstanbul ΟΔΟΣ' },
        '[value] x',
      ],
      ['cut', 'Ada Sandberg of… is too long', { name: 'Ada Sandberg of London' }, '[value]… is too long'],
      ['with half a character', 'x\ud800 Sandberg is unknown', { name: 'x\ud800 Sandberg' }, '[value] is unknown'],
    ];
    for (const [form, said, input, clean] of quotations) it(form, () => assert.equal(redact(said, input), clean));

    it('but not another one that begins alike', () => {
      const said = 'already exists with id=65a0c0ffee0000000000a002';
      assert.equal(redact(said, { id: '65a0c0ffee0000000000a001' }), 'already exists with id=[id]');
    });

    it('two that begin alike', () => {
      const input = ['premium-gold-2026', 'premium-gold-2027'];
      assert.equal(redact('premium-gold-2027 is not premium-gold-2026', input), '[value] is not [value]');
    });
  });

  it('takes out a key that is an address, also where it is quoted as part of one, and leaves the names of fields', () => {
    const input = { 'ada.o+x@example.com': 'yes', plan: { 'eve@example.com': true } };
    const said = 'No route matches "/teams?ada.o%2Bx%40example.com=1": plan.eve%40example.com is unknown';
    assert.equal(redact(said, input), 'No route matches "/teams?[value]=1": plan.[value] is unknown');
  });

  it('takes out a longer value before a shorter one that stands in it', () => {
    const input = { first: 'Sandberg', all: 'Ada Sandberg of London' };
    assert.equal(redact('Ada Sandberg of London is unknown', input), '[value] is unknown');
  });

  it('cuts a long text', () => {
    const clean = redact(`${'word '.repeat(1_000)}`, {});
    assert.equal(clean.length, 301);
    assert.ok(clean.endsWith('…'));
  });

  it('is not slowed down by a megabyte without a blank', () => {
    assert.equal(redact('x'.repeat(1_000_000), {}).length, 301);
    assert.equal(redact(`${'1 '.repeat(500_000)}x`, {}).includes('1 1 1'), false);
  });

  it('does not let a value through that stands where the text is cut', () => {
    for (let before = 280; before < 320; before += 1) {
      const clean = redact(`${'. '.repeat(before / 2)}ada.lovelace@example.com and more`, {});
      assert.ok(!clean.includes('lovelace'), clean);
    }
  });

  it('lets no value of six characters or more through, wherever it stands in the input', () => {
    const value = fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' });
    fc.assert(
      fc.property(value, fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (secret, before, after) => {
        fc.pre(!'[value] [address] [id] [number]'.includes(secret) && !`${before}${after}`.includes(secret));
        for (const input of [{ a: secret }, { a: { b: [secret] } }, [secret], { a: [{ b: { c: secret } }] }])
          assert.ok(!redact(`${before} ${secret} ${after}`, input).includes(secret));
      }),
    );
  });

  it('takes out short values where they stand by themselves, and leaves the words of the API', () => {
    assert.equal(
      redact('Ana is no user; 150 is, 1500 is not', { name: 'Ana', role: 'user', n: 150 }),
      '[value] is no user; [value] is, 1500 is not',
    );
    assert.equal(redact('Banana', { name: 'ana', other: 'Ana' }), 'Banana');
  });
});
