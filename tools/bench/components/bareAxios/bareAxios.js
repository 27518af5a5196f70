const http = require('node:http');
const axios = require('axios');

const httpAgent = new http.Agent({ keepAlive: true });

// The same GET as retrieveContact.
exports.process = async function bareAxios(message, cfg) {
  // As in lib/oih/noDelay.ts: else a delay of 40 ms in TCP would be all that is measured.
  if (!cfg.asFerrymanConnects) this.__getAmqp().amqp.connection.stream?.setNoDelay(true);
  const { data } = await axios.get(`${cfg.baseUrl}/contacts/${message.data.contact_id}`, {
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${cfg.accessToken}`,
      'intercom-version': '2.16',
    },
    httpAgent,
  });
  await this.emit('data', { data, metadata: { recordUid: data.id } });
};
