import assert from 'node:assert/strict';
import type { Input } from '../../lib/intercom/operation';
import { changesOf } from '../../lib/upsert/changes';

describe('changes of a record', () => {
  const record = {
    id: '1',
    email: 'ana@example.com',
    phone: '+15550100042',
    name: 'Ana',
    owner_id: 814,
    signed_up_at: 1_767_607_200,
    unsubscribed_from_emails: false,
    avatar: { type: 'avatar', image_url: 'https://example.com/ana.png' },
    plan: { type: 'plan', id: '7', name: 'Team' },
    custom_attributes: { plan: 'pro', seats: 4, beta: true, list: ['a', 'b'], phone: '7-1', email: 'a@example.com' },
  };
  const same: [string, Input][] = [
    ['nothing', {}],
    ['the same text', { name: 'Ana' }],
    ['an e-mail address in other letters', { email: ' Ana@Example.COM ' }],
    ['an id as text that Intercom shows as a number', { owner_id: '814' }],
    ['a number', { signed_up_at: 1_767_607_200 }],
    ['false', { unsubscribed_from_emails: false }],
    ['a picture by its address', { avatar: 'https://example.com/ana.png' }],
    ['a plan by its name', { plan: 'Team' }],
    ['null where there is nothing', { birthday: null, language_override: null }],
    ['an empty text where there is nothing', { language_override: '' }],
    ['a telephone number in another form', { phone: '+1 (555) 010-0042' }],
    ['some of the attributes', { custom_attributes: { seats: 4, beta: true } }],
    ['null for an attribute that has no value', { custom_attributes: { gone: null } }],
    ['a list', { custom_attributes: { list: ['a', 'b'] } }],
    ['what is undefined, and so not sent', { name: undefined, custom_attributes: { plan: undefined } }],
  ];
  for (const [what, fields] of same) it(`are none for ${what}`, () => assert.deepEqual(changesOf(record, fields), {}));

  const other: [string, Input][] = [
    ['another text', { name: 'ana' }],
    ['null where there is something', { name: null }],
    ['another telephone number', { phone: '+15550100043' }],
    ['words in the place of a telephone number', { phone: 'none' }],
    ["an attribute that merely has a telephone number's name", { custom_attributes: { phone: '71' } }],
    ["an attribute that merely has an e-mail address's name", { custom_attributes: { email: 'A@example.com' } }],
    ['true in the place of false', { unsubscribed_from_emails: true }],
    ['another picture', { avatar: 'https://example.com/ana2.png' }],
    ['no picture', { avatar: null }],
    ['a field that the record does not show', { email_verified: true }],
    ['another attribute', { custom_attributes: { plan: 'pro', seats: 5 } }],
    ['null for an attribute', { custom_attributes: { plan: null } }],
    ['a list in another order', { custom_attributes: { list: ['b', 'a'] } }],
  ];
  for (const [what, fields] of other)
    it(`are told for ${what}`, () => assert.deepEqual(changesOf(record, fields), fields));

  for (const [shown, none] of [
    ['an empty object', { plan: {}, avatar: {} }],
    ['an object with null in it', { plan: { type: 'plan', name: null }, avatar: { type: 'avatar', image_url: null } }],
  ] as const) {
    for (const wanted of [null, ''])
      it(`are none for ${JSON.stringify(wanted)} where no value is shown as ${shown}`, () =>
        assert.deepEqual(changesOf(none, { plan: wanted, avatar: wanted }), {}));
  }

  it('are words that stand for nothing, where nothing is', () => {
    for (const word of ['undefined', 'null'])
      assert.deepEqual(
        changesOf({ id: '1', plan: null, custom_attributes: {} }, { plan: word, custom_attributes: { tier: word } }),
        {
          plan: word,
          custom_attributes: { tier: word },
        },
      );
  });

  it('are those fields alone that differ', () => {
    assert.deepEqual(changesOf(record, { name: 'Ana', phone: '+15550100043' }), { phone: '+15550100043' });
  });
});
