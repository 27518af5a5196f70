const axios = require('axios');

/** As many as lib/oih/emission.ts lets out before it waits for the broker. */
const WINDOW = 100;
let records;

// The records of the first page, over and over: the payloads of updatedContacts without its work.
exports.process = async function emitOnly(_message, cfg) {
  // As in lib/oih/noDelay.ts: else a delay of 40 ms in TCP would be all that is measured.
  this.__getAmqp().amqp.connection.stream?.setNoDelay(true);
  if (cfg.together) require('../../../../dist/oih/sendTogether.js').sendTogether(this);
  records ??= await firstPage(cfg);
  let pending = [];
  for (let count = 0; count < cfg.count; count += 1) {
    const data = records[count % records.length];
    pending.push(this.emit('data', { data, metadata: { recordUid: data.id } }));
    if (pending.length === WINDOW) {
      await Promise.all(pending);
      pending = [];
    }
  }
  await Promise.all(pending);
};

async function firstPage(cfg) {
  const query = { field: 'updated_at', operator: '>', value: '0' };
  const headers = { authorization: `Bearer ${cfg.accessToken}`, 'intercom-version': '2.16' };
  const { data } = await axios.post(
    `${cfg.baseUrl}/contacts/search`,
    { query, sort: { field: 'updated_at', order: 'ascending' }, pagination: { per_page: 150 } },
    { headers },
  );
  return data.data;
}
