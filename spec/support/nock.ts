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
  const interceptor = nock(request.host ?? host, {
    reqheaders: { ...(request.host === undefined && { authorization: /^Bearer \S+$/ }), ...request.headers },
    badheaders: request.host === undefined ? [] : ['authorization', 'intercom-version'],
  })
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

/** The platform's attachment storage, and the id that its objects have in a fixture. */
export const STORAGE = 'https://storage.example.com';
const OBJECT = '2f1f2a9e-8c1d-4f6b-9d0e-0c6a5e7b1a10';
const ANY_OBJECT = new RegExp(`(?<=^${STORAGE}/objects/)[0-9a-f-]{36}$`);

/** Expects one upload into the attachment storage, to the letter. */
export function expectStored({ contentType, content }: { contentType: string; content: string }): void {
  nock(STORAGE, { reqheaders: { authorization: 'Bearer spec-key', 'content-type': contentType } })
    .put(/^\/objects\/[0-9a-f-]{36}$/, content)
    .reply(201);
}

/** What was emitted, with the id of a fixture in the place of each object's own. */
export function withObjectIds(emitted: unknown): unknown {
  return JSON.parse(JSON.stringify(emitted), (_key, value) =>
    typeof value === 'string' ? value.replace(ANY_OBJECT, OBJECT) : value,
  );
}
