// Emits `fields.howMany` numbers that follow the last one of the snapshot, each awaited, then the new snapshot.
exports.process = async function count(_message, cfg, snapshot) {
  const from = snapshot.last ?? 0;
  const to = from + (cfg.howMany ?? 3);
  for (let number = from + 1; number <= to; number += 1) {
    await this.emit('data', { data: { number }, metadata: { recordUid: String(number) } });
  }
  await this.emit('snapshot', { last: to });
};
