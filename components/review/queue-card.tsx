'use client';

import clsx from 'clsx';
import { Sparkle } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { PresenceMark } from '@/components/live/presence-mark';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { QueueItem } from '@/lib/review/queue-order';

const PICTURE_COUNT = 4;

type CardProps = {
  item: QueueItem;
  isOpen: boolean;
  isPut: boolean;
  isText: boolean;
  suggested: LabelClass | null;
  labeledAs: LabelClass | null;
  onOpen: (groupId: string) => void;
};

/** One cluster of the queue: what it is about, how large it is, and what is known of it. */
export const QueueCard = memo(function QueueCard({
  item,
  isOpen,
  isPut,
  isText,
  suggested,
  labeledAs,
  onOpen,
}: CardProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isOpen]);
  return (
    <li className="narrow:w-44 narrow:flex-none">
      <button
        ref={button}
        type="button"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onOpen(item.id)}
        className={clsx(
          'relative mb-0.5 block w-full rounded-card p-2 text-left -outline-offset-2',
          isOpen
            ? 'bg-surface shadow-[0_0_0_1px_var(--line-2),var(--e1)] before:absolute before:top-2.5 before:bottom-2.5 before:-left-2 before:w-[3px] before:rounded-r-[3px] before:bg-accent dark:bg-raised narrow:before:top-auto narrow:before:right-3 narrow:before:bottom-0 narrow:before:left-3 narrow:before:h-[3px] narrow:before:w-auto narrow:before:rounded-t-[3px]'
            : 'hover:bg-sunken',
        )}
      >
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate font-[560]">{item.title}</span>
          <span className="figures text-12 text-ink-2">{formatCount(item.size)}</span>
        </span>
        <CardState item={item} isPut={isPut} suggested={suggested} labeledAs={labeledAs} />
        <PresenceMark groupId={item.id} />
        {isText ? <CardText item={item} /> : <CardPictures item={item} />}
      </button>
    </li>
  );
});

function CardState({
  item,
  isPut,
  suggested,
  labeledAs,
}: Pick<CardProps, 'item' | 'isPut' | 'suggested' | 'labeledAs'>) {
  return (
    <span className="mt-0.5 flex h-4 items-center gap-1.5 text-12 text-ink-2 narrow:hidden">
      {item.done && labeledAs !== null ? (
        <>
          <ClassMarker slot={labeledAs.slot} />
          <span className="truncate">{labeledAs.name}</span>
        </>
      ) : suggested === null ? (
        <span className="truncate text-ink-3">No suggestion</span>
      ) : (
        <>
          <span className="text-ink-3">
            <Sparkle size={12} aria-hidden className="flex-none" />
          </span>
          <ClassMarker slot={suggested.slot} />
          <span className="truncate">{suggested.name}</span>
          <span className="figures text-11 text-ink-3">{(item.suggestion?.share ?? 0).toFixed(2)}</span>
        </>
      )}
      <span className="flex-1" />
      {item.labeledCount > 0 && (
        <span className="figures text-11 whitespace-nowrap text-ink-3">{formatCount(item.labeledCount)} labeled</span>
      )}
      {isPut && item.labeledCount === 0 && <span className="text-11 text-ink-3">skipped</span>}
    </span>
  );
}

function CardPictures({ item }: { item: QueueItem }) {
  return (
    <span className="mt-1.5 grid grid-cols-4 gap-[3px]">
      {item.representatives.slice(0, PICTURE_COUNT).map(({ sampleId }) => (
        <img
          key={sampleId}
          alt=""
          loading="lazy"
          src={`/api/samples/${sampleId}/thumb`}
          className="aspect-square w-full rounded-key bg-sunken object-cover"
        />
      ))}
    </span>
  );
}

function CardText({ item }: { item: QueueItem }) {
  const first = item.representatives[0]?.preview ?? '';
  return <span className="mt-1.5 line-clamp-2 text-12 wrap-anywhere text-ink-3">“{first}”</span>;
}
