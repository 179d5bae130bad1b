import clsx from 'clsx';
import type { ReactNode } from 'react';

const WIDTHS = { narrow: 'max-w-205', middle: 'max-w-230', wide: 'max-w-280' };

/** A reading page: one column, centred, that scrolls below the top bar. Working screens draw their own frame. */
export function Page({
  width = 'wide',
  className,
  children,
}: {
  width?: keyof typeof WIDTHS;
  className?: string;
  children: ReactNode;
}) {
  return (
    <main className="relative min-h-0 overflow-y-auto p-6 narrow:p-4">
      <div className={clsx('mx-auto', WIDTHS[width], className)}>{children}</div>
    </main>
  );
}
