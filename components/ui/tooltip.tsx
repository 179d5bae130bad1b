'use client';

import { Tooltip as Radix } from 'radix-ui';
import { createContext, type ReactNode, useContext } from 'react';
import { Keys } from '@/components/ui/kbd';

const DELAY_MS = 500;
/** The open dialog around a control: what stands outside of it is drawn behind it. */
export const DialogFrame = createContext<HTMLDialogElement | null>(null);

/** Must stand once around the whole application. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={DELAY_MS} skipDelayDuration={DELAY_MS}>
      {children}
    </Radix.Provider>
  );
}

/** Says what a control does after half a second of hover or on focus; the control must be one element that takes a ref. */
export function Tooltip({ says, keys, children }: { says: ReactNode; keys?: string | undefined; children: ReactNode }) {
  const frame = useContext(DialogFrame);
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={frame}>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          // A tooltip takes the key for itself, and a person would have to press it twice.
          onEscapeKeyDown={() => frame?.close()}
          className="z-40 flex max-w-72 items-center gap-2 rounded-control bg-inverse px-2 py-1 text-12 text-on-inverse shadow-e3"
        >
          {says}
          {keys !== undefined && <Keys keys={keys} on="toast" />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
