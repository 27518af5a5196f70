// A process of its own that answers every request for a contact with the same one.
const http = require('node:http');
const [fixture] = require('../../spec/fixtures/contacts/retrieveContact.json');

const contact = Buffer.from(JSON.stringify(fixture.calls[0].response.body));

const server = http.createServer((request, response) => {
  if (!request.url.startsWith('/contacts/')) {
    // Ferryman asks for the step's snapshot before each message; there is none.
    response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    return;
  }
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': contact.length,
    'x-ratelimit-limit': '1000000',
    'x-ratelimit-remaining': '999999',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 10),
  });
  response.end(contact);
});
// Node drops idle connections after 5 s, which would hit a component that waits for its turn.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
