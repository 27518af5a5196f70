import assert from 'node:assert/strict';
import { Crm, content } from '../../../tools/crm';

const ADA = {
  firstName: 'Ada',
  lastName: 'Okafor',
  contactData: [{ type: 'email', value: 'ada@example.com' }],
};

describe('The sandbox CRM', () => {
  let now: number;
  let crm: Crm;
  beforeEach(() => {
    now = 1_767_614_400;
    crm = new Crm(() => now);
  });

  it('matches by uid, then by e-mail address whatever its case, else makes a record', () => {
    const { uid } = crm.create('persons', ADA);
    const email = [{ type: 'email', value: 'ADA@example.com' }];
    now += 10;
    const byEmail = crm.upsert('persons', { uid: '65a0c0ffee0000000000a001', fields: { contactData: email } });
    assert.deepEqual([byEmail.record.uid, byEmail.outcome], [uid, 'updated']);
    now += 10;
    const byUid = crm.upsert('persons', { uid, fields: { jobTitle: 'Captain' } });
    assert.deepEqual([byUid.record.uid, byUid.outcome], [uid, 'updated']);
    const another = crm.upsert('persons', { fields: { firstName: 'Nia' } });
    assert.deepEqual([another.outcome, crm.all('persons').length], ['created', 2]);
  });

  it('writes nothing where nothing differs, however it is put', () => {
    const { uid } = crm.create('persons', { ...ADA, jobTitle: null });
    now += 10;
    const fields = { displayName: 'Ada Okafor', nickname: null, contactData: [...ADA.contactData] };
    assert.equal(crm.upsert('persons', { uid, fields }).outcome, 'unchanged');
    assert.deepEqual([crm.writes, crm.changes('persons', 1).records], [0, []]);
  });

  it('lets the later edit win, and keeps its own of the same second', () => {
    const { uid, edited } = crm.create('persons', ADA);
    const at = (seconds: number) => ({ uid, fields: { lastName: `at ${seconds}` }, edited: edited + seconds });
    assert.deepEqual(
      [-1, 0, 2, 1].map((seconds) => crm.upsert('persons', at(seconds)).outcome),
      ['kept', 'kept', 'updated', 'kept'],
    );
    assert.equal(crm.get('persons', uid).fields.lastName, 'at 2');
    assert.equal(crm.get('persons', uid).edited, edited + 2, 'an edit that came by sync is not one made here');
  });

  it('remembers how late the same content was confirmed', () => {
    const { uid, edited } = crm.create('persons', ADA);
    crm.upsert('persons', { uid, fields: ADA, edited: edited + 5 });
    const stale = { uid, fields: { lastName: 'stale' }, edited: edited + 3 };
    assert.equal(crm.upsert('persons', stale).outcome, 'kept');
  });

  it('takes an edit for later than what it was made on, by whatever clock', () => {
    const { uid } = crm.upsert('persons', { fields: ADA, edited: now + 60 }).record;
    assert.equal(crm.edit('persons', uid, { lastName: 'Marsh' }).edited, now + 61);
  });

  it('replaces contact data by type, and erases what is null', () => {
    const { uid } = crm.create('persons', {
      ...ADA,
      contactData: [...ADA.contactData, { type: 'phone', value: '+15550100' }, { type: 'fax', value: '+15550101' }],
    });
    now += 10;
    crm.upsert('persons', { uid, fields: { lastName: null, contactData: [{ type: 'phone', value: null }] } });
    assert.deepEqual(content(crm.get('persons', uid).fields), {
      firstName: 'Ada',
      displayName: 'Ada',
      contactData: [
        { type: 'email', value: 'ada@example.com' },
        { type: 'fax', value: '+15550101' },
      ],
    });
  });

  it('does not bring back what was deleted, and tells of the deletion once', () => {
    const { uid } = crm.create('persons', ADA);
    const { serial } = crm.changes('persons', 0);
    crm.delete('persons', uid);
    crm.delete('persons', uid);
    crm.delete('persons', 'P-9999');
    assert.equal(crm.writes, 1);
    assert.deepEqual(
      crm.changes('persons', serial).records.map((record) => record.deleted),
      [true],
    );
    now += 60;
    assert.equal(crm.upsert('persons', { uid, fields: { lastName: 'Marsh' } }).outcome, 'kept');
    assert.equal(
      crm.upsert('persons', { fields: ADA }).outcome,
      'created',
      'another of that address is another person',
    );
  });

  it('knows an organization by its name', () => {
    crm.create('organizations', { name: 'Harbour Mill Bakery' });
    now += 1;
    assert.equal(crm.upsert('organizations', { fields: { name: 'harbour mill bakery' } }).outcome, 'updated');
    assert.equal(crm.all('organizations').length, 1);
  });
});
