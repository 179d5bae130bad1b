'use client';

import clsx from 'clsx';
import type { ReactNode } from 'react';
import { MarkedText } from '@/components/review/marked-text';
import { isTiny } from '@/components/samples/sample-tile';
import { ScrollArea } from '@/components/ui/scroll-area';
import { findStandIns, readSearchMarks } from '@/lib/review/search-marks';
import type { SampleDetail } from '@/lib/samples/sample';

/** A titled figure that fills the height it is given. */
export function Frame({ title, says, children }: { title: string; says?: string | undefined; children: ReactNode }) {
  return (
    <figure className="flex min-h-0 min-w-0 flex-1 flex-col">
      <figcaption className="mb-2 flex min-h-5 items-baseline gap-2.5">
        <span className="font-[560] whitespace-nowrap">{title}</span>
        {says !== undefined && <span className="min-w-0 truncate text-12 text-ink-3">{says}</span>}
      </figcaption>
      {children}
    </figure>
  );
}

/**
 * A picture as large as its frame lets it be; small ones keep their pixels. In a frame whose width is a container it is no
 * higher than wide, so that a tall picture and the model's square stand at one height.
 */
export function FramedPicture({ src, alt, tiny }: { src: string; alt: string; tiny: boolean }) {
  return (
    <div className="relative max-h-[100cqw] min-h-0 flex-1 overflow-hidden rounded-card bg-sunken">
      <img
        key={src}
        src={src}
        alt={alt}
        draggable={false}
        className={clsx('absolute inset-0 size-full object-contain', tiny && '[image-rendering:pixelated]')}
      />
    </div>
  );
}

/** The sample as it was imported: the picture upright, or the whole text. */
export function OriginalSees({ sample, wanted = '' }: { sample: SampleDetail; wanted?: string }) {
  if (sample.text === null) {
    return (
      <Frame title="Original" says="as imported, orientation applied">
        <FramedPicture src={`/api/samples/${sample.id}/view`} alt={sample.preview} tiny={isTiny(sample)} />
      </Frame>
    );
  }
  return (
    <Frame title="Original" says={`${[...sample.text].length.toLocaleString('en-US')} characters`}>
      <ScrollArea
        name="Original text"
        className="flex-1 rounded-card border border-line bg-surface px-5 py-4 text-14 leading-5.5 wrap-anywhere whitespace-pre-wrap"
      >
        <MarkedText text={sample.text} words={readSearchMarks(wanted, findStandIns(wanted, [sample.text]))} />
      </ScrollArea>
    </Frame>
  );
}
