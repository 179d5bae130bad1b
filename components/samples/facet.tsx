'use client';

import clsx from 'clsx';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatCount, formatCounted } from '@/components/ui/format';

export type FacetChoice = { value: string; says: string; count: number; icon?: ReactNode };

const FIRST_COUNT = 12;

type FacetProps = {
  title: string;
  /** The plural noun of its choices: "classes". */
  noun: string;
  choices: readonly FacetChoice[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
};

/** One group of filters with their counts; a long one shows its first twelve, and always what is chosen. */
export function Facet({ title, noun, choices, chosen, onToggle }: FacetProps) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll
    ? choices
    : choices.filter((choice, position) => position < FIRST_COUNT || chosen.includes(choice.value));
  const hasChosenIcon = choices.every((choice) => choice.icon === undefined);
  if (choices.length === 0) return null;
  return (
    <section>
      <h3 className="px-2 pb-1">{title}</h3>
      {shown.map((choice) => (
        <FacetRow
          key={choice.value}
          choice={choice}
          isChosen={chosen.includes(choice.value)}
          keepsPlace={hasChosenIcon}
          onToggle={onToggle}
        />
      ))}
      {choices.length > shown.length && (
        <button
          type="button"
          onClick={() => setShowsAll(true)}
          className="h-7 rounded-control px-2 text-12 text-accent-text hover:underline"
        >
          Show all {formatCount(choices.length)} {noun}
        </button>
      )}
    </section>
  );
}

type RowProps = { choice: FacetChoice; isChosen: boolean; keepsPlace: boolean; onToggle: (value: string) => void };

function FacetRow({ choice, isChosen, keepsPlace, onToggle }: RowProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      aria-label={`${choice.says}, ${formatCounted(choice.count, 'sample')}`}
      title={choice.says}
      onClick={() => onToggle(choice.value)}
      className={clsx(
        'flex h-7 w-full items-center gap-2 rounded-control px-2 text-left',
        isChosen ? 'bg-accent-weak font-[540]' : 'hover:bg-sunken',
      )}
    >
      {isChosen && <Check size={14} aria-hidden className="flex-none text-accent-text" />}
      {!isChosen && choice.icon}
      {!isChosen && choice.icon === undefined && keepsPlace && <span className="w-3.5 flex-none" />}
      <span className="min-w-0 flex-1 truncate">{choice.says}</span>
      <span className={clsx('figures text-12', isChosen ? 'text-ink' : 'text-ink-3')}>{formatCount(choice.count)}</span>
    </button>
  );
}
