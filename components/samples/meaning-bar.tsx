'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import type { ListPage } from '@/components/samples/queries';
import { useSlide } from '@/components/samples/use-slide';
import { Button } from '@/components/ui/button';
import { formatCount, formatSimilarity } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import type { MeaningSearch } from '@/lib/review/semantic';

type Nearest = NonNullable<ListPage['nearest']>;

type BarProps = {
  meaning: MeaningSearch;
  nearest: Nearest | undefined;
  onMeaning: (meaning: MeaningSearch | null, quiet?: boolean) => void;
};

const PROBLEMS: Partial<Record<Nearest['state'], (model: string) => string>> = {
  loading: () => 'Reading the embeddings of this dataset. It takes a moment after a start or an import.',
  'no-model': (model) => `${model} cannot read this, so nothing can be compared with it. Start from a sample instead.`,
  'not-embedded': () => 'This sample has no embedding by this model yet. Embed the dataset to see what is like it.',
  'no-direction': (model) => `${model} finds nothing in it that could be compared.`,
};

function sayStart({ phrase, like }: MeaningSearch): string {
  if (phrase !== undefined) return `“${phrase}”`;
  return like === undefined ? 'a picture' : 'a sample';
}

/** What the list is nearest to, and the cut: how alike a sample must be to stay in it. */
export function MeaningBar({ meaning, onMeaning, ...props }: BarProps) {
  const start = JSON.stringify([meaning.phrase, meaning.like, meaning.picture]);
  const nearest = useKept(start, props.nearest);
  const problem = nearest && PROBLEMS[nearest.state]?.(nearest.model);
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-12">
      <span className="inline-flex min-w-0 items-center gap-1.5">
        <span className="text-ink-3">nearest to</span>
        <b className="max-w-72 truncate font-[560]">{sayStart(meaning)}</b>
        <IconButton label="End the search by meaning" onClick={() => onMeaning(null)}>
          <X size={14} aria-hidden />
        </IconButton>
      </span>
      {problem !== undefined && (
        <p role="status" className="text-ink-2">
          {problem}
        </p>
      )}
      {nearest?.state === 'found' && nearest.cuts.length > 1 && (
        <Cut key={start} {...{ meaning, nearest, onMeaning }} />
      )}
      {nearest !== undefined && <span className="text-ink-3">by {nearest.model}</span>}
    </div>
  );
}

/** While a moved cut is on its way, what was found from the same start stays: the slider must not lose the focus. */
function useKept(start: string, nearest: Nearest | undefined): Nearest | undefined {
  const [kept, setKept] = useState({ start, nearest });
  if (nearest !== undefined && kept.nearest !== nearest) setKept({ start, nearest });
  return nearest ?? (kept.start === start ? kept.nearest : undefined);
}

function Cut({ meaning, nearest, onMeaning }: BarProps & { nearest: Nearest }) {
  const highest = nearest.cuts[0]?.least ?? 1;
  const lowest = nearest.cuts.at(-1)?.least ?? 0;
  const { at: least, move, isMoved } = useSlide(meaning.least ?? lowest);
  const count = nearest.cuts.findLast((cut) => cut.least >= least - 0.001)?.count ?? 0;
  const settle = () => {
    if (isMoved) onMeaning({ ...meaning, least }, true);
  };
  return (
    <span className="inline-flex items-center gap-2">
      <label htmlFor="meaning-cut" className="text-ink-3">
        at least
      </label>
      <input
        id="meaning-cut"
        type="range"
        className="w-40 accent-accent"
        min={lowest}
        max={highest}
        step={0.01}
        value={least}
        aria-valuetext={`similarity ${formatSimilarity(least)}, ${formatCount(count)} samples`}
        onChange={(event) => move(Number(event.target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <span className="figures w-8">{formatSimilarity(least)}</span>
      <span className="figures text-ink-2" role="status">
        {formatCount(count)} samples
      </span>
      {meaning.least !== undefined && (
        <Button
          size="s"
          variant="ghost"
          onClick={() => {
            const { least: _, ...whole } = meaning;
            onMeaning(whole);
          }}
        >
          No cut
        </Button>
      )}
    </span>
  );
}
