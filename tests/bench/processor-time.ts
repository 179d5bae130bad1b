import { readdirSync, readFileSync } from 'node:fs';
import type { App } from '@/tests/support/app';

/** Of the kernel's clock in /proc, on every Linux that Node runs on. */
const TICKS_PER_S = 100;

type Times = { pid: number; parentPid: number; seconds: number };

/** A process with what it and its ended children used, in user mode and in the kernel; null when it is gone. */
function readTimes(pid: string): Times | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { pid: Number(pid), parentPid: Number(fields[1]), seconds: ticks / TICKS_PER_S };
  } catch {
    return null;
  }
}

/**
 * Seconds of processor time that an app has used since it was started, with everything that it started. Unlike time on
 * the clock it hardly depends on what else the machine does. Linux only.
 */
export function readProcessorSeconds(app: App): number {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readTimes(name) ?? []) : []));
  const family = new Set([app.pidOf('supervisor'), app.pidOf('postgres')]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parentPid } of all) if (family.has(parentPid)) family.add(pid);
  }
  return all.reduce((sum, { pid, seconds }) => sum + (family.has(pid) ? seconds : 0), 0);
}
