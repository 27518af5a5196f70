import assert from 'node:assert/strict';
import { isRepeatable, type Operation, splitRequest } from '../../lib/intercom/operation';

describe('intercom/operation', () => {
  it('takes method and route apart', () => {
    assert.deepEqual(splitRequest('DELETE /contacts/{contact_id}/tags/{tag_id}'), {
      method: 'DELETE',
      route: '/contacts/{contact_id}/tags/{tag_id}',
    });
  });

  const repeatable: Operation['request'][] = [
    'GET /contacts/{contact_id}',
    'PUT /contacts/{contact_id}',
    'DELETE /contacts/{contact_id}',
    'POST /contacts/search',
    'POST /conversations/search',
    'POST /tickets/search',
    'POST /companies/list',
  ];
  const once: Operation['request'][] = [
    'POST /contacts',
    'POST /contacts/{contact_id}/tags',
    'POST /conversations/{conversation_id}/reply',
    'POST /contacts/merge',
    'POST /events',
    'POST /search/rebuild',
    'PATCH /contacts/{contact_id}',
  ];
  for (const request of repeatable) it(`may send ${request} twice`, () => assert.equal(isRepeatable(request), true));
  for (const request of once) it(`sends ${request} once`, () => assert.equal(isRepeatable(request), false));
});
