import assert from 'node:assert/strict';
import { process as ratedConversations } from '../../lib/triggers/ratedConversations';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

for (const greaterIncludesSecond of [false, true]) {
  describe(`source: rated conversations, where > ${greaterIncludesSecond ? 'finds' : 'leaves out'} the second itself`, () => {
    let sandbox: Sandbox;
    let flow: Flow;
    let id: string;
    beforeEach(async () => {
      sandbox = await startSandbox({ now: NOON, greaterIncludesSecond });
      const { contacts, conversations } = sandbox.workspace;
      id = conversations.create({ by: contacts.create({ role: 'lead' }).id, body: 'Hello' }).id;
      flow = new Flow(ratedConversations, sandbox);
      await flow.poll();
      sandbox.clock.advance(60);
    });
    afterEach(() => sandbox.close());

    /** The ratings that a run emits; it must not fail. */
    const ratings = async () => {
      const { emitted, errors } = await flow.poll();
      assert.deepEqual(errors, []);
      return emitted.map(
        ({ data }) => (data as { conversation_rating: { rating: number } }).conversation_rating.rating,
      );
    };

    it('emits each rating once, however long ago the conversation began', async () => {
      const { conversations } = sandbox.workspace;
      conversations.rate(id, null);
      assert.deepEqual(await ratings(), []);
      sandbox.clock.advance(7 * 86_400);
      conversations.rate(id, 5);
      assert.deepEqual(await ratings(), [5]);
      sandbox.clock.advance(30);
      conversations.rate(id, 2);
      assert.deepEqual(await ratings(), [2]);
      sandbox.clock.advance(7 * 86_400);
      conversations.rate(id, 3);
      assert.deepEqual(await ratings(), [3]);
    });

    it('emits nothing when a rated conversation changes', async () => {
      const { conversations } = sandbox.workspace;
      conversations.rate(id, 5);
      assert.deepEqual(await ratings(), [5]);
      const later: number[] = [];
      // Each second in which the rating leaves the overlap behind the watermark is tried.
      for (let run = 0; run < 340; run += 1) {
        sandbox.clock.advance(1);
        if (run % 20 === 0) conversations.update(id, { title: `title ${run}` });
        later.push(...(await ratings()));
      }
      assert.deepEqual(later, []);
    });
  });
}
