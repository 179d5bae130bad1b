import { readdirSync, readFileSync } from 'node:fs';
import type { App } from '@/tests/support/app';

/** Peaks in MiB by process. */
export type MemoryPeaks = Record<'supervisor' | 'web' | 'worker' | 'intake' | 'postgres', number>;

type WatchOptions = {
  /** Pss counts memory that processes share once, as Postgres does; Rss is all that a process holds. */
  measure?: 'Pss' | 'Rss';
  everyMs?: number;
};

const EVERY_MS = 500;

type ProcessInfo = { pid: number; parentPid: number; command: string };

function listProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parentPid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parentPid, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return [];
      }
    });
}

function readMib(pid: number, measure: 'Pss' | 'Rss'): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kib = new RegExp(`^${measure}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function nameOf(
  process: ProcessInfo,
  roots: Map<number | undefined, keyof MemoryPeaks>,
): keyof MemoryPeaks | undefined {
  if (process.command.includes('intake.worker')) return roots.has(process.parentPid) ? 'intake' : undefined;
  return roots.get(process.pid) ?? (roots.get(process.parentPid) === 'postgres' ? 'postgres' : undefined);
}

/** Watches the processes of an app until `stop`, which answers the highest sum seen for each name. Linux only. */
export function watchMemory(
  app: App,
  { measure = 'Pss', everyMs = EVERY_MS }: WatchOptions = {},
): { stop: () => MemoryPeaks } {
  const peaks: MemoryPeaks = { supervisor: 0, web: 0, worker: 0, intake: 0, postgres: 0 };
  const look = () => {
    const names = ['supervisor', 'web', 'worker', 'postgres'] as const;
    const roots = new Map<number | undefined, keyof MemoryPeaks>(names.map((name) => [app.pidOf(name), name]));
    const sums = new Map<keyof MemoryPeaks, number>();
    for (const found of listProcesses()) {
      const name = nameOf(found, roots);
      if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + readMib(found.pid, measure));
    }
    for (const [name, mib] of sums) peaks[name] = Math.max(peaks[name], Math.round(mib));
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}
