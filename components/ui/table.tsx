import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

/** A table of facts: hairlines between rows, tabular figures. `name` says to screen readers what it lists. */
export function Table({ name, className, children }: { name: string; className?: string; children: ReactNode }) {
  return (
    <table className={clsx('figures w-full border-collapse', className)}>
      <caption className="sr-only">{name}</caption>
      {children}
    </table>
  );
}

export function HeadCell({
  align = 'left',
  className,
  ...rest
}: Omit<ComponentProps<'th'>, 'align'> & { align?: 'left' | 'right' }) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        'h-8 border-b border-line px-2.5 text-12 font-medium whitespace-nowrap text-ink-3',
        align === 'right' ? 'text-right' : 'text-left',
        className,
      )}
    />
  );
}

export function Cell({
  align = 'left',
  className,
  ...rest
}: Omit<ComponentProps<'td'>, 'align'> & { align?: 'left' | 'right' }) {
  return (
    <td {...rest} className={clsx('h-9 border-b border-line px-2.5', align === 'right' && 'text-right', className)} />
  );
}
