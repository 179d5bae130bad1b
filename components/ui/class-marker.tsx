import { classMark, type Shape } from '@/lib/datasets/label-class';

const SIZE_PX = { m: 10, l: 12 };

function Figure({ shape, fill }: { shape: Shape; fill: string }) {
  switch (shape) {
    case 'circle':
      return <circle cx="6" cy="6" r="5" fill={fill} />;
    case 'diamond':
      return <path d="M6 .4 11.600 6 6 11.600.4 6z" fill={fill} />;
    case 'square':
      return <rect x="1.200" y="1.200" width="9.600" height="9.600" rx="1.200" fill={fill} />;
    case 'triangle':
      return <path d="M6 .9 11.600 10.900H.4z" fill={fill} />;
  }
}

/** The colour token of a class slot, for bars and other figures that stand beside the class's name. */
export function slotColour(slot: number): string {
  return `var(--c${classMark(slot).colour})`;
}

/**
 * Colour and shape of a class, always beside its name (hidden from screen readers). `slot` counts from 0;
 * `null` draws the dashed ring of the unlabeled.
 */
export function ClassMarker({ slot, size = 'm' }: { slot: number | null; size?: keyof typeof SIZE_PX }) {
  const sizePx = SIZE_PX[size];
  return (
    <svg viewBox="0 0 12 12" width={sizePx} height={sizePx} className="block flex-none" aria-hidden="true">
      {slot === null ? (
        <circle
          cx="6"
          cy="6"
          r="4.600"
          fill="none"
          stroke="var(--control)"
          strokeWidth="1.400"
          strokeDasharray="1.800 1.600"
        />
      ) : (
        <Figure shape={classMark(slot).shape} fill={slotColour(slot)} />
      )}
    </svg>
  );
}
