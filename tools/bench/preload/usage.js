// Loaded into a component's process with --require: tells by IPC what the process has used since it started.
const { readFileSync } = require('node:fs');

process.on('message', ({ ask }) => {
  if (ask !== 'usage') return;
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const [userMs, systemMs] = [userCPUTime / 1000, systemCPUTime / 1000];
  process.send({ usage: { userMs, cpuMs: userMs + systemMs, peakBytes: peakBytes() } });
});
process.on('disconnect', () => process.exit(1));

function peakBytes() {
  try {
    // On Linux maxRSS starts from the size of the process that spawned this one; VmHWM is ours alone (proc(5)).
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
