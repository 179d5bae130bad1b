import { estimateLeftMs, formatCount, formatPercent, formatRate, formatSpan } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';

export type Progress = { done: number; total: number | null; perSecond: number | null };

/** What is known of running work, in words: "312 a second · 2 s left"; empty while nothing is known. */
export function sayPace({ done, total, perSecond }: Progress): string {
  if (perSecond === null || perSecond <= 0) return '';
  const leftMs = total === null ? null : estimateLeftMs(done, total, perSecond);
  const rate = formatRate(perSecond);
  return leftMs === null || done >= (total ?? 0) ? rate : `${rate} · ${formatSpan(leftMs)} left`;
}

/** How much is done, in words: "1,200 of 13,083 images", or "17 %" of work that is counted in percent. */
function sayDone({ done, total }: Progress, unit: string): string {
  if (total === null) return `${formatCount(done)} ${unit}`;
  return unit === 'percent' ? formatPercent(done, total) : `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}

/** Time left of work that is counted in percent: a rate of percents says nothing. */
function sayLeft({ done, total, perSecond }: Progress): string {
  const leftMs = total === null || perSecond === null ? null : estimateLeftMs(done, total, perSecond);
  return leftMs === null ? '' : `${formatSpan(leftMs)} left`;
}

/** Running work: the bar, count of total, rate and time left. `unit` is the plural noun: "images"; or "percent". */
export function ProgressLine({ progress, unit, label }: { progress: Progress; unit: string; label: string }) {
  const { done, total } = progress;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total ?? undefined}
      aria-valuenow={total === null ? undefined : done}
    >
      <Meter
        size="m"
        total={total ?? 1}
        parts={[{ key: 'done', count: total === null ? 0 : done, colour: 'var(--accent)' }]}
      />
      <div className="figures mt-2 flex justify-between gap-3 text-12 text-ink-3">
        <span>{sayDone(progress, unit)}</span>
        <span>{unit === 'percent' ? sayLeft(progress) : sayPace(progress)}</span>
      </div>
    </div>
  );
}
