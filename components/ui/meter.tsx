import clsx from 'clsx';

export type MeterPart = { key: string; count: number; colour?: string };
const HEIGHTS = { s: 'h-1 rounded-[2px]', m: 'h-1.5 rounded-[3px]', l: 'h-2 rounded-[4px]' };
const SHORTEST_PERCENT = 0.4;

/**
 * A bar of parts of a total, drawn only: what it shows is always said in figures beside it.
 * Parts in `accent` mean running work; a part without a colour is neutral.
 */
export function Meter({
  parts,
  total,
  size = 'm',
  className,
}: {
  parts: readonly MeterPart[];
  total: number;
  size?: keyof typeof HEIGHTS;
  className?: string;
}) {
  const shown = parts.filter((part) => part.count > 0);
  return (
    <div aria-hidden="true" className={clsx('flex gap-px overflow-hidden bg-line', HEIGHTS[size], className)}>
      {total > 0 &&
        shown.map((part) => (
          <i
            key={part.key}
            className="block h-full"
            style={{
              width: `${Math.max(SHORTEST_PERCENT, (100 * part.count) / total)}%`,
              background: part.colour ?? 'var(--text-2)',
            }}
          />
        ))}
    </div>
  );
}
