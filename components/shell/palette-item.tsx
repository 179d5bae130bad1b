'use client';

import { Command as Cmdk } from 'cmdk';
import type { ReactNode } from 'react';
import { Keys } from '@/components/ui/kbd';
import { Marked } from '@/components/ui/marked';

type PaletteItemProps = {
  id: string;
  says: string;
  wanted: string;
  detail?: string | undefined;
  keys?: string | undefined;
  icon?: ReactNode;
  words?: readonly string[] | undefined;
  alwaysShown?: boolean;
  onPick: () => void;
};

/** One line of the palette: what it does with the typed letters marked, what it acts on, its key. */
export function PaletteItem({
  id,
  says,
  wanted,
  detail,
  keys,
  icon,
  words = [],
  alwaysShown = false,
  onPick,
}: PaletteItemProps) {
  return (
    <Cmdk.Item
      value={id}
      keywords={[says, ...(detail === undefined ? [] : [detail]), ...words]}
      forceMount={alwaysShown}
      onSelect={onPick}
      className="flex min-h-9 items-center gap-2.5 rounded-control px-2.5 py-1 data-[selected=true]:bg-accent-weak"
    >
      {icon}
      <span className="min-w-0 truncate">
        <Marked text={says} wanted={wanted} />
      </span>
      {detail !== undefined && <span className="min-w-0 flex-1 truncate text-ink-3">{detail}</span>}
      <span className="flex-1" />
      {keys !== undefined && <Keys keys={keys} />}
    </Cmdk.Item>
  );
}
