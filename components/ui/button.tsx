import clsx from 'clsx';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { Keys } from '@/components/ui/kbd';

const VARIANTS = {
  plain: 'border-line-2 bg-surface text-ink enabled:hover:bg-sunken',
  primary: 'border-transparent bg-accent text-on-accent font-[540] enabled:hover:brightness-94',
  ghost: 'border-transparent bg-transparent text-ink-2 enabled:hover:bg-sunken enabled:hover:text-ink',
  danger: 'border-line-2 bg-surface text-danger enabled:hover:bg-danger-weak',
};
const SIZES = {
  s: 'h-6.5 gap-1.5 px-2 text-12',
  m: 'h-7.5 gap-2 px-2.5',
  field: 'h-8 gap-2 px-3',
  l: 'h-9 gap-2 px-3.5 text-14',
};
const FRAME =
  'inline-flex flex-none items-center justify-center rounded-control border font-[510] whitespace-nowrap transition-colors select-none ' +
  'disabled:border-line disabled:bg-sunken disabled:text-ink-3 aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-ink-3';

export type ButtonLook = {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  icon?: ReactNode;
  /** The key that does the same, drawn on the button; taken from the keymap, never written by hand. */
  keys?: string | undefined;
};

function lookOf({ variant = 'plain', size = 'm' }: ButtonLook, className?: string): string {
  return clsx(FRAME, VARIANTS[variant], SIZES[size], className);
}

function Inside({ icon, keys, variant, quiet, children }: ButtonLook & { quiet: boolean; children: ReactNode }) {
  return (
    <>
      {icon}
      {children}
      {keys !== undefined && <Keys keys={keys} on={variant === 'primary' && !quiet ? 'accent' : 'page'} />}
    </>
  );
}

/** A button that says verb, count and object. At most one `primary` on a screen. */
export function Button({
  variant,
  size,
  icon,
  keys,
  className,
  children,
  ...rest
}: ButtonLook & ComponentProps<'button'>) {
  const look: ButtonLook = { variant: variant ?? 'plain', size: size ?? 'm', icon, keys };
  const quiet = rest.disabled === true || rest['aria-disabled'] === true;
  return (
    <button type="button" {...rest} className={lookOf(look, className)}>
      <Inside {...look} quiet={quiet}>
        {children}
      </Inside>
    </button>
  );
}

/** A link that looks like a button: it leads to another screen. */
export function ButtonLink({
  variant,
  size,
  icon,
  keys,
  className,
  children,
  ...rest
}: ButtonLook & ComponentProps<typeof Link>) {
  const look: ButtonLook = { variant: variant ?? 'plain', size: size ?? 'm', icon, keys };
  return (
    <Link {...rest} className={clsx(lookOf(look, className), LINK_HOVER[look.variant ?? 'plain'])}>
      <Inside {...look} quiet={false}>
        {children}
      </Inside>
    </Link>
  );
}

const LINK_HOVER = {
  plain: 'hover:bg-sunken',
  primary: 'hover:brightness-94',
  ghost: 'hover:bg-sunken hover:text-ink',
  danger: 'hover:bg-danger-weak',
};
