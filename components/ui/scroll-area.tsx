import clsx from 'clsx';
import type { ComponentProps } from 'react';

/** What scrolls must be reachable by keyboard, though nothing in it can be pressed. */
const REACHABLE = { tabIndex: 0 } as const;

/** A named part of the page that scrolls by itself, by keyboard too. */
export function ScrollArea({ name, className, ...rest }: ComponentProps<'section'> & { name: string }) {
  return (
    <section
      {...REACHABLE}
      {...rest}
      aria-label={name}
      className={clsx('relative min-h-0 overflow-y-auto', className)}
    />
  );
}
