import clsx from 'clsx';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

const TONES = {
  next: 'bg-accent-weak',
  warn: 'bg-warn-weak',
  danger: 'bg-danger-weak',
};
const ICONS = { next: null, warn: TriangleAlert, danger: TriangleAlert };

/**
 * A tinted band that says one thing beside its cause, with at most one action. `next` is the band of the next step;
 * `danger` is announced at once.
 */
export function Callout({
  tone,
  title,
  action,
  children,
}: {
  tone: keyof typeof TONES;
  title?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={clsx('flex flex-wrap items-center gap-3 rounded-card px-4 py-3.5', TONES[tone])}
    >
      {Icon !== null && (
        <Icon size={16} aria-hidden className={clsx('flex-none', tone === 'danger' ? 'text-danger' : 'text-warn')} />
      )}
      <div className="min-w-56 flex-1">
        {title !== undefined && <p className="text-15 font-[580]">{title}</p>}
        {children !== undefined && <div className="text-ink-2">{children}</div>}
      </div>
      {action}
    </div>
  );
}
