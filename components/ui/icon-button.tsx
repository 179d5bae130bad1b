'use client';

import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { Tooltip } from '@/components/ui/tooltip';

/** A square button with an icon alone; `label` names it for screen readers and in its tooltip, with its key. */
export function IconButton({
  label,
  keys,
  className,
  ...rest
}: ComponentProps<'button'> & { label: string; keys?: string }) {
  return (
    <Tooltip says={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={clsx(
          'inline-grid size-7 flex-none place-items-center rounded-control text-ink-2 transition-colors enabled:hover:bg-sunken enabled:hover:text-ink disabled:text-ink-3',
          className,
        )}
      />
    </Tooltip>
  );
}
