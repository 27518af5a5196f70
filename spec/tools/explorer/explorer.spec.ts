import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { type Browser, startBrowser } from '../../../tools/explorer/browser';
import { type Explorer, startExplorer } from '../../../tools/explorer/server';
import { ROOT } from '../../support/component';
import { CONTRASTS } from './contrasts';

const FROM_DISK = pathToFileURL(join(ROOT, 'docs', 'explorer', 'index.html')).href;
const { actions, triggers }: { actions: object; triggers: object } = JSON.parse(
  readFileSync(join(ROOT, 'component.json'), 'utf8'),
);
const TAB_STOPS_UNTIL_LIST = 4;

describe('the explorer', function () {
  this.timeout(60_000);
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
    page.setDefaultTimeout(10_000);
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

  const open = async (name: string, base = explorer.url) => {
    await page.goto(`${base}#${name}`);
    await page.locator('.path code', { hasText: name }).waitFor();
  };
  const titled = (title: string) => page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  const search = () => page.getByRole('searchbox');
  const found = () => page.locator('#functions a .name').allTextContents();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = (name: string): Locator => page.getByRole('main').getByLabel(new RegExp(`^${name}\\b`));
  const panel = (title: string) => page.getByRole('region', { name: title, exact: true });
  const json = async (title: string): Promise<unknown> => JSON.parse((await panel(title).textContent()) ?? '');
  const outcome = async () => {
    await page.locator('.result .notice').waitFor();
    return page.locator('.result').innerText();
  };
  const tryIt = async () => {
    await button('Try it').click();
    return outcome();
  };

  describe('finds', () => {
    it('all functions, in folders, while nothing is typed', async () => {
      await page.goto(explorer.url);
      assert.deepEqual((await found()).sort(), Object.keys({ ...actions, ...triggers }).sort());
      assert.ok((await page.locator('#functions h2').allTextContents()).includes('triggers'));
    });

    it('a function as one types, and opens it', async () => {
      await page.goto(explorer.url);
      await search().pressSequentially('tag a contact');
      assert.equal((await found())[0], 'attachTagToContact');
      await search().press('Enter');
      await titled('Tag a contact');
      assert.equal(new URL(page.url()).hash, '#attachTagToContact');
    });

    it('only triggers, where one asks for them', async () => {
      await page.goto(explorer.url);
      await page.getByRole('radio', { name: 'Triggers' }).check();
      assert.deepEqual((await found()).sort(), Object.keys(triggers).sort());
    });

    it('nothing, and says what to do', async () => {
      await page.goto(explorer.url);
      await search().fill('zebra');
      assert.deepEqual(await found(), []);
      await page.getByText('Nothing has all of these words').waitFor();
    });

    it('the page before with the back button, as it was filled in', async () => {
      await open('createTag');
      await field('name').fill('VIP');
      await page.evaluate("location.hash = 'listTeams'");
      await titled('List teams');
      await page.goBack();
      await titled('Create, rename or apply a tag');
      assert.equal(await field('name').inputValue(), 'VIP');
    });

    it('the list, where the address names no function', async () => {
      await page.goto(`${explorer.url}#noSuchFunction`);
      await titled('Everything this component can do');
    });
  });

  describe('makes', () => {
    it('a step, a mapping and a message of what is filled in', async () => {
      await open('attachTagToContact');
      await page.getByText('Still open: contact_id, tag_id').waitFor();
      await field('tag_id').fill('7522907');
      await page.getByText('Still open: contact_id', { exact: true }).waitFor();
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
      assert.match((await panel('Mapping').textContent()) ?? '', /"contact_id": data\.contact_id,\n/);
      assert.deepEqual(await json('Message in'), { data: { tag_id: '7522907' } });
    });

    it('step fields, of which those left out are left out', async () => {
      await open('listContacts');
      await field('output').selectOption('all');
      await field('maxItems').fill('5');
      assert.deepEqual(Object(await json('Flow step')).fields, { output: 'all', maxItems: '5' });
      await field('output').selectOption('');
      await field('maxItems').fill('');
      assert.equal('fields' in Object(await json('Flow step')), false);
    });

    it('a text to paste', async () => {
      await open('attachTagToContact');
      await button('Copy: Flow step').click();
      await page.getByText('Copied', { exact: true }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.deepEqual(JSON.parse(copied), await json('Flow step'));
    });
  });

  describe('has forms', () => {
    it('with numbers, words to choose from, true and false, and null', async () => {
      await open('createContact');
      await page.getByRole('tab', { name: 'as a lead' }).click();
      await field('signed_up_at').fill('1767614400');
      await field('unsubscribed_from_emails').selectOption('true');
      await page.getByLabel('null for phone').check();
      const { data } = Object(await json('Message in'));
      assert.deepEqual(data, { role: 'lead', signed_up_at: 1767614400, unsubscribed_from_emails: true, phone: null });
      await field('signed_up_at').fill('soon');
      await page.getByText('A number is needed here.').waitFor();
      assert.equal(await field('signed_up_at').getAttribute('aria-invalid'), 'true');
    });

    it('as tabs, which keep what they share and bring back what they do not', async () => {
      await open('replyConversation');
      const data = async () => Object(await json('Message in')).data;
      await field('body').fill('Hello');
      await field('intercom_user_id').fill('65a0c0ffee0000000000a001');
      await page.getByRole('tab', { name: 'as a teammate with a note' }).click();
      await field('admin_id').fill('814860');
      assert.deepEqual(await data(), { message_type: 'note', type: 'admin', body: 'Hello', admin_id: '814860' });
      await page.getByRole('tab', { name: 'as a contact by Intercom id' }).click();
      assert.deepEqual(await data(), {
        message_type: 'comment',
        type: 'user',
        body: 'Hello',
        intercom_user_id: '65a0c0ffee0000000000a001',
      });
    });

    it('inside forms, in lists', async () => {
      await open('searchContacts');
      await page.getByRole('tab', { name: 'a group of conditions' }).click();
      await field('operator').selectOption('"AND"');
      await button('Add an entry to value').click();
      await button('Add an entry to value').click();
      const [one, other] = await page.getByRole('group', { name: 'value, entry', exact: true }).all();
      assert.ok(one && other);
      await one.getByLabel(/^field/).fill('role');
      await one.getByLabel(/^operator/).selectOption('"="');
      await one.getByLabel(/^value/).fill('user');
      await other.getByLabel(/^field/).fill('created_at');
      await other.getByLabel(/^operator/).selectOption('">"');
      await other.getByLabel(/^value/).fill('1767614400');
      const first = { field: 'role', operator: '=', value: 'user' };
      const second = { field: 'created_at', operator: '>', value: 1767614400 };
      assert.deepEqual(await json('Message in'), { data: { query: { operator: 'AND', value: [first, second] } } });
      await one.getByRole('button', { name: 'Remove this entry of value' }).click();
      assert.deepEqual(await json('Message in'), { data: { query: { operator: 'AND', value: [second] } } });
    });

    it('for free objects as JSON, of which only the whole counts', async () => {
      await open('createContact');
      await field('custom_attributes').fill('{"plan": "pro"');
      await page.getByText('This is not JSON yet.').waitFor();
      assert.deepEqual(await json('Message in'), { data: {} });
      await field('custom_attributes').fill('{"plan": "pro"}');
      assert.deepEqual(await json('Message in'), { data: { custom_attributes: { plan: 'pro' } } });
    });

    it('and JSON, for what a form cannot say; what was written there comes back to the form', async () => {
      await open('createTag');
      await page.getByRole('radio', { name: 'JSON' }).check();
      const editor = page.getByLabel('The message’s data as JSON');
      await editor.fill('[1]');
      await page.getByText('A message’s data is an object').waitFor();
      await editor.fill('{"name": "VIP", "unknown_field": 1}');
      assert.deepEqual(await json('Message in'), { data: { name: 'VIP', unknown_field: 1 } });
      await page.getByRole('radio', { name: 'Form' }).check();
      assert.equal(await field('name').inputValue(), 'VIP');
      await page.getByText('Also sent, see JSON: unknown_field').waitFor();
      await field('name').fill('Trial');
      assert.deepEqual(await json('Message in'), { data: { name: 'Trial', unknown_field: 1 } });
    });
  });

  describe('tries', () => {
    it('an action with the real code, in the sandbox', async () => {
      await open('attachTagToContact');
      await button('Fill in the example').click();
      const said = await tryIt();
      assert.match(said, /One message emitted/);
      assert.match(said, /POST \/contacts\/[0-9a-f]{24}\/tags/);
    });

    it('an action that fails, and shows why', async () => {
      await open('attachTagToContact');
      const said = await tryIt();
      assert.match(said, /It failed/);
      assert.match(said, /contact_id/);
    });

    it('a polling trigger, with the state that it keeps', async () => {
      await open('newContacts');
      const said = await tryIt();
      assert.match(said, /12 messages emitted/);
      assert.ok(Object(await json('State kept for the next run')).watermark > 0);
    });

    it('a webhook trigger, with the notification as its message', async () => {
      await open('contactTagged');
      await button('Fill in the example').click();
      assert.match(await tryIt(), /One message emitted/);
      assert.deepEqual(await json('Emitted'), await json('Example: message out'));
    });

    it('never with a secret', async () => {
      await open('contactCreated');
      await button('Fill in the example').click();
      await field('clientSecret').fill('not for the sandbox');
      assert.match(await tryIt(), /One message emitted/);
      assert.equal(Object(await json('Flow step')).fields.clientSecret, 'not for the sandbox');
    });

    it('from disk nothing, and says how to', async () => {
      await open('listTags', FROM_DISK);
      assert.match(await tryIt(), /npm run explore/);
    });
  });

  describe('can be used', () => {
    it('with the keyboard alone', async () => {
      const press = (key: string) => page.keyboard.press(key);
      // The body, which has the focus where nothing else has, holds the text of everything.
      const focused = () =>
        page.evaluate<string>("document.activeElement.matches('body') ? '' : document.activeElement.textContent");
      await page.goto(explorer.url);
      await page.locator('#functions a').first().waitFor();
      await press('/');
      await page.keyboard.type('list te');
      await press('ArrowDown');
      await press('ArrowDown');
      await press('ArrowUp');
      assert.match(await focused(), /listTeams/);
      await press('Enter');
      await titled('List teams');
      assert.equal(await focused(), 'List teams');
      await press('Control+Enter');
      assert.match(await outcome(), /One message emitted/);
      await press('Control+k');
      assert.equal(await page.evaluate('document.activeElement.id'), 'search');
      await press('Escape');
      assert.equal(await search().inputValue(), '');
      // Past the kinds there is one stop for the whole list, however long.
      for (let stop = 0; stop < TAB_STOPS_UNTIL_LIST; stop++) {
        await press('Tab');
        if (await page.evaluate("document.activeElement.closest('#functions') !== null")) break;
      }
      assert.match(await focused(), /listTeams/);
      await press('Tab');
      assert.equal(await page.evaluate("document.activeElement.closest('#functions')"), null);
    });

    it('from the kinds with a slash, and again after it was run with Enter', async () => {
      await open('listTags');
      await page.getByRole('radio', { name: 'Actions' }).focus();
      await page.keyboard.press('/');
      assert.equal(await page.evaluate('document.activeElement.id'), 'search');
      await button('Try it').focus();
      await page.keyboard.press('Enter');
      await outcome();
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Try it');
    });

    it('by somebody who presses a key three times, with one run', async () => {
      await open('createTag');
      await button('Fill in the example').click();
      let runs = 0;
      let letGo = () => {};
      const pressed = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      // The run is still going on at the third key, however fast it would be.
      await page.route('**/try', async (route) => {
        runs += 1;
        await pressed;
        await route.continue();
      });
      for (let press = 0; press < 3; press += 1) await page.keyboard.press('Control+Enter');
      letGo();
      await outcome();
      assert.equal(runs, 1);
    });

    it('with an address that nobody wrote', async () => {
      await page.goto(`${explorer.url}#%E0%A4%A`);
      await titled('Everything this component can do');
    });

    it('between tabs with the arrow keys', async () => {
      await open('createContact');
      await page.getByRole('tab', { name: 'with an e-mail address' }).focus();
      await page.keyboard.press('ArrowLeft');
      const chosen = page.getByRole('tab', { name: 'as a lead' });
      assert.equal(await chosen.getAttribute('aria-selected'), 'true');
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'as a lead');
    });

    it('on a narrow screen, without scrolling sideways', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(explorer.url);
      const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      assert.ok((await overflow()) <= 0);
      await page.locator('#functions a').first().click();
      await titled('Identify the token owner');
      await page.getByRole('link', { name: 'All functions' }).click();
      await search().waitFor();
      for (const name of [
        'searchContacts',
        'replyConversation',
        'contactTagged',
        'createMessage',
        'newConversations',
      ]) {
        await open(name);
        assert.ok((await overflow()) <= 0, name);
      }
    });

    it('on a narrow screen, where the function that is open is chosen again', async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await open('listTags');
      for (const choose of [() => page.keyboard.press('Enter'), () => page.locator('#functions a').first().click()]) {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('listTags');
        await choose();
        await titled('List tags');
      }
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      it(`in ${colorScheme} colours, with a contrast of 4.5 everywhere`, async () => {
        await page.emulateMedia({ colorScheme });
        await open('createContact');
        await button('Fill in the example').click();
        await tryIt();
        const low = await page.evaluate<{ text: string; ratio: number }[]>(CONTRASTS);
        await open('attachTagToContact');
        await tryIt();
        low.push(...(await page.evaluate<typeof low>(CONTRASTS)));
        assert.deepEqual(low, []);
      });
    }

    it('in the colours that one chose, also later', async () => {
      await page.goto(explorer.url);
      const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      await page.getByLabel('Colours').selectOption('dark');
      const dark = await ground();
      await page.reload();
      assert.equal(await ground(), dark);
      await page.getByLabel('Colours').selectOption('light');
      assert.notEqual(await ground(), dark);
      await page.getByLabel('Colours').selectOption('system');
    });

    it('with a name for every control', async () => {
      for (const name of ['createContact', 'searchContacts', 'contactTagged', 'newContacts']) {
        await open(name);
        const unnamed = await page.evaluate(`[...document.querySelectorAll('input, select, textarea, button')]
          .filter((one) => !one.labels?.length && !one.getAttribute('aria-label') && !one.textContent.trim())
          .map((one) => one.outerHTML)`);
        assert.deepEqual(unnamed, [], name);
      }
    });
  });

  it('opens every function from disk without a complaint, and asks for nothing', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(FROM_DISK);
    const names = await found();
    // In the browser's own words: a step there and back for each of hundreds would take long.
    const seen = await page.evaluate(`(async () => {
      const seen = [];
      for (const name of ${JSON.stringify(names)}) {
        const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        location.hash = name;
        await changed;
        seen.push(document.querySelector('main .path code')?.textContent);
        document.querySelector('.input .row button')?.click();
      }
      return seen;
    })()`);
    assert.deepEqual(seen, names);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('data:') && url !== FROM_DISK),
      [],
    );
  });
});
