import assert from 'node:assert/strict';
import { process as contactCreated } from '../lib/triggers/contactCreated';
import { process as webhookEvent } from '../lib/triggers/webhookEvent';
import { Hook, hookMessage, notification, SECRET, signedMessage } from './support/hooks';

const CONTACT = {
  type: 'contact',
  id: '65a0c0ffee0000000000a001',
  role: 'user',
  created_at: '2026-01-05T12:00:00.250+00:00',
};

describe('webhook', () => {
  it('emits the record of a notification with its metadata', async () => {
    const hook = new Hook(contactCreated, { clientSecret: SECRET, nodeSettings: { applicationUid: 'app-1' } });
    const body = notification('contact.user.created', CONTACT, { id: 'notif_x' });
    const { emitted, errors, snapshots } = await hook.receive(signedMessage(body));
    assert.deepEqual(errors, []);
    assert.deepEqual(emitted, [
      {
        data: { ...CONTACT, created_at: 1_767_614_400 },
        metadata: {
          applicationUid: 'app-1',
          recordUid: CONTACT.id,
          topic: 'contact.user.created',
          notificationId: 'notif_x',
          occurredAt: 1_767_614_400,
        },
      },
    ]);
    assert.equal(snapshots.length, 1);
  });

  it('drops what it has emitted before', async () => {
    const hook = new Hook(webhookEvent);
    const body = notification('contact.user.created', CONTACT);
    await hook.receive(hookMessage(body));
    const { emitted, log } = await hook.receive(hookMessage({ ...body, delivery_attempts: 2 }));
    assert.deepEqual(emitted, []);
    assert.match(log.join('\n'), /once more; it was emitted before/);
  });
});
