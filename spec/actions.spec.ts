import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './support/component';
import { fixtures } from './support/fixtures';
import { expectCall, expectStored, STORAGE, withNock, withObjectIds } from './support/nock';

/** Messages with every moment of the run itself the same: UNIX milliseconds as a text. */
function timeless(messages: unknown): unknown {
  return JSON.parse(JSON.stringify(messages).replace(/("timestamp":)"\d{13}"/g, '$1"now"'));
}

describe('actions', () => {
  withNock();
  const all = fixtures();

  it('each have a fixture, and each fixture an action', () => {
    const modules = readdirSync(join(ROOT, 'lib', 'actions'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.replace(/^.*[\\/]/, '').replace(/\.ts$/, ''));
    assert.deepEqual([...all.keys()].sort(), modules.sort());
  });

  for (const [name, cases] of all) {
    describe(name, () => {
      for (const { title, input, metadata = {}, fields = {}, calls, stored, emitted = [], error } of cases) {
        it(title, async () => {
          const arrived = calls.map((call) => expectCall(call));
          const before = structuredClone(input);
          for (const file of stored ?? []) expectStored(file);
          const result = await run(name, {
            message: { data: input, metadata },
            config: fields,
            tokenData: { apiKey: 'spec-key' },
            settings: { ...(stored && { ATTACHMENT_STORAGE_SERVICE_BASE_URL: STORAGE }) },
          });
          if (error === undefined) assert.deepEqual(result.errors, []);
          else assert.match(result.errors.map(({ message }) => message).join('\n'), new RegExp(error));
          assert.deepEqual(result.rebounds, []);
          calls.forEach(({ request }, index) => {
            const body = arrived[index]?.body;
            if (request.contains === undefined) assert.deepEqual(body, request.body ?? null);
            for (const text of request.contains ?? []) assert.ok(String(body).includes(text), `the body lacks ${text}`);
          });
          assert.deepEqual(timeless(stored ? withObjectIds(result.emitted) : result.emitted), timeless(emitted));
          assert.deepEqual(input, before, 'the input was changed');
        });
      }
    });
  }
});
