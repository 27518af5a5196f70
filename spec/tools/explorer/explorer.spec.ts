import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { type Browser, startBrowser } from '../../../tools/explorer/browser';
import { type Explorer, startExplorer } from '../../../tools/explorer/server';
import { ROOT } from '../../support/component';

const FROM_DISK = pathToFileURL(join(ROOT, 'docs', 'explorer', 'index.html')).href;

describe('the explorer', function () {
  this.timeout(30_000);
  let explorer: Explorer;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  before(async () => {
    explorer = await startExplorer();
    browser = await startBrowser();
  });

  beforeEach(async () => {
    complaints = [];
    page = await browser.context.newPage();
    page.setDefaultTimeout(5_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
  });

  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });

  after(async () => {
    await browser?.close();
    await explorer?.close();
  });

  const open = async (name: string) => {
    await page.goto(`${explorer.url}#${name}`);
    await page.locator('.heading code', { hasText: name }).first().waitFor();
  };
  const search = () => page.getByRole('searchbox');
  const found = async () => page.locator('#functions a .name').allTextContents();
  const panel = (title: string): Locator => page.getByRole('region', { name: title, exact: true });
  const json = async (title: string): Promise<unknown> => JSON.parse(await panel(title).innerText());
  const tryIt = async () => {
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.locator('.result .notice').waitFor();
    return page.locator('.result').innerText();
  };

  describe('finds', () => {
    it('all functions, in folders, while nothing is typed', async () => {
      await page.goto(explorer.url);
      const { actions, triggers } = require(join(ROOT, 'component.json'));
      assert.equal((await found()).length, Object.keys(actions).length + Object.keys(triggers).length);
      assert.ok((await page.locator('#functions h2').allTextContents()).includes('triggers'));
    });

    it('a function as one types, and opens it', async () => {
      await page.goto(explorer.url);
      await search().pressSequentially('tag contact');
      assert.equal((await found())[0], 'attachTagToContact');
      await search().press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Tag a contact' }).waitFor();
      assert.equal(new URL(page.url()).hash, '#attachTagToContact');
    });

    it('only triggers, where one asks for them', async () => {
      await page.goto(explorer.url);
      await page.getByRole('radio', { name: 'Triggers' }).check();
      const { triggers } = require(join(ROOT, 'component.json'));
      assert.deepEqual((await found()).sort(), Object.keys(triggers).sort());
    });

    it('nothing, and says what to do', async () => {
      await page.goto(explorer.url);
      await search().fill('zebra');
      assert.deepEqual(await found(), []);
      await page.getByText('Nothing has all of these words').waitFor();
    });

    it('the page before, with the back button', async () => {
      await open('listTags');
      await page.goto(`${explorer.url}#listTeams`);
      await page.getByRole('heading', { level: 1, name: 'List teams' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'List tags' }).waitFor();
    });
  });

  describe('makes', () => {
    it('a step and a mapping of what is filled in, at every key', async () => {
      await open('attachTagToContact');
      await page.getByLabel('tag_id').fill('7522907');
      assert.deepEqual(await json('Flow step'), {
        id: 'attachTagToContact',
        componentId: '<id of this component>',
        function: 'attachTagToContact',
        credentials_id: '<id of your secret>',
        nodeSettings: {
          applyTransform: 'before',
          transformFunction: '{ "data": { "contact_id": data.contact_id, "tag_id": "7522907" }, "metadata": metadata }',
        },
      });
      assert.deepEqual(await json('Message in'), { data: { tag_id: '7522907' } });
    });

    it('a text to paste', async () => {
      await open('attachTagToContact');
      await page.getByRole('button', { name: 'Copy: Flow step' }).click();
      await page.getByText('Copied', { exact: true }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.deepEqual(JSON.parse(copied), await json('Flow step'));
    });
  });

  describe('tries', () => {
    it('a function with the real code, in the sandbox', async () => {
      await open('attachTagToContact');
      await page.getByRole('button', { name: 'Fill in the example' }).click();
      const said = await tryIt();
      assert.match(said, /One message emitted/);
      assert.match(said, /POST \/contacts\/[0-9a-f]{24}\/tags/);
    });

    it('a function that fails, and shows why', async () => {
      await open('attachTagToContact');
      const said = await tryIt();
      assert.match(said, /It failed/);
      assert.match(said, /contact_id/);
    });
  });

  it('opens every function without a complaint', async () => {
    await page.goto(FROM_DISK);
    const names = await found();
    // In the browser's own words: a step there and back for each of hundreds would take long.
    const titles = await page.evaluate(`(async () => {
      const seen = [];
      for (const name of ${JSON.stringify(names)}) {
        const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        location.hash = name;
        await changed;
        seen.push(document.querySelector('main .path code')?.textContent);
      }
      return seen;
    })()`);
    assert.deepEqual(titles, names);
  });
});
