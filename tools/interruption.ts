/**
 * npm and tsx pass Ctrl-C on to a process that the terminal has told already: what comes within this time (milliseconds)
 * is the same key stroke.
 */
const SAME_STROKE = 500;

/** Resolves at the first Ctrl-C (or SIGTERM), so that one can clean up; a second one ends the process at once. */
export function interruption(): Promise<'interrupted'> {
  return new Promise((resolve) => {
    let first = 0;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (first !== 0 && Date.now() - first > SAME_STROKE) process.exit(130);
        first ||= Date.now();
        resolve('interrupted');
      });
    }
  });
}
