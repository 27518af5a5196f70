import assert from 'node:assert/strict';
import { standIns } from '../../../tools/explorer/page/standIns';

describe("an example's data for the sandbox", () => {
  const known = {
    contact_id: [
      { value: 'c1', label: 'Ada' },
      { value: 'c2', label: 'Emil' },
    ],
    merge_into_conversation_id: [{ value: '17', label: 'Invoice' }],
  };

  it('names records that are there, wherever they are named', () => {
    assert.deepEqual(
      standIns(
        {
          contact_id: 'x',
          body: 'x',
          from: { type: 'lead', id: 'x' },
          tag: { type: 'tag', id: 'x' },
          customers: [{ contact_id: 'x' }],
          merge_into_conversation_id: 4,
          nothing: null,
        },
        known,
      ),
      {
        contact_id: 'c1',
        body: 'x',
        from: { type: 'lead', id: 'c1' },
        tag: { type: 'tag', id: 'x' },
        customers: [{ contact_id: 'c1' }],
        merge_into_conversation_id: 17,
        nothing: null,
      },
    );
  });

  it('keeps a record that is there', () => {
    assert.deepEqual(standIns({ contact_id: 'c2' }, known), { contact_id: 'c2' });
  });

  it('begins a list at its beginning', () => {
    assert.deepEqual(standIns({ per_page: 2, starting_after: 'x', pagination: { starting_after: 'x' } }, known), {
      per_page: 2,
      pagination: {},
    });
  });

  it('is what it was where nothing is known', () => {
    assert.deepEqual(standIns({ contact_id: 'x' }, {}), { contact_id: 'x' });
    assert.equal(standIns(undefined, known), undefined);
  });
});
