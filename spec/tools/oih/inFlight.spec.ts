import assert from 'node:assert/strict';
import { InFlight } from '../../../tools/oih/inFlight';

describe('What is under way', () => {
  const one = { flowId: 'f', stepId: 'one' };
  const two = { flowId: 'f', stepId: 'two' };
  let inFlight: InFlight;

  beforeEach(() => {
    inFlight = new InFlight();
  });

  it('is nothing at first, and again when all that was given is completed', () => {
    assert.ok(inFlight.isEmpty);
    inFlight.given('a', one);
    inFlight.given('b', two);
    inFlight.completed('a');
    assert.equal(inFlight.describe(), '1 in work or queued at "two"');
    inFlight.completed('b');
    assert.ok(inFlight.isEmpty);
  });

  it('includes the error that a rejected message owes', () => {
    inFlight.given('a', one);
    inFlight.completed('a');
    inFlight.rejected('a');
    assert.equal(inFlight.isEmpty, false);
    inFlight.failed('a');
    assert.ok(inFlight.isEmpty);
  });

  it('owes nothing where the error came first, or without a rejection', () => {
    inFlight.given('a', one);
    inFlight.failed('a');
    inFlight.rejected('a');
    assert.ok(inFlight.isEmpty, 'as after a function that cannot be loaded, which is never completed');
    inFlight.given('b', one);
    inFlight.failed('b');
    inFlight.completed('b');
    assert.ok(inFlight.isEmpty, 'as after too many rebounds');
  });

  it('includes a rebound until it has come back and is completed', () => {
    inFlight.given('a', one);
    inFlight.rebounded('b', one);
    inFlight.completed('a');
    assert.equal(inFlight.describe(), '1 rebounded at "one"');
    inFlight.returned('b');
    assert.equal(inFlight.describe(), '1 in work or queued at "one"');
    inFlight.completed('b');
    assert.ok(inFlight.isEmpty);
  });

  it("keeps of a dead step's messages those that are queued or rebounded", () => {
    inFlight.given('acknowledged', one);
    inFlight.given('queued', one);
    inFlight.rebounded('rebounded', one);
    inFlight.given('acknowledged too', two);
    inFlight.given('rejected', one);
    inFlight.rejected('rejected');
    inFlight.reconcile(one, new Set(['queued']));
    for (const messageId of ['queued', 'rebounded']) inFlight.completed(messageId);
    assert.equal(inFlight.describe(), '1 in work or queued at "two"');
  });
});
