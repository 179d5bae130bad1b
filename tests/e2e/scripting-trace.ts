import type { Page, Route } from '@playwright/test';
import type { OpenGroup } from '@/lib/groups/group';

type TraceEvent = { name: string; ph: string; pid: number; tid: number; ts: number; dur?: number; tdur?: number };

const SCRIPTS = new Set([
  'FunctionCall',
  'EvaluateScript',
  'FireAnimationFrame',
  'EventDispatch',
  'TimerFire',
  'RunMicrotasks',
]);
/** Every frame of the act asks for the next one, so that this comes once in each. */
const FRAME = 'FireAnimationFrame';

/** The events of a thread that no other one of them holds. */
function outermost(events: TraceEvent[]): TraceEvent[] {
  let endTs = 0;
  return events.filter((event) => {
    if (event.ts < endTs) return false;
    endTs = event.ts + (event.dur ?? 0);
    return true;
  });
}

/**
 * The milliseconds of scripting in each frame while `act` runs, ascending: processor time of the page's main thread, so
 * that a busy machine does not count.
 */
export async function traceScripting(page: Page, act: () => Promise<void>): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const traceConfig = { includedCategories: ['devtools.timeline', 'v8.execute'] };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  const busiest = events.find(({ name }) => name === FRAME);
  const ofThread = events
    .filter(({ pid, tid }) => pid === busiest?.pid && tid === busiest.tid)
    .toSorted((one, other) => one.ts - other.ts);
  const frames: number[] = [];
  const scripts = outermost(ofThread.filter(({ name, ph }) => ph === 'X' && SCRIPTS.has(name)));
  const begins = ofThread.filter(({ name }) => name === FRAME).map(({ ts }) => ts);
  for (const script of scripts) {
    const frame = begins.findLastIndex((ts) => ts <= script.ts) + 1;
    frames[frame] = (frames[frame] ?? 0) + (script.tdur ?? script.dur ?? 0) / 1000;
  }
  return Array.from(frames, (spentMs) => spentMs ?? 0).toSorted((one, other) => one - other);
}

function repeat<Value>(values: readonly Value[], count: number): Value[] {
  return Array.from({ length: count }, (_, index) => values[index % values.length] as Value);
}

/** Answers a group as the server does, with its members repeated up to `size`: what a page of that size has to show. */
export async function widenGroup(route: Route, size: number): Promise<void> {
  const response = await route.fetch();
  const group = (await response.json()) as OpenGroup;
  await route.fulfill({
    response,
    json: {
      ...group,
      head: { ...group.head, size, boundaryRank: Math.round(size * 0.95) },
      sampleIds: repeat(group.sampleIds, size),
      previews: repeat(group.previews, size),
      distances: Array.from({ length: size }, (_, rank) => rank / size),
      labelClassIds: repeat(group.labelClassIds, size),
      labelSources: repeat(group.labelSources, size),
      suggestedClassIds: repeat(group.suggestedClassIds, size),
      suggestedConfidences: repeat(group.suggestedConfidences, size),
      excludedClassIds: repeat(group.excludedClassIds, size),
    } satisfies OpenGroup,
  });
}
