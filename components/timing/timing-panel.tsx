'use client';

import { useState, useSyncExternalStore } from 'react';
import { changeTiming, readTiming, subscribeToTiming } from '@/components/timing/timing-store';
import { Button } from '@/components/ui/button';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Segmented } from '@/components/ui/segmented';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { Modality } from '@/lib/datasets/dataset';
import {
  type Costs,
  DEFAULT_COSTS,
  EMPTY_TIMING,
  learnCosts,
  summarizeTiming,
  TELLING_COUNT,
} from '@/lib/review/timing';

const MODALITIES = [
  { value: 'image', says: 'Images' },
  { value: 'text', says: 'Texts' },
] as const;
const ROWS: readonly { cost: keyof Costs; says: string }[] = [
  { cost: 'lookS', says: 'A look at one sample of a group' },
  { cost: 'groupS', says: 'Choosing what a group is' },
  { cost: 'exceptionS', says: 'Taking out one exception' },
  { cost: 'aloneS', says: 'One sample alone, in an audit' },
];

const seconds = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} s`;

/** What this browser timed of the person's own review, with a switch and a way to forget it. */
export function TimingPanel() {
  const log = useSyncExternalStore(subscribeToTiming, readTiming, () => EMPTY_TIMING);
  const [modality, setModality] = useState<Modality>('image');
  const { costs, own } = learnCosts(log, modality);
  const summary = summarizeTiming(log, modality);
  return (
    <div className="grid gap-4">
      <p className="text-ink-2">
        How long you look, and what you press, is timed in this browser and sent nowhere. It tells what a page of
        samples costs you.
      </p>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented label="Times of" value={modality} options={MODALITIES} onPick={setModality} />
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={!log.isOff}
            onChange={(event) => {
              const isOff = !event.target.checked;
              changeTiming((now) => ({ ...now, isOff }));
            }}
            className="size-4 accent-[var(--accent)]"
          />
          Time my review
        </label>
      </div>
      <Table name="Times">
        <thead>
          <tr>
            <HeadCell>Median</HeadCell>
            <HeadCell align="right">You</HeadCell>
            <HeadCell align="right">Assumed</HeadCell>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ cost, says }) => (
            <tr key={cost}>
              <Cell>{says}</Cell>
              <Cell align="right">{own.includes(cost) ? seconds(costs[cost]) : '–'}</Cell>
              <Cell align="right">{seconds(DEFAULT_COSTS[modality][cost])}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="figures text-12 text-ink-2">
        {summary.groupMedianS === null
          ? 'No group timed yet.'
          : `${formatCounted(summary.visitCount, 'group')} timed: ${seconds(summary.groupMedianS)}, ${formatCount(summary.keysMedian ?? 0)} keys and ${formatCount(summary.clicksMedian ?? 0)} clicks each, by the median.`}{' '}
        Your own figures count from {TELLING_COUNT} decided groups or answers on.
      </p>
      {summary.byKind.length > 0 && (
        <ul className="figures grid gap-1 text-12 text-ink-2">
          {summary.byKind.map(({ source, size, count, medianS }) => (
            <li key={`${source} ${size}`}>
              {source}, {size} samples: {seconds(medianS)} in {formatCounted(count, 'group')}
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end">
        <Button
          onClick={() => changeTiming((now) => ({ ...EMPTY_TIMING, isOff: now.isOff }))}
          disabled={log.visits.length + log.answers.length === 0}
        >
          Forget {formatCounted(log.visits.length + log.answers.length, 'time')}
        </Button>
      </div>
    </div>
  );
}
