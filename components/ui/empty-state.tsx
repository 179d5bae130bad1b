import type { ReactNode } from 'react';

type EmptyStateProps = { title: string; children?: ReactNode; action?: ReactNode; asPage?: boolean };

/** Nothing is here: what is missing, and the one thing to do about it. `asPage` where it is all that a page says. */
export function EmptyState({ title, children, action, asPage = false }: EmptyStateProps) {
  const Title = asPage ? 'h1' : 'p';
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-12 text-center">
      <Title className="text-15 font-[580]">{title}</Title>
      {children !== undefined && <p className="max-w-120 text-ink-2">{children}</p>}
      {action !== undefined && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}
