const axios = require('axios');

/** As many as lib/oih/emission.ts lets out before it waits for the broker. */
const WINDOW = 100;
let records;

// The payloads of updatedContacts without its work: all of them, read once before anything is measured.
exports.process = async function emitOnly(_message, cfg) {
  // As in lib/oih/noDelay.ts: else a delay of 40 ms in TCP would be all that is measured.
  this.__getAmqp().amqp.connection.stream?.setNoDelay(true);
  if (cfg.together) require('../../../../dist/oih/sendTogether.js').sendTogether(this);
  records ??= await allPages(cfg);
  let pending = [];
  for (const data of records) {
    pending.push(this.emit('data', { data, metadata: { recordUid: data.id } }));
    if (pending.length === WINDOW) {
      await Promise.all(pending);
      pending = [];
    }
  }
  await Promise.all(pending);
};

async function allPages(cfg) {
  const query = { field: 'updated_at', operator: '>', value: '0' };
  const headers = { authorization: `Bearer ${cfg.accessToken}`, 'intercom-version': '2.16' };
  const all = [];
  let cursor;
  do {
    const pagination = { per_page: 150, ...(cursor && { starting_after: cursor }) };
    const { data } = await axios.post(
      `${cfg.baseUrl}/contacts/search`,
      { query, sort: { field: 'updated_at', order: 'ascending' }, pagination },
      { headers },
    );
    all.push(...data.data);
    cursor = data.pages.next?.starting_after;
  } while (cursor);
  return all;
}
