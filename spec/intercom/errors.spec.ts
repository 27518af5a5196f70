import assert from 'node:assert/strict';
import {
  ApiError,
  ConfigurationError,
  ConnectionError,
  IntercomError,
  InvalidInputError,
  RateLimitError,
} from '../../lib/intercom/errors';

describe('intercom/errors', () => {
  it('carry their class in the name, since only name, message and stack cross the platform', () => {
    const errors = [
      new IntercomError('a'),
      new ConfigurationError('a'),
      new InvalidInputError('GET /tags', ['a']),
      new ConnectionError('a', true),
      new ApiError('a', { status: 500, retryable: true }),
      new RateLimitError('a', 1),
    ];
    for (const error of errors) {
      assert.equal(error.name, error.constructor.name);
      assert.ok(error instanceof IntercomError);
      assert.ok(error.stack?.startsWith(error.constructor.name) || error.stack?.startsWith('Error'));
    }
  });

  it('list every problem of an input', () => {
    const error = new InvalidInputError('PUT /tags/{tag_id}', ['tag_id is missing', 'name must be string']);
    assert.equal(error.message, 'PUT /tags/{tag_id}: tag_id is missing; name must be string');
    assert.deepEqual(error.problems, ['tag_id is missing', 'name must be string']);
    assert.equal(error.retryable, false);
  });

  it('do not list ten thousand', () => {
    const problems = Array.from({ length: 10_000 }, (_, n) => `contacts[${n}].email is missing`);
    const { message } = new InvalidInputError('upsertContacts', problems);
    assert.match(message, /; contacts\[49\]\.email is missing; and 9950 more$/);
  });

  it('are worth another attempt only where that could help', () => {
    assert.equal(new ConfigurationError('a').retryable, false);
    assert.equal(new ConnectionError('a', true).retryable, true);
    assert.equal(new ConnectionError('a', false).retryable, false);
    assert.equal(new ApiError('a', { status: 404, retryable: false }).retryable, false);
    assert.equal(new RateLimitError('a', 5_000).retryable, true);
  });

  it('tell a spent rate limit as what it is', () => {
    const error = new RateLimitError('a', 5_000, 'req-1');
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.status, error.code, error.retryAfterMs, error.requestId],
      [429, 'rate_limit_exceeded', 5_000, 'req-1'],
    );
  });
});
