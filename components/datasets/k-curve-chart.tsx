'use client';

import clsx from 'clsx';
import { useId } from 'react';
import { formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';

type Point = ClusterRunSummary['curve'][number];

type ChartProps = {
  curve: readonly Point[];
  sampleCount: number;
  /** What is chosen now; null while it is not a number. */
  k: number | null;
  proposedK: number;
  onPick: (k: number) => void;
};

// Room around the line, in hundredths of the chart, so that no point is cut off.
const INSET = 4;

function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Where a point stands: k by its logarithm, and the share from zero, in hundredths from the left and the top. */
function placeOf({ k, explained }: Point, curve: readonly Point[]): { left: number; top: number } {
  const [first, last] = [curve[0]?.k ?? 1, curve.at(-1)?.k ?? 2];
  const best = Math.max(0.01, ...curve.map((point) => point.explained));
  const across = Math.log(k / first) / Math.log(last / first);
  const up = Math.max(0, explained) / best;
  return { left: INSET + (100 - 2 * INSET) * across, top: 100 - INSET - (100 - 2 * INSET) * up };
}

/** What several k are worth, as a line whose points can be picked, and as a table. */
export function KCurveChart({ curve, sampleCount, k, proposedK, onPick }: ChartProps) {
  const name = useId();
  const line = curve.map((point) => placeOf(point, curve)).map(({ left, top }) => `${left},${top}`);
  const chosen = curve.find((point) => point.k === k);
  return (
    <div className="mt-4">
      <fieldset>
        <legend className="mb-1.5 text-12 text-ink-2">What more clusters describe of new samples</legend>
        <div className="relative h-28 rounded-control bg-sunken">
          <svg
            aria-hidden="true"
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="absolute inset-0 size-full"
          >
            <polyline
              points={line.join(' ')}
              fill="none"
              stroke="var(--control)"
              strokeWidth={1.5}
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          {curve.map((point) => (
            <PointChoice
              key={point.k}
              name={name}
              place={placeOf(point, curve)}
              says={sayPoint(point, sampleCount, proposedK)}
              isChosen={point.k === k}
              isProposed={point.k === proposedK}
              onPick={() => onPick(point.k)}
            />
          ))}
        </div>
      </fieldset>
      <div aria-hidden className="figures mt-1 flex justify-between text-11 text-ink-3">
        <span>k = {formatCount(curve[0]?.k ?? 0)}</span>
        <span>{formatCount(curve.at(-1)?.k ?? 0)}</span>
      </div>
      {chosen !== undefined && (
        <p className="figures mt-1 text-12 text-ink-2">{sayPoint(chosen, sampleCount, proposedK)}</p>
      )}
      <CurveTable curve={curve} sampleCount={sampleCount} proposedK={proposedK} />
    </div>
  );
}

function sayPoint({ k, explained }: Point, sampleCount: number, proposedK: number): string {
  const inCluster = formatCount(Math.round(sampleCount / k));
  const proposed = k === proposedK ? ', proposed' : '';
  return `k = ${formatCount(k)}${proposed}: ${formatShare(explained)} described, about ${inCluster} in a cluster`;
}

type PointProps = {
  name: string;
  place: { left: number; top: number };
  says: string;
  isChosen: boolean;
  isProposed: boolean;
  onPick: () => void;
};

function PointChoice({ name, place, says, isChosen, isProposed, onPick }: PointProps) {
  return (
    <label
      title={says}
      style={{ left: `${place.left}%`, top: `${place.top}%` }}
      className="group absolute grid size-6 -translate-1/2 cursor-pointer place-items-center rounded-full has-focus-visible:outline-2 has-focus-visible:outline-accent"
    >
      <input type="radio" name={name} checked={isChosen} onChange={onPick} aria-label={says} className="sr-only" />
      <span
        className={clsx(
          'rounded-full border-2 group-hover:border-accent',
          isChosen ? 'size-3 border-accent bg-accent' : 'size-2.5 border-control bg-surface',
          isProposed && !isChosen && 'border-accent',
        )}
      />
    </label>
  );
}

function CurveTable({ curve, sampleCount, proposedK }: Pick<ChartProps, 'curve' | 'sampleCount' | 'proposedK'>) {
  return (
    <details className="mt-1 text-12">
      <summary className="cursor-pointer rounded-control text-ink-2 hover:text-ink">As a table</summary>
      <Table name="What several numbers of clusters describe of new samples" className="mt-1">
        <thead>
          <tr>
            <HeadCell>k</HeadCell>
            <HeadCell align="right">Described</HeadCell>
            <HeadCell align="right">In a cluster</HeadCell>
          </tr>
        </thead>
        <tbody>
          {curve.map(({ k, explained }) => (
            <tr key={k}>
              <Cell>
                {formatCount(k)}
                {k === proposedK && <span className="text-ink-3"> proposed</span>}
              </Cell>
              <Cell align="right">{formatShare(explained)}</Cell>
              <Cell align="right">about {formatCount(Math.round(sampleCount / k))}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-2 text-ink-3">
        Clusters of one half of up to 4,000 samples, judged by how much of the differences among the other half they
        describe.
      </p>
    </details>
  );
}
