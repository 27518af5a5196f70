// Loaded before ferryman: lets its REST mode listen on a free port of this machine, in the place of 3001 on all
// addresses, and writes the port into the file that REST_PORT_FILE names. Two runs of the specs do not meet.
const { writeFileSync } = require('node:fs');
const { Server } = require('node:net');

const { listen } = Server.prototype;

Server.prototype.listen = function (port, ...rest) {
  if (port !== 3001) return listen.call(this, port, ...rest);
  this.once('listening', () => writeFileSync(process.env.REST_PORT_FILE, String(this.address().port)));
  return listen.call(this, 0, '127.0.0.1', ...rest);
};

/** Undoes it, for a process that goes on. */
exports.restore = () => {
  Server.prototype.listen = listen;
};
