const { randomUUID } = require('node:crypto');
const { once } = require('node:events');
const http = require('node:http');
const { pipeline } = require('node:stream/promises');

// The same bytes from the same server into the same storage as downloadDataExport.
exports.process = async function pipeFile(message, cfg, _snapshot, _headers, tokenData) {
  const get = http.get(`${cfg.baseUrl}/download/content/data/${message.data.job_identifier}`, {
    headers: { accept: 'application/octet-stream', authorization: `Bearer ${cfg.accessToken}` },
    agent: false,
  });
  const [file] = await once(get, 'response');
  const url = `${process.env.ELASTICIO_ATTACHMENT_STORAGE_SERVICE_BASE_URL}/objects/${randomUUID()}`;
  const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${tokenData.apiKey}` };
  const put = http.request(url, { method: 'PUT', headers, agent: false });
  const answered = once(put, 'response');
  await pipeline(file, put);
  const [answer] = await answered;
  answer.resume();
  if (answer.statusCode !== 201) throw new Error(`The storage answered ${answer.statusCode}`);
  await this.emit('data', { data: {}, metadata: {}, attachments: { file: { url } } });
};
