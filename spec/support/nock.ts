import nock from 'nock';
import type { Call } from './fixtures';

export const HOST = 'https://api.intercom.io';

/** Real connections are off; afterwards every expected call must have been made. Use in a describe. */
export function withNock(): void {
  before(() => nock.disableNetConnect());
  afterEach(() => {
    const left = nock.pendingMocks();
    nock.cleanAll();
    if (left.length > 0) throw new Error(`never called: ${left.join(', ')}`);
  });
  after(() => {
    nock.enableNetConnect();
    nock.restore();
    nock.activate();
  });
}

/** Expects one call, to the letter: path, query, body and headers. Returns what arrived. */
export function expectCall({ request, response }: Call, host = HOST): { body?: unknown } {
  const arrived: { body?: unknown } = {};
  const interceptor = nock(host, { reqheaders: { authorization: /^Bearer \S+$/, ...request.headers } })
    .intercept(request.path, request.method, (body: unknown) => {
      arrived.body = body === '' ? null : body;
      return true;
    })
    .query(request.query ?? {});
  const headers = {
    ...(typeof response.body === 'object' && { 'content-type': 'application/json' }),
    ...response.headers,
  };
  interceptor.reply(
    response.status,
    response.body === undefined || response.body === null ? '' : JSON.stringify(response.body),
    headers,
  );
  return arrived;
}
