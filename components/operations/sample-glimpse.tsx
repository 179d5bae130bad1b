import clsx from 'clsx';
import { thumbPath } from '@/components/datasets/glimpse';
import type { GlimpsedSample } from '@/lib/operations/operation-log';

const SIZES = { s: 'size-6', m: 'size-7', l: 'size-11.5' };

/** A sample as small as it can be known: its picture, or the beginning of its text. */
export function SampleGlimpse({
  sample,
  isText,
  size = 'm',
}: {
  sample: GlimpsedSample;
  isText: boolean;
  size?: keyof typeof SIZES;
}) {
  if (isText) return <span className="block min-w-0 truncate text-12 text-ink-2">{sample.preview}</span>;
  return (
    <img
      src={thumbPath(sample.id)}
      alt={sample.preview}
      loading="lazy"
      className={clsx('flex-none rounded-key bg-sunken object-cover shadow-[0_0_0_1px_var(--img-line)]', SIZES[size])}
    />
  );
}
