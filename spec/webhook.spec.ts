import assert from 'node:assert/strict';
import fc from 'fast-check';
import nock from 'nock';
import type { Message } from '../lib/oih/types';
import { process as contactCreated } from '../lib/triggers/contactCreated';
import { process as contactDeleted } from '../lib/triggers/contactDeleted';
import { process as contactTagged } from '../lib/triggers/contactTagged';
import { process as conversationReplied } from '../lib/triggers/conversationReplied';
import { process as eventTracked } from '../lib/triggers/eventTracked';
import { process as webhookEvent } from '../lib/triggers/webhookEvent';
import { TOPICS } from '../lib/webhooks/topics';
import { Hook, hookMessage, notification, SECRET, signedMessage, TOKEN_IN_ADDRESS } from './support/hooks';
import { HOST, withNock } from './support/nock';

const ID = '65a0c0ffee0000000000a001';
const CONTACT = { type: 'contact', id: ID, role: 'user', created_at: '2026-01-05T12:00:00.250+00:00' };
const created = (more: object = {}) => notification('contact.user.created', CONTACT, more);

describe('webhook', () => {
  it('emits the record of a notification with its metadata', async () => {
    const hook = new Hook(contactCreated, { clientSecret: SECRET, nodeSettings: { applicationUid: 'app-1' } });
    const { emitted, errors, snapshots } = await hook.receive(signedMessage(created({ id: 'notif_x' })));
    assert.deepEqual(errors, []);
    assert.deepEqual(emitted, [
      {
        data: { ...CONTACT, created_at: 1_767_614_400 },
        metadata: {
          applicationUid: 'app-1',
          recordUid: ID,
          topic: 'contact.user.created',
          notificationId: 'notif_x',
          occurredAt: 1_767_614_400,
        },
      },
    ]);
    assert.equal(snapshots.length, 1);
  });

  it('emits what came beside the record as its event', async () => {
    const tag = { type: 'tag', id: '7', name: 'vip' };
    const hook = new Hook(contactTagged);
    await hook.receive(
      hookMessage(notification('contact.lead.tag.created', { type: 'contact_tag', tag, contact: CONTACT })),
    );
    assert.deepEqual(hook.emitted[0]?.data, {
      ...CONTACT,
      created_at: 1_767_614_400,
      event: { type: 'contact_tag', tag },
    });
  });

  it('emits an event as the API lists it', async () => {
    const event = {
      type: 'event',
      id: 'e1',
      event_name: 'ordered',
      email: 'a@example.com',
      metadata: { sent_at: 'x' },
    };
    const hook = new Hook(eventTracked);
    await hook.receive(hookMessage(notification('event.created', { ...event, created_at: '2026-01-05T12:00:00Z' })));
    assert.deepEqual(hook.emitted[0]?.data, { ...event, created_at: 1_767_614_400 });
    assert.equal(Object(hook.emitted[0]?.metadata).recordUid, 'e1');
  });

  it('passes a topic that it does not know, with the item as it is', async () => {
    const item = { type: 'novelty', id: 9, seen_at: '2026-01-05T12:00:00.250Z' };
    const hook = new Hook(webhookEvent);
    await hook.receive(hookMessage(notification('novelty.seen', item)));
    assert.deepEqual(hook.emitted[0]?.data, item);
    assert.equal(Object(hook.emitted[0]?.metadata).recordUid, '9');
  });

  it('passes every topic that there is', async () => {
    const hook = new Hook(webhookEvent);
    const topics = Object.keys(TOPICS).filter((topic) => topic !== 'ping');
    for (const topic of topics) await hook.receive(hookMessage(notification(topic, { type: 'x', id: topic })));
    assert.deepEqual(
      hook.emitted.map(({ metadata }) => Object(metadata).topic),
      topics,
    );
  });

  it('says of a ping that the hook works, and emits nothing', async () => {
    const hook = new Hook(contactCreated);
    const ping = notification('ping', { type: 'ping' }, { id: null });
    const { emitted, errors, snapshots, log } = await hook.receive(hookMessage(ping));
    assert.deepEqual([emitted, errors, snapshots], [[], [], []]);
    assert.match(log.join('\n'), /The hook works/);
  });

  for (const method of ['HEAD', 'GET', 'get']) {
    it(`emits nothing for a look at the address (${method})`, async () => {
      const hook = new Hook(contactCreated);
      const { emitted, errors, log } = await hook.receive({ ...hookMessage({ token: TOKEN_IN_ADDRESS }), method });
      assert.deepEqual([emitted, errors], [[], []]);
      assert.match(log.join('\n'), /was looked at/);
    });
  }

  for (const method of ['POST', 'post', 'PUT', undefined, 7]) {
    it(`takes for a notification what comes by ${method}, if it proves itself`, async () => {
      const hook = new Hook(contactCreated);
      await hook.receive({ ...hookMessage(created()), method });
      assert.equal(hook.emitted.length, 1);
      const { errors } = await hook.receive({ ...hookMessage(created(), 'guessed'), method });
      assert.equal(errors[0]?.name, 'UntrustedRequestError');
    });
  }

  it('refuses a body that is nested too deep for anything', async () => {
    let deep: object = {};
    for (let level = 0; level < 20_000; level += 1) deep = level % 2 ? { deep } : [deep];
    for (const fields of [{ webhookToken: TOKEN_IN_ADDRESS }, { clientSecret: SECRET }, { trust: 'none' }]) {
      const { errors } = await new Hook(webhookEvent, fields).receive(
        hookMessage(notification('contact.user.created', { id: '1', deep })),
      );
      assert.match(errors[0]?.message ?? '', /nested more than 200 levels deep/);
    }
  });

  it('warns of a topic that nobody knows, which may be new', async () => {
    for (const [topics, warned] of [
      ['conversation.user.replied, conversation.user.replyed', true],
      ['Conversation.*', true],
      ['conversation.*', false],
      [undefined, false],
    ] as const) {
      const hook = new Hook(webhookEvent, { webhookToken: TOKEN_IN_ADDRESS, topics });
      const { log, errors } = await hook.receive(hookMessage(notification('ping', { type: 'ping' })));
      assert.deepEqual([errors, /topics: number \d fits no topic/.test(log.join('\n'))], [[], warned], topics);
    }
  });

  it('takes only its topics, and of them those that the step asks for', async () => {
    const replied = (topic: string) => hookMessage(notification(topic, { type: 'conversation', id: '1' }));
    const all = new Hook(conversationReplied);
    const some = new Hook(conversationReplied, { webhookToken: TOKEN_IN_ADDRESS, topics: 'conversation.user.*' });
    for (const topic of ['conversation.user.replied', 'conversation.admin.replied', 'conversation.admin.closed']) {
      await all.receive(replied(topic));
      const { log } = await some.receive(replied(topic));
      if (topic !== 'conversation.user.replied') assert.match(log.join('\n'), new RegExp(`of ${topic} came`));
    }
    const topicsOf = (hook: Hook) => hook.emitted.map(({ metadata }) => Object(metadata).topic);
    assert.deepEqual(topicsOf(all), ['conversation.user.replied', 'conversation.admin.replied']);
    assert.deepEqual(topicsOf(some), ['conversation.user.replied']);
    const { log } = await all.receive(replied('x%s.someone@example.com'));
    assert.match(log.join('\n'), /of another topic came/);
  });

  it('refuses topics that the trigger does not have, before they are missed', async () => {
    for (const topics of ['conversation.user.replyed', 'conversation.user.replied, ticket.*', ['x']]) {
      const hook = new Hook(conversationReplied, { webhookToken: TOKEN_IN_ADDRESS, topics });
      const { errors } = await hook.receive(hookMessage(notification('conversation.user.replied', { id: '1' })));
      assert.match(
        errors[0]?.message ?? '',
        /^topics names one that does not start this trigger\. It has conversation/,
      );
    }
  });

  it('takes only the workspace that appId names', async () => {
    const hook = new Hook(contactCreated, { webhookToken: TOKEN_IN_ADDRESS, appId: 'a1b2c3d4' });
    for (const app_id of ['other', undefined, 7]) {
      const { emitted, errors, log } = await hook.receive(hookMessage(created({ app_id })));
      assert.deepEqual([emitted, errors], [[], []]);
      assert.match(log.join('\n'), /another workspace than appId names/);
    }
    await hook.receive(hookMessage(created()));
    assert.equal(hook.emitted.length, 1);
  });

  describe('refuses', () => {
    for (const [what, fields, message, why] of [
      ['what does not prove itself', {}, hookMessage(created(), 'guessed'), /^A request was refused: the token/],
      ['a ping that does not prove itself', {}, hookMessage(notification('ping', { type: 'ping' }), ''), /refused/],
      [
        'everything without a proof to ask for',
        { webhookToken: undefined },
        hookMessage(created()),
        /accepts nothing until/,
      ],
      ['no message', {}, undefined, /no message reached it/],
      ['a schedule', {}, { data: { sheduledTimestamp: 'x' }, metadata: {} }, /not a schedule/],
      ['an unknown trust', { trust: 'maybe' }, hookMessage(created()), /trust must be one of required, none/],
      ['an unknown refetch', { refetch: 'maybe' }, hookMessage(created()), /refetch must be/],
    ] as const) {
      it(`${what}: an error, and neither message nor state`, async () => {
        const hook = new Hook(contactCreated, { webhookToken: TOKEN_IN_ADDRESS, ...fields });
        const { errors, emitted, snapshots, rebounds } = await hook.receive(message);
        assert.match(errors[0]?.message ?? '', why);
        assert.deepEqual([errors.length, emitted, snapshots, rebounds], [1, [], [], []]);
        assert.ok(!`${errors[0]?.message}${errors[0]?.stack}`.includes(TOKEN_IN_ADDRESS));
      });
    }

    it('to run where it could store no state', async () => {
      const hook = new Hook(contactCreated);
      const { errors } = await hook.receive(hookMessage(created()), { settings: { SNAPSHOT_ROUTING_KEY: '' } });
      assert.match(errors[0]?.message ?? '', /ELASTICIO_SNAPSHOT_ROUTING_KEY/);
    });
  });

  describe('emits once', () => {
    it('what is delivered several times, in any order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(7), { maxLength: 25 }),
          fc.array(fc.constantFrom('given', 'old', 'none'), { minLength: 25, maxLength: 25 }),
          async (order, states) => {
            const hook = new Hook(contactCreated);
            const given: unknown[] = [{}];
            for (const [index, n] of order.entries()) {
              // The platform may hand over a state that is older than the last run's, or none.
              const old = given[index % given.length];
              if (states[index] !== 'given') hook.snapshot = states[index] === 'old' ? old : {};
              const { errors } = await hook.receive(hookMessage(created({ id: `n${n}`, delivery_attempts: index })));
              assert.deepEqual(errors, []);
              given.push(hook.snapshot);
            }
            const ids = hook.emitted.map(({ metadata }) => Object(metadata).notificationId);
            assert.deepEqual(ids, [...new Set(order.map((n) => `n${n}`))]);
          },
        ),
      );
    });

    it('and once more what could not be published', async () => {
      const hook = new Hook(contactCreated);
      const body = created();
      const failing = () => {
        throw new Error('the broker is away');
      };
      const { errors, snapshots } = await hook.receive(hookMessage(body), { publish: failing });
      assert.deepEqual([errors.length, snapshots], [1, []]);
      await hook.receive(hookMessage(body));
      assert.equal(hook.emitted.length, 1);
    });

    it('and stores its state only after the message is with the broker', async () => {
      const hook = new Hook(contactCreated);
      const order: string[] = [];
      await hook.receive(hookMessage(created()), {
        publish: async (event) => {
          await new Promise((resolve) => setImmediate(resolve));
          order.push(event);
        },
      });
      assert.deepEqual(order, ['data', 'snapshot']);
    });

    it('but each time what has no id', async () => {
      const hook = new Hook(contactCreated);
      for (const id of [null, '', undefined]) await hook.receive(hookMessage(created({ id })));
      assert.equal(hook.emitted.length, 3);
    });
  });

  it('names a record that is too large for a message', async () => {
    const hook = new Hook(contactCreated);
    const { errors } = await hook.receive(
      hookMessage(notification('contact.user.created', { ...CONTACT, name: 'x'.repeat(11_000_000) })),
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(hook.emitted[0]?.data, { type: 'contact', id: ID, truncated: true });
  });

  describe('with refetch', () => {
    withNock();
    const fields = { webhookToken: TOKEN_IN_ADDRESS, refetch: true };
    const fresh = { type: 'contact', id: ID, name: 'Read anew', created_at: 1_767_614_400 };

    for (const refetch of [true, 'true']) {
      it(`emits the record as the API gives it, whatever the notification says (${JSON.stringify(refetch)})`, async () => {
        nock(HOST).get(`/contacts/${ID}`).reply(200, fresh);
        const hook = new Hook(contactCreated, { ...fields, refetch });
        const { errors } = await hook.receive(hookMessage(created({ id: 'notif_y' })));
        assert.deepEqual(errors, []);
        assert.deepEqual(hook.emitted[0]?.data, fresh);
        assert.equal(Object(hook.emitted[0]?.metadata).recordUid, ID);
      });
    }

    it('keeps what came beside the record', async () => {
      nock(HOST).get(`/contacts/${ID}`).reply(200, fresh);
      const tag = { type: 'tag', id: '7', name: 'vip' };
      const hook = new Hook(contactTagged, fields);
      await hook.receive(hookMessage(notification('contact.user.tag.created', { tag, contact: CONTACT })));
      assert.deepEqual(hook.emitted[0]?.data, { ...fresh, event: { tag } });
    });

    for (const [status, code] of [
      [404, 'not_found'],
      [410, 'contact_merged'],
    ] as const) {
      it(`emits the notification with deleted: true where the API answers ${status}`, async () => {
        nock(HOST)
          .get(`/contacts/${ID}`)
          .reply(status, { type: 'error.list', errors: [{ code, message: 'gone' }] });
        const hook = new Hook(contactDeleted, fields);
        await hook.receive(hookMessage(notification('contact.deleted', { type: 'contact', id: ID, external_id: '1' })));
        assert.deepEqual(hook.emitted[0]?.data, { type: 'contact', id: ID, external_id: '1', deleted: true });
      });

      it(`says so also where the notification does not know yet (${status})`, async () => {
        nock(HOST)
          .get(`/contacts/${ID}`)
          .reply(status, { type: 'error.list', errors: [{ code, message: 'gone' }] });
        const hook = new Hook(contactCreated, fields);
        await hook.receive(hookMessage(created()));
        assert.deepEqual(hook.emitted[0]?.data, { ...CONTACT, created_at: 1_767_614_400, deleted: true });
      });
    }

    for (const body of [
      {},
      [],
      { type: 'contact', id: null },
      { type: 'contact', id: '' },
      { id: {} },
      'a text',
    ] as const) {
      it(`emits nothing in the record's place, and comes back later: ${JSON.stringify(body)}`, async () => {
        nock(HOST).get(`/contacts/${ID}`).reply(200, JSON.stringify(body), { 'content-type': 'application/json' });
        const { emitted, errors, rebounds } = await new Hook(contactCreated, fields).receive(hookMessage(created()));
        assert.deepEqual([emitted, errors, rebounds.length], [[], [], 1]);
      });
    }

    it('names the record that it emits, where Intercom gives the one that it was merged into', async () => {
      const other = { ...fresh, id: '65a0c0ffee0000000000a002' };
      nock(HOST).get(`/contacts/${ID}`).reply(200, other);
      const { emitted } = await new Hook(contactCreated, fields).receive(hookMessage(created()));
      assert.deepEqual(emitted[0]?.data, other);
      assert.equal(Object(emitted[0]?.metadata).recordUid, other.id);
    });

    it('comes back later where Intercom is away, and then emits once', async () => {
      const hook = new Hook(contactCreated, fields);
      const body = created();
      nock(HOST).get(`/contacts/${ID}`).reply(503, 'away', { 'retry-after': '60' });
      const first = await hook.receive(hookMessage(body));
      assert.deepEqual([first.rebounds.length, first.errors, first.emitted, first.snapshots], [1, [], [], []]);
      nock(HOST).get(`/contacts/${ID}`).reply(200, fresh);
      await hook.receive(hookMessage(body));
      await hook.receive(hookMessage(body));
      assert.equal(hook.emitted.length, 1);
    });

    it('reports a refused token, and emits nothing', async () => {
      nock(HOST)
        .get(`/contacts/${ID}`)
        .reply(401, { type: 'error.list', errors: [{ code: 'unauthorized', message: 'Access Token Invalid' }] });
      const { errors, emitted } = await new Hook(contactCreated, fields).receive(hookMessage(created()));
      assert.match(errors[0]?.message ?? '', /^GET \/contacts\/\{contact_id\} failed with 401/);
      assert.deepEqual(emitted, []);
    });

    it('says that a credential is missing, which is not needed otherwise', async () => {
      const without = { accessToken: undefined };
      const { errors } = await new Hook(contactCreated, { ...fields, ...without }).receive(hookMessage(created()));
      assert.match(errors[0]?.message ?? '', /No Intercom access token/);
      const plain = new Hook(contactCreated, { webhookToken: TOKEN_IN_ADDRESS, ...without });
      await plain.receive(hookMessage(created()));
      assert.equal(plain.emitted.length, 1);
    });

    it('emits as it came what cannot be read anew, and says so', async () => {
      const hook = new Hook(webhookEvent, fields);
      const event = { type: 'event', id: 'e1', event_name: 'ordered' };
      const { log } = await hook.receive(hookMessage(notification('event.created', event)));
      assert.match(log.join('\n'), /event\.created tells of cannot be read anew/);
      await hook.receive(
        hookMessage(notification('contact.user.created', { type: 'contact', email: 'a@example.com' })),
      );
      assert.deepEqual(
        hook.emitted.map(({ data }) => data),
        [event, { type: 'contact', email: 'a@example.com' }],
      );
    });
  });

  describe('whatever comes', () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const topic = fc.oneof(fc.constantFrom(...Object.keys(TOPICS)), fc.string());
    const item = fc.oneof(
      anything,
      fc.dictionary(
        fc.constantFrom(
          'type',
          'id',
          'contact',
          'ticket',
          'conversation',
          'company',
          'tag',
          'created_at',
          '__proto__',
          'model',
        ),
        fc.oneof(anything, fc.constantFrom({}, [], null, { id: 7 }, { model: { id: 7 } }, '2026-01-05T12:00:00Z')),
      ),
    );
    const malformed = fc.oneof(
      anything,
      fc.record(
        {
          type: fc.oneof({ weight: 5, arbitrary: fc.constant('notification_event') }, anything),
          topic: fc.oneof({ weight: 5, arbitrary: topic }, anything),
          id: fc.oneof(fc.string(), anything),
          app_id: anything,
          created_at: fc.oneof(fc.nat(), anything),
          data: fc.oneof({ weight: 5, arbitrary: fc.record({ item }, { requiredKeys: [] }) }, anything),
        },
        { requiredKeys: [] },
      ),
    );
    const message: fc.Arbitrary<Message> = fc.record(
      {
        data: malformed,
        query: anything,
        headers: anything,
        method: fc.constantFrom('POST', 'GET', 'HEAD', undefined, 7),
      },
      { requiredKeys: ['data'] },
    );

    /** Whether there is anything in a value but what Intercom or this component calls it. */
    const tells = (value: unknown): boolean =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).some(([key, one]) => !['type', 'deleted'].includes(key) && tells(one))
        : value !== null && value !== '';

    function holdsRecord({ data, metadata }: { data?: unknown; metadata?: unknown }): void {
      const { event: _, ...record } = Object(data);
      assert.ok(tells(record), `an empty record: ${JSON.stringify(data)}`);
      const { recordUid, topic: told } = Object(metadata);
      assert.equal(typeof told, 'string');
      const { id } = record;
      assert.equal(recordUid, (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined);
    }

    it('emits a record or nothing, and throws only errors of its own', async () => {
      await fc.assert(
        fc.asyncProperty(message, async (given) => {
          const hook = new Hook(webhookEvent, { trust: 'none' });
          const { emitted, errors, rebounds } = await hook.receive(given);
          for (const error of errors) assert.equal(error.name, 'InvalidInputError', error.stack);
          assert.ok(emitted.length + errors.length <= 1);
          assert.deepEqual(rebounds, []);
          for (const one of emitted) holdsRecord(one);
        }),
        { numRuns: 1_500 },
      );
    });

    for (const empty of [{ id: null }, { type: 'contact' }, { contact: {}, tags: [{ name: '' }] }, { id: '', x: [[]] }])
      it(`takes for no notification what tells of nothing: ${JSON.stringify(empty)}`, async () => {
        for (const topic of ['contact.user.created', 'contact.deleted', 'contact.user.tag.created', 'novelty.seen']) {
          const { emitted, errors } = await new Hook(webhookEvent).receive(hookMessage(notification(topic, empty)));
          assert.deepEqual([emitted, errors.map(({ name }) => name)], [[], ['InvalidInputError']], topic);
        }
      });

    describe('and whatever the API answers', () => {
      withNock();
      // What is no object is asked for again, which the client's own specs show.
      const answer = fc.oneof(
        anything.filter((body) => typeof body === 'object' && body !== null),
        fc.record({ type: fc.constant('contact'), id: fc.oneof(anything, fc.string()), name: anything }),
      );

      it('emits the record or comes back later', async () => {
        await fc.assert(
          fc.asyncProperty(answer, async (body) => {
            nock(HOST).get(`/contacts/${ID}`).reply(200, JSON.stringify(body), { 'content-type': 'application/json' });
            const hook = new Hook(contactCreated, { webhookToken: TOKEN_IN_ADDRESS, refetch: true });
            const { emitted, errors, rebounds } = await hook.receive(hookMessage(created()));
            assert.deepEqual([errors, emitted.length + rebounds.length], [[], 1]);
            for (const one of emitted) {
              holdsRecord(one);
              assert.ok(Object(one.metadata).recordUid);
            }
          }),
          { numRuns: 60 },
        );
      });
    });

    it('emits nothing that does not prove itself', async () => {
      await fc.assert(
        fc.asyncProperty(message, async (given) => {
          for (const fields of [{ webhookToken: TOKEN_IN_ADDRESS }, { clientSecret: SECRET }]) {
            const { emitted, errors } = await new Hook(webhookEvent, fields).receive(given);
            assert.deepEqual(emitted, []);
            for (const error of errors) assert.equal(error.name, 'UntrustedRequestError', error.stack);
          }
        }),
        { numRuns: 500 },
      );
    });
  });
});
