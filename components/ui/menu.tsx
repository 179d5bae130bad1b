'use client';

import clsx from 'clsx';
import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Keys } from '@/components/ui/kbd';

const ITEM =
  'flex h-8 items-center gap-2 rounded-control px-2 outline-none select-none data-highlighted:bg-accent-weak data-disabled:text-ink-3';

/** A list of actions or choices that opens from a control; `trigger` must be one element that takes a ref. */
export function Menu({
  trigger,
  label,
  align = 'end',
  children,
}: {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'end';
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-30 max-h-[min(480px,var(--radix-dropdown-menu-content-available-height))] min-w-48 max-w-80 overflow-y-auto rounded-card border border-line-2 bg-raised p-1 shadow-e3"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type MenuItemProps = {
  icon?: ReactNode;
  keys?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  onPick: () => void;
  children: ReactNode;
};

export function MenuItem({ icon, keys, danger = false, disabled = false, onPick, children }: MenuItemProps) {
  return (
    <Radix.Item disabled={disabled} onSelect={onPick} className={clsx(ITEM, danger && 'text-danger')}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys !== undefined && <Keys keys={keys} />}
    </Radix.Item>
  );
}

/** One choice among several; the chosen one carries a check. */
export function MenuChoice({
  chosen,
  icon,
  onPick,
  children,
}: {
  chosen: boolean;
  icon?: ReactNode;
  onPick: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.CheckboxItem checked={chosen} onSelect={onPick} className={ITEM}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <Radix.ItemIndicator>
        <Check size={14} aria-hidden className="text-accent-text" />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-12 font-[540] text-ink-3">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1 border-t border-line" />;
}
