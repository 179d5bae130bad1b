import clsx from 'clsx';
import type { ComponentProps } from 'react';

/** A bordered surface without a shadow; give it padding by class where its content needs some. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={clsx('rounded-card border border-line bg-surface', className)} />;
}
