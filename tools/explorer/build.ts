import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { gzipSync, strToU8 } from 'fflate';
import type { Summary } from './page/catalogue';

const PAGE = join(__dirname, 'page');

/** A function, as the page shows it; `details` are what `Details` says. */
export interface Shown {
  summary: Summary;
  details: object;
}

/**
 * The explorer as one HTML file that needs nothing else: it opens from disk, where a browser loads no modules and
 * fetches no files. The same functions make the same text.
 */
export function explorerPage(functions: readonly Shown[]): string {
  const script = bundled('main.ts');
  const style = bundled('page.css');
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    // The page asks its own server to try a function, and nobody else.
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const details = JSON.stringify(Object.fromEntries(functions.map((one) => [one.summary.name, one.details])));
  // A line for each function, so that a change of one is a change of one line.
  const parts: Record<string, string> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    style: `<style>${style}</style>`,
    summaries: data('summaries', `[\n${functions.map(({ summary }) => inline(summary)).join(',\n')}\n]`),
    details: `<script type="text/plain" id="details">${compressed(details)}</script>`,
    script: `<script>${script}</script>`,
  };
  const page = readFileSync(join(PAGE, 'index.html'), 'utf8');
  return page.replaceAll(/<!-- (\w+) -->/g, (_, name: string) => parts[name] ?? '');
}

/** A script or a style sheet of the page in one piece. */
function bundled(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(PAGE, file)],
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'utf8',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles.map((output) => output.text).join('');
  if (/<\/(script|style)/i.test(text)) throw new Error(`${file} would end the element that it stands in`);
  return text.trim();
}

function data(id: string, json: string): string {
  return `<script type="application/json" id="${id}">${json}</script>`;
}

/**
 * In gzip and base64: a browser reads all of a page before it shows any of it, and most of this one is details. By a
 * library, since what Node's own zlib makes of a text differs from release to release.
 */
function compressed(text: string): string {
  return Buffer.from(gzipSync(strToU8(text), { level: 9, mtime: 0 })).toString('base64');
}

/** JSON that cannot end the script element it stands in. */
function inline(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
