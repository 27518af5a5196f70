exports.process = async function raw(message) {
  await this.emit('raw-record', { rawRecordId: 'raw-1', payload: message.data });
  await this.emit('updateSnapshot', { only: 'for this execution' });
};
