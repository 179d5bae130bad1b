'use client';

import clsx from 'clsx';
import { ChevronDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';

type SelectProps<Value extends string> = Omit<ComponentProps<'select'>, 'id' | 'value' | 'onChange'> & {
  label: string;
  hideLabel?: boolean;
  icon?: ReactNode;
  value: Value;
  options: readonly { value: Value; says: string }[];
  onPick: (value: Value) => void;
};

/** A choice of one among a few: the platform's own list, so that it works by keyboard, touch and screen reader as people know it. */
export function Select<Value extends string>({
  label,
  hideLabel = false,
  icon,
  value,
  options,
  onPick,
  className,
  ...rest
}: SelectProps<Value>) {
  const id = useId();
  const pick = (picked: string) => {
    const option = options.find((candidate) => candidate.value === picked);
    if (option) onPick(option.value);
  };
  return (
    <div className={clsx('min-w-0', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block text-12 text-ink-2'}>
        {label}
      </label>
      <div className="relative flex items-center">
        {icon !== undefined && <span className="pointer-events-none absolute left-2.5 text-ink-2">{icon}</span>}
        <select
          {...rest}
          id={id}
          value={value}
          onChange={(event) => pick(event.target.value)}
          className={clsx(
            'h-8 w-full appearance-none truncate rounded-control border border-control bg-surface pr-7 text-ink disabled:border-line disabled:bg-sunken disabled:text-ink-3',
            icon === undefined ? 'pl-2.5' : 'pl-8',
          )}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} className="bg-raised text-ink">
              {option.says}
            </option>
          ))}
        </select>
        <ChevronDown size={14} aria-hidden className="pointer-events-none absolute right-2 text-ink-2" />
      </div>
    </div>
  );
}
