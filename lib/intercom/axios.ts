import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { AxiosStatic } from 'axios';

/** What axios looks at, as it loads, to see whether it could use fetch. */
const PARTS_OF_FETCH = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'ReadableStream'];

/** What axios requires as it loads, and needs for forms of its own making, for HTTP/2, or where HTTPS_PROXY is set. */
const LATE = ['form-data', 'http2', 'https-proxy-agent'];
/** The same for redirects, of which it takes out two parts at once. */
const REDIRECTS = 'follow-redirects';

/**
 * axios without what our requests do not need: loading that takes four fifths of its processor time before the first
 * message (axios 1.21; `npm run bench` shows the whole). Node loads its whole implementation of fetch when somebody
 * first looks at it, and axios does, though it sends everything of ours through Node's http; so it gets a globalThis
 * that has no fetch. The rest comes when it is first used, for whoever uses it.
 */
function loadAxios(): AxiosStatic {
  const file = require.resolve('axios');
  const load = createRequire(file);
  const lean = (id: string): unknown => {
    if (id === REDIRECTS) return { http: later(() => load(id).http), https: later(() => load(id).https) };
    return LATE.includes(id) ? later(() => load(id)) : load(id);
  };
  const without = Object.fromEntries(PARTS_OF_FETCH.map((name) => [name, { value: undefined }]));
  const module: { exports: AxiosStatic } = { exports: Object.create(null) };
  // In the way of Node's own wrapper for CommonJS; what is named beside its parameters hides the globals of the name.
  const names = ['exports', 'require', 'module', 'globalThis', ...PARTS_OF_FETCH];
  const body = compileFunction(readFileSync(file, 'utf8'), names, { filename: file });
  Reflect.apply(body, undefined, [module.exports, lean, module, Object.create(globalThis, without)]);
  return module.exports;
}

/** Stands for a class, or for an object with functions. */
function later(load: () => object): object {
  return new Proxy(class {}, {
    get: (_, name) => Reflect.get(load(), name),
    construct: (_, given) => Reflect.construct(load() as () => unknown, given),
  });
}

export const axios = loadAxios();
