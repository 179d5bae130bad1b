'use client';

import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { Keys } from '@/components/ui/kbd';

const FRAME =
  'flex h-8 items-center gap-2 rounded-control border border-control bg-surface px-2.5 text-ink-3 ' +
  'has-focus-visible:border-transparent has-focus-visible:outline-2 has-focus-visible:-outline-offset-1 has-focus-visible:outline-accent ' +
  'has-aria-invalid:border-danger';

type TextFieldProps = Omit<ComponentProps<'input'>, 'id'> & {
  label: string;
  /** Keeps the label for screen readers only, where a placeholder or the place says enough. */
  hideLabel?: boolean;
  icon?: ReactNode;
  keys?: string | undefined;
  hint?: ReactNode;
  error?: string | undefined;
};

/** One line of text with its label, an optional key that leads into it, a hint and an error below. */
export function TextField({ label, hideLabel = false, icon, keys, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || hint !== undefined;
  return (
    <div className={clsx('min-w-0', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'mb-1.5 block text-12 text-ink-2'}>
        {label}
      </label>
      <div className={FRAME}>
        {icon}
        <input
          type="text"
          autoComplete="off"
          {...rest}
          id={id}
          aria-invalid={error !== undefined || rest['aria-invalid']}
          aria-describedby={hasNote ? noteId : rest['aria-describedby']}
          className="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3"
        />
        {keys !== undefined && <Keys keys={keys} />}
      </div>
      {hasNote && (
        <p id={noteId} className={clsx('mt-1.5 text-12', error === undefined ? 'text-ink-3' : 'text-danger')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
