'use client';

import clsx from 'clsx';
import { Check, TriangleAlert, X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';

export type ToastMessage = {
  says: string;
  action?: { says: string; keys?: string; run: () => void };
  /** Errors stay until they are closed, or another message comes. */
  tone?: 'done' | 'error';
};
type Shown = ToastMessage & { number: number };

const LIFE_MS = 8_000;
const TICK_MS = 250;
/** From here on the buttons stand below the words, not beside them. */
const LONG_CHARACTERS = 48;
const ToastContext = createContext<((message: ToastMessage) => void) | null>(null);
const ErrorContext = createContext<{ message: Shown | null; close: () => void }>({ message: null, close: () => {} });

/** Shows a message, in place of the one before: `showToast({ says: "186 labeled glass", action: { says: "Undo", keys: "Mod+Z", run } })`. */
export function useToast(): (message: ToastMessage) => void {
  const show = useContext(ToastContext);
  if (show === null) throw new Error('useToast needs a ToastProvider above it');
  return show;
}

/** Counts a toast's life down in steps that a person's hover or focus stops. */
function useLife(stopped: boolean, end: () => void): number {
  const [leftMs, setLeftMs] = useState(LIFE_MS);
  useEffect(() => {
    if (stopped) return;
    const timer = setInterval(() => setLeftMs((left) => left - TICK_MS), TICK_MS);
    return () => clearInterval(timer);
  }, [stopped]);
  useEffect(() => {
    if (leftMs <= 0) end();
  }, [leftMs, end]);
  return leftMs;
}

/**
 * Holds the one message of the application. What was done stands bottom right, above a 120 px foot, where no wide screen
 * keeps samples and no narrow one a control but those of samples; eight seconds, stopped while the pointer or the focus is
 * on it. An error stays, so it takes room of its own (`ErrorStrip`) and lies over nothing.
 */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<Shown | null>(null);
  const counter = useRef(0);
  const show = useCallback((next: ToastMessage) => {
    counter.current += 1;
    setMessage({ ...next, number: counter.current });
  }, []);
  const close = useCallback(() => setMessage(null), []);
  const isError = message?.tone === 'error';
  const error = useMemo(() => ({ message: isError ? message : null, close }), [isError, message, close]);
  return (
    <ToastContext.Provider value={show}>
      <ErrorContext.Provider value={error}>{children}</ErrorContext.Provider>
      <div role="status" className="pointer-events-none fixed right-2 bottom-30 z-50 w-63 narrow:right-15">
        {message !== null && !isError && <Toast key={message.number} message={message} onClose={close} />}
      </div>
    </ToastContext.Provider>
  );
}

/** The error that was not closed yet, across the screen and above what it holds. */
export function ErrorStrip() {
  const { message, close } = useContext(ErrorContext);
  const action = message?.action;
  return (
    <div role="status">
      {message !== null && (
        <div className="flex items-center gap-3 border-b border-line bg-danger-weak py-1.5 pr-2 pl-4">
          <TriangleAlert size={14} aria-hidden className="flex-none text-danger" />
          <p className="min-w-0 flex-1 wrap-anywhere">{message.says}</p>
          {action !== undefined && (
            <Button
              size="s"
              keys={action.keys}
              onClick={() => {
                close();
                action.run();
              }}
            >
              {action.says}
            </Button>
          )}
          <IconButton label="Close message" onClick={close}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function Toast({ message, onClose }: { message: Shown; onClose: () => void }) {
  const [held, setHeld] = useState(false);
  const leftMs = useLife(held, onClose);
  const action = message.action;
  const isLong = action !== undefined && message.says.length > LONG_CHARACTERS;
  const hold = useMemo(
    () => ({
      onPointerEnter: () => setHeld(true),
      onPointerLeave: () => setHeld(false),
      onFocus: () => setHeld(true),
      onBlur: () => setHeld(false),
    }),
    [],
  );
  const act = () => {
    onClose();
    action?.run();
  };
  return (
    <div
      {...hold}
      className="pointer-events-auto relative flex min-h-10 flex-wrap items-center justify-end gap-x-2.5 gap-y-1 overflow-hidden rounded-card bg-inverse py-1.5 pr-1.5 pl-3 text-on-inverse shadow-e3"
    >
      <Check size={14} aria-hidden className="flex-none" />
      <span className={clsx('min-w-0 flex-1 wrap-anywhere', isLong && 'basis-[calc(100%-24px)] pr-1.5')}>
        {message.says}
      </span>
      {action !== undefined && (
        <button
          type="button"
          onClick={act}
          className="flex h-6.5 flex-none items-center gap-2 rounded-control bg-[rgb(128_128_128/0.24)] px-2 font-[510]"
        >
          {action.says}
          {action.keys !== undefined && <Keys keys={action.keys} on="toast" />}
        </button>
      )}
      {action === undefined && (
        <button
          type="button"
          aria-label="Close message"
          onClick={onClose}
          className="inline-grid size-6 flex-none place-items-center rounded-control"
        >
          <X size={12} aria-hidden />
        </button>
      )}
      <Life leftMs={leftMs} />
    </div>
  );
}

function Life({ leftMs }: { leftMs: number }) {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return (
    <>
      <span
        aria-hidden="true"
        className={clsx(
          'absolute bottom-0 left-0 h-0.5 w-full origin-left bg-current opacity-45 transition-transform duration-250 ease-linear motion-reduce:hidden',
        )}
        style={{ transform: `scaleX(${Math.max(0, leftMs / LIFE_MS)})` }}
      />
      <span aria-hidden="true" className="figures absolute right-1 bottom-0 hidden text-11 motion-reduce:block">
        {seconds}
      </span>
    </>
  );
}
