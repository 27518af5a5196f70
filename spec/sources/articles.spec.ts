import assert from 'node:assert/strict';
import { process as updatedArticles } from '../../lib/triggers/updatedArticles';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import { Flow } from '../support/polls';

const NOON = 1_767_614_400;

describe('source: articles', () => {
  let sandbox: Sandbox;
  let flow: Flow;
  let article: Record<string, unknown>;
  beforeEach(async () => {
    article = { id: 'a', title: 'Start', updated_at: NOON - 90_000, translated_content: null };
    const answer = () => ({ type: 'list', data: [article], total_count: 1, pages: { page: 1, total_pages: 1 } });
    sandbox = await startSandbox({ now: NOON, routes: [{ request: 'GET /articles', handle: answer }] });
    flow = new Flow(updatedArticles, sandbox);
    await flow.poll();
    sandbox.clock.advance(60);
  });
  afterEach(() => sandbox.close());

  const counts = async (runs: number) => {
    const emitted: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      emitted.push((await flow.poll()).emitted.length);
      sandbox.clock.advance(30);
    }
    return emitted;
  };
  const french = (updated_at: unknown, title: string) => ({
    type: 'article_translated_content',
    en: { title: 'Start', updated_at: NOON - 90_000 },
    fr: { title, updated_at },
    de: null,
  });

  it('have changed where a translation has, once for each change', async () => {
    article.translated_content = french(NOON + 50, 'Départ');
    assert.deepEqual(await counts(4), [1, 0, 0, 0]);
    article.translated_content = french(NOON + 170, 'Début');
    assert.deepEqual(await counts(2), [1, 0]);
    sandbox.clock.advance(4_000);
    assert.deepEqual(await counts(2), [0, 0]);
  });

  it('go by their own stamp where no translation is newer or shows a time', async () => {
    for (const stamp of [null, 'soon', NOON - 100_000]) {
      article.translated_content = french(stamp, `${stamp}`);
      assert.deepEqual(await counts(1), [0]);
    }
    article.updated_at = NOON + 100;
    assert.deepEqual(await counts(2), [1, 0]);
  });

  it('have not changed where only their statistics have', async () => {
    article.updated_at = NOON + 50;
    for (const expected of [1, 0, 0]) {
      article.statistics = { views: Math.random() };
      assert.deepEqual(await counts(1), [expected]);
    }
    article.title = 'Begin';
    assert.deepEqual(await counts(2), [1, 0]);
  });
});
