exports.process = async function fail(message) {
  throw new RangeError(`cannot do ${message.data.number ?? 'this'}`);
};
