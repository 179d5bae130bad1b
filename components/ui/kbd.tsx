'use client';

import clsx from 'clsx';
import { Fragment, useSyncExternalStore } from 'react';
import { describeKeys } from '@/components/ui/key-names';

const subscribeToNothing = () => () => {};
const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether ⌘ is this machine's command key; false on the server and in the first frame. */
export function useIsMac(): boolean {
  return useSyncExternalStore(subscribeToNothing, isMac, () => false);
}

/**
 * Draws keys as caps. `keys` is a chord or a sequence as the keymap writes it: "Shift+X", "Mod+K", "G O".
 * `on` adapts the caps to a filled accent button or to the toast.
 */
export function Keys({ keys, on = 'page' }: { keys: string; on?: 'page' | 'accent' | 'toast' }) {
  const mac = useIsMac();
  const chords = describeKeys(keys, mac);
  return (
    <span className="inline-flex flex-none items-center gap-0.5">
      {chords.map(({ at, caps }) => (
        <Fragment key={at}>
          {at > 0 && <span className="px-0.5 text-11 text-ink-3">then</span>}
          {caps.map((cap) => (
            <kbd
              key={cap}
              className={clsx(
                'figures inline-grid h-4.5 min-w-4.5 place-items-center rounded-key px-1 font-sans text-11 leading-none font-medium',
                CAP_STYLES[on],
              )}
            >
              {cap}
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  );
}

const CAP_STYLES = {
  page: 'bg-sunken text-ink-2 shadow-[inset_0_0_0_1px_var(--line),inset_0_-1px_0_var(--line-2)]',
  accent: 'bg-[rgb(0_0_0/0.2)] text-on-accent',
  toast: 'bg-[rgb(128_128_128/0.28)] text-current',
};
