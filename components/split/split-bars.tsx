'use client';

import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { Segmented } from '@/components/ui/segmented';
import type { Desk } from '@/lib/review/desk';
import { SPLIT_PARTS, type SplitPart } from '@/lib/review/split-parts';

const COUNTS = Array.from({ length: SPLIT_PARTS.most - SPLIT_PARTS.fewest + 1 }, (_, i) => {
  const count = String(SPLIT_PARTS.fewest + i);
  return { value: count, says: count };
});
const SHADES = ['bg-ink-2', 'bg-ink-3', 'bg-control', 'bg-line-2'];

type HeadProps = {
  desk: Desk;
  parts: readonly SplitPart[];
  /** How many parts were asked for. */
  k: number;
  /** Those are on their way; the parts of before stand on the screen. */
  isCutting: boolean;
  onCount: (count: number) => void;
  onClose: () => void;
};

/** What is split into how many parts, and how large they are to each other. */
export function SplitHead({ desk, parts, k, isCutting, onCount, onClose }: HeadProps) {
  const closeKeys = useKeysOf('split.close');
  const { head } = desk.group;
  return (
    <div className="grid gap-2 border-b border-line bg-surface px-4 py-2.5">
      <div className="flex h-8 items-center gap-3">
        <Button variant="ghost" size="s" keys={closeKeys} onClick={onClose} className="min-w-0 max-w-50">
          <span className="truncate">{head.title}</span>
        </Button>
        <h1 className="text-17 whitespace-nowrap">Split in {formatCounted(parts.length || k, 'part')}</h1>
        <span role="status" className="figures truncate text-12 text-ink-3">
          {isCutting ? `Cutting ${formatCounted(k, 'part')}` : formatCounted(head.size, 'sample')}
        </span>
        <span className="flex-1" />
        <span className="text-12 text-ink-3 narrow:hidden">Parts</span>
        <Segmented
          label="Number of parts"
          value={String(k)}
          options={COUNTS}
          onPick={(value) => onCount(Number(value))}
        />
      </div>
      <div aria-hidden className="flex h-2 gap-1 overflow-hidden rounded-[4px]">
        {parts.map((part, i) => (
          <i
            key={part.letter}
            className={`block h-full rounded-[2px] ${SHADES[i % SHADES.length]}`}
            style={{ flexGrow: part.desk.group.sampleIds.length, flexBasis: 0 }}
          />
        ))}
      </div>
    </div>
  );
}

type BarProps = {
  letter: string;
  classCount: number;
  rest: string;
  words: { says: string; detail: string; isHeld: boolean };
  isBusy: boolean;
  onAccept: () => void;
  onKeep: () => void;
};

/** The foot of a split: which part the keys act on, what becomes of the others, keep or accept. */
export function SplitBar({ letter, classCount, rest, words, isBusy, onAccept, onKeep }: BarProps) {
  const acceptKeys = useKeysOf('split.accept');
  const keepKeys = useKeysOf('split.keep');
  const excludeKeys = useKeysOf('split.exclude');
  return (
    <div className="flex h-16 items-center gap-3 border-t border-line bg-surface px-4 whitespace-nowrap narrow:h-auto narrow:flex-wrap narrow:py-2">
      <div className="min-w-0 flex-1" aria-live="polite">
        <p className="flex items-center gap-2 truncate">
          <b className="font-[560]">Keys act on part {letter}</b>
          <span className="inline-flex items-center gap-1.5 text-ink-2 max-[1200px]:hidden">
            <Keys keys="1" />
            {classCount > 1 && '…'} class
          </span>
          {excludeKeys !== undefined && (
            <span className="inline-flex items-center gap-1.5 text-ink-2 max-[1200px]:hidden">
              <Keys keys={excludeKeys} /> exclude
            </span>
          )}
        </p>
        <p className="truncate text-12 text-ink-3" title={rest}>
          {rest}
        </p>
      </div>
      <Button keys={keepKeys} onClick={onKeep} disabled={isBusy}>
        Keep parts, decide later
      </Button>
      <Button
        variant="primary"
        size="l"
        keys={acceptKeys}
        onClick={onAccept}
        aria-disabled={words.isHeld || isBusy || undefined}
        className="max-w-[50%] narrow:max-w-full"
      >
        <span className="truncate">{words.says}</span>
        {words.detail !== '' && <span className="truncate font-[440]">{words.detail}</span>}
      </Button>
    </div>
  );
}
