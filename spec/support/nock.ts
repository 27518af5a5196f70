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
  const { status, body = null, headers } = response;
  // A text is sent as it is, with the content type that the fixture gives it.
  const text = typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body);
  const json = body !== null && typeof body !== 'string';
  interceptor.reply(status, text, { ...(json && { 'content-type': 'application/json' }), ...headers });
  return arrived;
}
