import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Holds processes to a share of a processor core. */
export interface Quota {
  /** What does it, in words. */
  readonly by: string;
  /** Holds a process from now on, with its threads. The returned function is called when the process has ended. */
  hold(pid: number): () => void;
}

/** Of the length that a container engine gives to a period. */
const PERIOD_US = 100_000;

/** Ways to hold a process to a share such as 0.1 of a core, the best first; each gives nothing where this machine lacks it. */
export const WAYS: readonly ((share: number) => Quota | undefined)[] = [cgroup2, cgroup1, cpulimit, signals];

/** The best that this machine offers. */
export function openQuota(share: number): Quota {
  for (const way of WAYS) {
    const quota = way(share);
    if (quota) return quota;
  }
  throw new Error('Nothing on this machine holds a process to a share of a core');
}

/** As a container engine does it; asks for root. */
function cgroup2(share: number): Quota | undefined {
  const root = mountOf('cgroup2');
  if (!root || !wordsOf(path.join(root, 'cgroup.controllers')).includes('cpu')) return undefined;
  try {
    writeFileSync(path.join(root, 'cgroup.subtree_control'), '+cpu');
  } catch {
    return undefined;
  }
  return ofGroups('cgroup v2, cpu.max', root, { 'cpu.max': `${PERIOD_US * share} ${PERIOD_US}` });
}

function cgroup1(share: number): Quota | undefined {
  const root = mountOf('cgroup', 'cpu');
  if (!root) return undefined;
  const limits = { 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': String(PERIOD_US * share) };
  return ofGroups('cgroup v1, cpu.cfs_quota_us', root, limits);
}

/** A group for each process; none at all where the first cannot be made. */
function ofGroups(by: string, root: string, limits: Record<string, string>): Quota | undefined {
  const open = (name: string | number) => {
    const folder = path.join(root, `bench-${process.pid}-${name}`);
    mkdirSync(folder);
    try {
      for (const [file, value] of Object.entries(limits)) writeFileSync(path.join(folder, file), value);
    } catch (error) {
      rmdirSync(folder);
      throw error;
    }
    return folder;
  };
  try {
    rmdirSync(open('trial'));
  } catch {
    return undefined;
  }
  return {
    by,
    hold(pid) {
      const folder = open(pid);
      writeFileSync(path.join(folder, 'cgroup.procs'), String(pid));
      return () => rmdirSync(folder);
    },
  };
}

/** Debian's package of that name: it stops and continues the process by what it has used. */
function cpulimit(share: number): Quota | undefined {
  if (spawnSync('cpulimit', ['--help']).error) return undefined;
  return {
    by: 'cpulimit',
    hold(pid) {
      const child: ChildProcess = spawn('cpulimit', ['-p', String(pid), '-l', String(share * 100)], {
        stdio: 'ignore',
      });
      return () => child.kill();
    },
  };
}

/** Lets it run for a part of each period: coarser, as it may need less than that part. */
function signals(share: number): Quota {
  const period = PERIOD_US / 1000;
  return {
    by: 'SIGSTOP and SIGCONT in turns',
    hold(pid) {
      let timer: NodeJS.Timeout;
      const next = (signal: 'SIGSTOP' | 'SIGCONT') => {
        try {
          process.kill(pid, signal);
        } catch {
          return; // It has ended.
        }
        const [after, ms] = signal === 'SIGSTOP' ? ['SIGCONT' as const, 1 - share] : ['SIGSTOP' as const, share];
        timer = setTimeout(() => next(after), period * ms);
      };
      next('SIGCONT');
      return () => clearTimeout(timer);
    },
  };
}

/** Where a file system of this type is mounted, with this among its options. */
function mountOf(type: string, option?: string): string | undefined {
  if (!existsSync('/proc/mounts')) return undefined;
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , of, options = '']) => of === type && (!option || options.split(',').includes(option)))?.[1];
}

function wordsOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : [];
}
