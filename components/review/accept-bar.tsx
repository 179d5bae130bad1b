'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { SkipForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { sayLabelers } from '@/components/review/group-labels';
import { groupLabelsQuery } from '@/components/review/review-queries';
import { type AcceptWords, type ClassNames, sayFacts } from '@/components/review/wording';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import type { AcceptPlan } from '@/lib/review/accept-plan';

type AcceptBarProps = {
  datasetId: string;
  groupId: string;
  plan: AcceptPlan;
  words: AcceptWords;
  classes: ClassNames;
  selectedCount: number;
  selectedAcceptCount: number;
  shownNote: string | null;
  /** Something else stands open that has the primary button. */
  isBeside: boolean;
  /** What can be done with the group instead of accepting it. */
  tools: ReactNode;
  onAccept: () => void;
  onSkip: () => void;
};

/**
 * The foot of the open group: what is selected and what its keys do, why members are out, Skip, and the one primary act. Where
 * there is little room, the keys of the selection take the place of what acts on the whole group.
 */
export function AcceptBar({
  datasetId,
  groupId,
  plan,
  words,
  classes,
  selectedCount,
  selectedAcceptCount,
  shownNote,
  isBeside,
  tools,
  onAccept,
  onSkip,
}: AcceptBarProps) {
  const { data: known } = useQuery({ ...groupLabelsQuery(datasetId, groupId), enabled: plan.sameCount > 0 });
  const facts = sayFacts(plan, classes, sayLabelers(known?.labels ?? [], plan.labelClassId));
  const acceptKeys = useKeysOf('review.accept');
  const skipKeys = useKeysOf('review.skip');
  return (
    <div className="flex h-16 items-center gap-3 border-t border-line bg-surface px-4 whitespace-nowrap narrow:h-14">
      <div className="min-w-0 flex-1" aria-live="polite">
        {selectedCount > 0 ? (
          <>
            <SelectionKeys
              selectedCount={selectedCount}
              acceptCount={selectedAcceptCount}
              className={classes.get(plan.labelClassId ?? '')?.name ?? null}
            />
            <p className="truncate text-12 text-ink-3 narrow:hidden">{facts.join(' · ')}</p>
          </>
        ) : (
          <>
            <p className="truncate text-ink-2 max-[1320px]:line-clamp-2 max-[1320px]:text-12 max-[1320px]:whitespace-normal">
              {facts[0] ?? 'Nothing excluded'}
            </p>
            <p className="truncate text-12 text-ink-3 narrow:hidden">
              {[...facts.slice(1), ...(shownNote === null ? [] : [shownNote])].join(' · ')}
            </p>
          </>
        )}
      </div>
      <div className={clsx('flex flex-none gap-3', selectedCount > 0 && 'max-[1320px]:hidden')}>
        {tools}
        <Button onClick={onSkip} keys={skipKeys} className="flex-none">
          <SkipForward size={14} aria-hidden className="hidden narrow:block" />
          Skip
        </Button>
      </div>
      <Button
        variant={isBeside ? 'plain' : 'primary'}
        size="l"
        onClick={onAccept}
        keys={acceptKeys}
        aria-disabled={words.isHeld || undefined}
        className="max-w-[60%]"
      >
        <span className="truncate">{words.says}</span>
        {words.detail !== '' && <span className="font-[440] max-[1320px]:sr-only">{words.detail}</span>}
      </Button>
    </div>
  );
}

function SelectionKeys({
  selectedCount,
  acceptCount,
  className,
}: {
  selectedCount: number;
  acceptCount: number;
  className: string | null;
}) {
  const exclude = useKeysOf('review.exclude');
  const acceptSelected = useKeysOf('review.acceptSelected');
  const clear = useKeysOf('select.clear');
  const it = selectedCount === 1 ? 'it' : 'them';
  return (
    <p className="space-x-2 truncate">
      <b className="font-[560]">{formatCount(selectedCount)} selected</b>
      <Hint keys="1">… labels {it}</Hint>
      {exclude !== undefined && <Hint keys={exclude}>excludes {it}</Hint>}
      {clear !== undefined && <Hint keys={clear}>clears</Hint>}
      {acceptSelected !== undefined && className !== null && acceptCount > 0 && (
        <span className="max-[1320px]:hidden">
          <Hint keys={acceptSelected}>accepts only {it}</Hint>
        </span>
      )}
    </p>
  );
}

function Hint({ keys, children }: { keys: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-ink-2">
      <Keys keys={keys} />
      <span>{children}</span>
    </span>
  );
}
