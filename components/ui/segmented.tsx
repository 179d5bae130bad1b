'use client';

import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

type SegmentedProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; says: ReactNode }[];
  onPick: (value: Value) => void;
  /** Fills the width, each part alike. */
  wide?: boolean;
  className?: string;
};

/** Two to four views or answers side by side, one of them chosen. A group of radio buttons underneath. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onPick,
  wide = false,
  className,
}: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className={clsx('inline-flex gap-px rounded-control bg-sunken p-0.5', wide && 'flex w-full', className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            'flex h-6 items-center justify-center gap-1.5 rounded-key px-2 text-12 font-medium whitespace-nowrap text-ink-2',
            'has-checked:bg-chosen has-checked:text-ink has-checked:shadow-e1 has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent',
            wide && 'flex-1',
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onPick(option.value)}
            className="sr-only"
          />
          {option.says}
        </label>
      ))}
    </fieldset>
  );
}
