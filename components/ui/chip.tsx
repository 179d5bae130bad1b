import clsx from 'clsx';
import type { ReactNode } from 'react';

const LOOKS = {
  solid: 'bg-sunken',
  line: 'border border-line-2',
  suggested: 'border border-dashed border-control',
};

/** A short fact in a pill. `suggested` has the dashed edge of what is not settled yet. */
export function Chip({
  look = 'solid',
  className,
  children,
}: {
  look?: keyof typeof LOOKS;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1.5 rounded-full px-2 text-12 font-medium whitespace-nowrap',
        LOOKS[look],
        className,
      )}
    >
      {children}
    </span>
  );
}
