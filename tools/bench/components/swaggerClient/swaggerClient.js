const { readFileSync } = require('node:fs');
const SwaggerClient = require('swagger-client');

// Read once, as the generated components do with `require('../spec.json')`.
let spec;

exports.process = async function swaggerClient(message, cfg) {
  // As in lib/oih/noDelay.ts: else a delay of 40 ms in TCP would be all that is measured.
  this.__getAmqp().amqp.connection.stream?.setNoDelay(true);
  spec ??= JSON.parse(readFileSync(cfg.descriptionFile, 'utf8'));
  const { body } = await SwaggerClient.execute({
    spec,
    operationId: 'retrieveContact',
    parameters: { contact_id: message.data.contact_id },
    securities: { authorized: { bearerAuth: cfg.accessToken } },
  });
  await this.emit('data', { data: body, metadata: { recordUid: body.id } });
};
