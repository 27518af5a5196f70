import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A headless Chromium with a profile of its own, which is gone when it is closed. */
export interface Browser {
  context: BrowserContext;
  close(): Promise<void>;
}

/** Starts this machine's Chromium, or the one that CHROMIUM names. Throws where there is none. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error('No Chromium here. Install it (apt-get install chromium), or name one: CHROMIUM=/path/to/chrome');
  }
  const profile = mkdtempSync(join(tmpdir(), 'explorer-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 1440, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
