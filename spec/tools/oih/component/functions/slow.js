const { setTimeout: sleep } = require('node:timers/promises');

// Emits that it began, waits `fields.ms`, and emits that it ended.
exports.process = async function slow(message, cfg) {
  await this.emit('data', { data: { ...message.data, state: 'began' }, metadata: {} });
  await sleep(cfg.ms);
  await this.emit('data', { data: { ...message.data, state: 'ended' }, metadata: {} });
};
