import type { ReactNode } from 'react';

/** Nothing is here: what is missing, and the one thing to do about it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-12 text-center">
      <p className="text-15 font-[580]">{title}</p>
      {children !== undefined && <p className="max-w-120 text-ink-2">{children}</p>}
      {action !== undefined && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}
