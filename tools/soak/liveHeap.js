// Loaded into a step's process with --require: tells every two seconds what is left on its heap once the garbage is
// gone. The resident set goes up and down by more than a leak adds in an hour; this does not.
const v8 = require('node:v8');
const { runInNewContext } = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

setInterval(() => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(
    `${JSON.stringify({ name: 'liveHeap', level: 30, msg: 'live heap', bytes: heapUsed + external })}\n`,
  );
}, 2_000).unref();
