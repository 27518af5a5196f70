import type { ChildProcess } from 'node:child_process';

/** What a forked process says next. Throws where it ends instead. */
export function told<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) => {
      child.off('message', onMessage);
      reject(new Error(`The process ${child.spawnfile} ended (${signal ?? code}) before it said what it was asked`));
    };
    const onMessage = (message: T) => {
      child.off('exit', onExit);
      resolve(message);
    };
    child.once('exit', onExit);
    child.once('message', onMessage);
  });
}
