exports.process = async function noop(message) {
  // As in lib/oih/noDelay.ts: else a delay of 40 ms in TCP would be all that is measured.
  this.__getAmqp().amqp.connection.stream?.setNoDelay(true);
  await this.emit('data', { data: message.data, metadata: {} });
};
