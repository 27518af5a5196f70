// Rebounds with a reason until the message has come back `fields.times` times.
exports.process = async function reboundUntil(message, cfg, _snapshot, headers) {
  const iteration = headers.reboundIteration ?? 0;
  if (iteration < cfg.times) {
    await this.emit('rebound', new Error(`not yet, ${iteration}`));
    return;
  }
  await this.emit('data', { data: { ...message.data, iteration }, metadata: {} });
};
