import type { AxiosStatic } from 'axios';

/** What axios looks at, as it loads, to see whether it could use fetch. */
const PARTS_OF_FETCH = ['fetch', 'Request', 'Response', 'Headers', 'FormData'] as const;

/**
 * axios, loaded without a look at fetch. Node loads its whole implementation of fetch when somebody first looks at it,
 * and axios does, though it sends everything of ours through Node's http: 40 % of the processor time that axios takes
 * before the first message (axios 1.21, lib/adapters/fetch.js; `npm run bench` shows the whole).
 */
function loadAxios(): AxiosStatic {
  const parts = PARTS_OF_FETCH.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  try {
    for (const [name] of parts) Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
    return require('axios');
  } finally {
    for (const [name, descriptor] of parts) if (descriptor) Object.defineProperty(globalThis, name, descriptor);
  }
}

export const axios = loadAxios();
