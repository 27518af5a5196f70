// Stands in for an action that writes: passes on what that action would have got, and calls nobody.
exports.process = async function wouldSend(message) {
  await this.emit('data', { data: message.data, metadata: message.metadata ?? {} });
};
