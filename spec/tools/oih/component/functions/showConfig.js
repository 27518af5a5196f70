exports.process = async function showConfig(_message, { nodeSettings, ...cfg }, snapshot) {
  await this.emit('data', { data: { cfg, nodeSettings, snapshot, settings: this.getConfig() }, metadata: {} });
};
