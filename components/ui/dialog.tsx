'use client';

import clsx from 'clsx';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { IconButton } from '@/components/ui/icon-button';
import { DialogFrame } from '@/components/ui/tooltip';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Beside the title, before the cross. */
  tools?: ReactNode;
  /** Keeps the title for screen readers only and draws no head. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
};

/**
 * A modal dialog on the platform's own `<dialog>`: it holds the focus, gives it back, closes with Esc or a click beside it,
 * and makes the page behind it inert. The first control takes the focus, or the one with
 * `data-first-focus`; the cross never does, for its tooltip would stand over what is read first. No key of the page works while it is open.
 */
export function Dialog({ open, onClose, title, tools, bare = false, className, children }: DialogProps) {
  const frame = useRef<HTMLDialogElement>(null);
  const [around, setAround] = useState<HTMLDialogElement | null>(null);
  useEffect(() => setAround(frame.current), []);
  const titleId = useId();
  useEffect(() => {
    const dialog = frame.current;
    if (open && dialog && !dialog.open) {
      dialog.showModal();
      const first = dialog.querySelector<HTMLElement>('[data-first-focus]');
      if (first !== null) first.focus();
      else if (document.activeElement?.matches('[data-cross]')) dialog.focus();
    }
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  useEffect(() => {
    const dialog = frame.current;
    const closeBeside = (event: MouseEvent) => {
      if (event.target === dialog) dialog?.close();
    };
    dialog?.addEventListener('click', closeBeside);
    return () => dialog?.removeEventListener('click', closeBeside);
  }, []);
  return (
    <dialog
      ref={frame}
      tabIndex={-1}
      aria-labelledby={titleId}
      onClose={onClose}
      className={clsx(
        'm-auto max-h-[calc(100dvh-64px)] max-w-[calc(100vw-32px)] overflow-hidden rounded-dialog border border-line-2 bg-raised p-0 text-ink shadow-e3 outline-none',
        className,
      )}
    >
      {open && (
        <DialogFrame value={around}>
          <div className="flex max-h-[calc(100dvh-66px)] min-h-0 flex-col">
            <div className={bare ? 'sr-only' : 'flex items-center gap-3 border-b border-line py-3 pr-3 pl-5'}>
              <h2 id={titleId} className="flex-1">
                {title}
              </h2>
              {tools}
              {!bare && (
                <IconButton label="Close" data-cross onClick={onClose}>
                  <X size={16} aria-hidden />
                </IconButton>
              )}
            </div>
            {children}
          </div>
        </DialogFrame>
      )}
    </dialog>
  );
}
