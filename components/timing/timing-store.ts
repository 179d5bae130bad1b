import { readPersonName, subscribeToPersonName } from '@/components/shell/person';
import { EMPTY_TIMING, type TimingLog } from '@/lib/review/timing';

const CHANGED = 'sheaf:timing';
let last: { key: string; text: string | null; log: TimingLog } | null = null;

/** Times belong to the person who acts in this browser, and are sent nowhere. */
const keyOf = () => `sheaf.timing.${readPersonName()}`;

function parse(text: string | null): TimingLog {
  if (text === null) return EMPTY_TIMING;
  try {
    const { isOff, visits, answers } = JSON.parse(text) as Partial<TimingLog>;
    if (!Array.isArray(visits) || !Array.isArray(answers)) return EMPTY_TIMING;
    return { isOff: isOff === true, visits, answers };
  } catch {
    return EMPTY_TIMING;
  }
}

/** The times of the person who acts here; the same object until they change. */
export function readTiming(): TimingLog {
  const key = keyOf();
  const text = localStorage.getItem(key);
  if (last === null || last.key !== key || last.text !== text) last = { key, text, log: parse(text) };
  return last.log;
}

/** Changes the times of the person who acts here. A browser that keeps nothing more keeps no times. */
export function changeTiming(change: (log: TimingLog) => TimingLog): void {
  const log = readTiming();
  const next = change(log);
  if (next === log) return;
  try {
    localStorage.setItem(keyOf(), JSON.stringify(next));
  } catch {
    localStorage.removeItem(keyOf());
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls back when times change, in this tab or another, or another person acts. */
export function subscribeToTiming(onChange: () => void): () => void {
  const leavePerson = subscribeToPersonName(onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    leavePerson();
    window.removeEventListener(CHANGED, onChange);
  };
}
