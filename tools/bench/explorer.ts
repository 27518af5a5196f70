import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { program } from 'commander';
import type { Page } from 'playwright-core';
import { type Browser, startBrowser } from '../explorer/browser';
import { ROOT } from '../generate/catalogue';
import { type Aim, conclude } from './aims';
import { estimate, ratios } from './statistics';

const FILE = join(ROOT, 'docs', 'explorer', 'index.html');
const ADDRESS = pathToFileURL(FILE).href;
const EMPTY_ADDRESS = pathToFileURL(join(__dirname, 'empty.html')).href;

/** What a person takes for at once. */
const AIM_MS = 50;
/** A machine of a CI is rarely quiet: this only notices what has become slow. */
const QUICK_MS = 1_000;

const QUERIES = ['tag contact', 'conversation', '/contacts/{contact_id}', 'export rows'];
const FUNCTIONS = ['createContact', 'searchContacts', 'replyConversation', 'listTags', 'newContacts', 'contactTagged'];

/** A measurement in milliseconds, round by round. */
type Measured = Map<string, number[]>;

/**
 * From the event to the frame that shows what came of it: a frame is asked for when the event begins, and a message
 * that is posted in it arrives when it was drawn.
 */
const WATCH = `(kind) => {
  window.drawn = [];
  window.drawnAfter = async (count) => {
    while (window.drawn.length <= count) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  addEventListener(kind, (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.drawn.push(performance.now() - began);
      port2.postMessage('');
    });
  }, true);
}`;

/** Milliseconds since the page was asked for. */
const FIRST_PAINT = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const [entry] = list.getEntriesByName('first-contentful-paint');
    if (entry) resolve(entry.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

const EMPTY = 'first paint of an empty page';
const PAINTED = 'first paint';
const LISTED = 'all functions listed';

async function measure(page: Page, measured: Measured): Promise<void> {
  const add = (what: string, values: number[]) => measured.set(what, [...(measured.get(what) ?? []), ...values]);
  const firstPaint = async (address: string): Promise<number> => {
    await page.goto(address);
    return page.evaluate<number>(FIRST_PAINT);
  };
  // The first file that a tab opens waits for a process of the browser's own.
  await firstPaint(EMPTY_ADDRESS);
  // What the browser needs in any case, on this machine, at this moment.
  add(EMPTY, [await firstPaint(EMPTY_ADDRESS)]);
  add(PAINTED, [await firstPaint(ADDRESS)]);
  await page.getByRole('link', { name: 'createContact', exact: false }).first().waitFor();
  add(LISTED, [await page.evaluate<number>("performance.getEntriesByName('listed')[0].startTime")]);

  await page.evaluate(`(${WATCH})('keydown')`);
  for (const query of QUERIES) {
    await page.getByRole('searchbox').fill('');
    for (const key of query) {
      const before = await page.evaluate<number>('window.drawn.length');
      await page.keyboard.press(key === ' ' ? 'Space' : key);
      await page.evaluate(`window.drawnAfter(${before})`);
    }
  }
  add('a key in the search', await page.evaluate<number[]>('window.drawn'));

  await page.evaluate(`(${WATCH})('hashchange')`);
  for (const [index, name] of FUNCTIONS.entries()) {
    await page.evaluate(`location.hash = ${JSON.stringify(name)}`);
    await page.evaluate(`window.drawnAfter(${index})`);
  }
  add('a function opened', await page.evaluate<number[]>('window.drawn'));
}

/** What answers a person has to do so at once. The first paint is held to an empty page's, and the list is not waited for by anybody. */
function aimsOf(measured: Measured, atMost: number, atMostToEmpty: number): Aim[] {
  const told = [EMPTY, PAINTED, LISTED];
  return [
    ...[...measured].map(([what, values]) => ({
      what: `ms, ${what}`,
      measured: estimate(values),
      ...(!told.includes(what) && { atMost }),
    })),
    {
      what: 'first paint, to that of an empty page',
      measured: estimate(ratios(measured.get(PAINTED) ?? [], measured.get(EMPTY) ?? [])),
      atMost: atMostToEmpty,
    },
  ];
}

async function main(): Promise<void> {
  const { quick, rounds = quick ? 4 : 15 } = program
    .name('bench:explorer')
    .description('Measures the explorer in headless Chromium: the first paint, a key in the search, a function opened.')
    .option('--quick', 'fewer rounds and wider aims, for CI')
    .option('--rounds <number>', 'times that the page is opened', Number)
    .parse()
    .opts<{ quick?: true; rounds?: number }>();
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  console.log(`${kilobytes(statSync(FILE).size)}, ${kilobytes(gzipSync(readFileSync(FILE)).length)} as gzip`);
  const browser: Browser = await startBrowser();
  const measured: Measured = new Map();
  try {
    for (let round = 0; round < rounds; round += 1) {
      const page = await browser.context.newPage();
      await measure(page, measured);
      await page.close();
    }
  } finally {
    await browser.close();
  }
  conclude(quick ? aimsOf(measured, QUICK_MS, 6) : aimsOf(measured, AIM_MS, 2));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
