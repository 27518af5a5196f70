import Module from 'node:module';
import type { AxiosStatic } from 'axios';

/** What axios looks at, as it loads, to see whether it could use fetch. */
const PARTS_OF_FETCH = ['fetch', 'Request', 'Response', 'Headers', 'FormData', 'ReadableStream'] as const;

/** What axios requires as it loads, and needs for forms of its own making, for HTTP/2, or where HTTPS_PROXY is set. */
const LATE = ['form-data', 'http2', 'https-proxy-agent'];
/** The same for redirects, of which it takes out two parts at once. */
const REDIRECTS = 'follow-redirects';

/**
 * axios without what our requests do not need: loading that takes four fifths of its processor time before the first
 * message (axios 1.21; `npm run bench` shows the whole). Node loads its whole implementation of fetch when somebody
 * first looks at it, and axios does, though it sends everything of ours through Node's http. The rest comes when it is
 * first used, for whoever uses it.
 */
function loadAxios(): AxiosStatic {
  const parts = PARTS_OF_FETCH.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  try {
    for (const [name] of parts) Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
    return loadLean(require.resolve('axios'));
  } finally {
    for (const [name, descriptor] of parts) if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
}

/** Loads axios from its file as a module that gets some of what it requires only when it looks into it. */
function loadLean(file: string): AxiosStatic {
  const load = Module.createRequire(file);
  const module = new Module(file);
  module.filename = file;
  module.require = (id) => {
    if (id === REDIRECTS) return { http: later(() => load(id).http), https: later(() => load(id).https) };
    return LATE.includes(id) ? later(() => load(id)) : load(id);
  };
  require.extensions['.js']?.(module, file);
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
