// Emits the message with keys that must not reach the next step; fields.say is added to the data.
exports.process = async function echo(message, cfg) {
  this.logger.info('Echo of %s', cfg.say);
  await this.emit('data', {
    attachments: message.attachments,
    data: { ...message.data, said: [...(message.data?.said ?? []), cfg.say] },
    metadata: message.metadata,
    secretOfTheStep: 'must not travel',
    body: 'must not travel either',
  });
};
