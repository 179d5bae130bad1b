'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import Link from 'next/link';
import { Marked, type TextMarks, useWholeText } from '@/components/review/marked-text';
import { api } from '@/components/shell/api';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount, formatSimilarity } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';
import type { Modality } from '@/lib/datasets/dataset';
import type { ModelView } from '@/lib/embeddings/embedding-model';
import { isRankedBySimilarity } from '@/lib/groups/group';
import type { Desk } from '@/lib/review/desk';

export type Look = 'original' | 'model';

type CloserLookProps = {
  datasetId: string;
  desk: Desk;
  modality: Modality;
  look: Look;
  words: TextMarks;
  onClose: () => void;
  onSimilar: () => void;
};

/** The sample under the cursor, large; the model's view of it beside it on the second press. It follows the cursor. */
export function CloserLook({ datasetId, desk, modality, look, words, onClose, onSimilar }: CloserLookProps) {
  const similarKeys = useKeysOf('similar.find');
  const sampleId = desk.group.sampleIds[desk.cursor];
  if (sampleId === undefined) return null;
  const name = desk.group.previews[desk.cursor] ?? '';
  const distance = desk.group.distances[desk.cursor] ?? 0;
  return (
    <section aria-label="Closer look" aria-live="polite" className="absolute inset-0 z-20 flex flex-col bg-surface">
      <div className="flex items-center gap-3 px-4 pt-3 text-12 text-ink-2">
        <span className="min-w-0 truncate font-[560] text-ink">
          {modality === 'image' ? name : `Sample ${desk.cursor + 1} of ${desk.group.sampleIds.length}`}
        </span>
        <span className="figures whitespace-nowrap">
          {isRankedBySimilarity(desk.group.head)
            ? `similarity ${formatSimilarity(1 - distance)}`
            : `distance ${distance.toFixed(2)}`}
        </span>
        <Link
          href={`/datasets/${datasetId}/samples/${sampleId}`}
          className="whitespace-nowrap text-accent-text hover:underline"
        >
          Open the sample
        </Link>
        <span className="flex-1" />
        <Button size="s" keys={similarKeys} onClick={onSimilar}>
          Similar samples
        </Button>
        <span className="flex items-center gap-1.5 whitespace-nowrap">
          <Keys keys="Space" /> {look === 'original' ? 'what the model sees' : 'closes'}
        </span>
        <IconButton label="Close" keys="Escape" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {modality === 'image' ? (
        <Pictures sampleId={sampleId} name={name} look={look} />
      ) : (
        <Texts sampleId={sampleId} preview={name} look={look} words={words} />
      )}
    </section>
  );
}

function Pictures({ sampleId, name, look }: { sampleId: string; name: string; look: Look }) {
  return (
    <div className="flex min-h-0 flex-1 gap-4 p-4">
      <Picture alt={name} says="Original" src={`/api/samples/${sampleId}/view`} />
      {look === 'model' && (
        <Picture
          alt={`What the model sees of ${name}`}
          says="What the model sees"
          src={`/api/samples/${sampleId}/model-view.png`}
        />
      )}
    </div>
  );
}

function Picture({ alt, says, src }: { alt: string; says: string; src: string }) {
  return (
    <figure className="flex min-h-0 min-w-0 flex-1 flex-col gap-2">
      <figcaption className="text-center text-12 text-ink-3">{says}</figcaption>
      <img key={src} alt={alt} src={src} className="min-h-0 w-full flex-1 object-contain" />
    </figure>
  );
}

function Texts({
  sampleId,
  preview,
  look,
  words,
}: {
  sampleId: string;
  preview: string;
  look: Look;
  words: TextMarks;
}) {
  const text = useWholeText(sampleId, preview, true);
  return (
    <div className="flex min-h-0 flex-1 gap-6 p-4">
      <p className="min-w-0 flex-1 overflow-y-auto text-14 wrap-anywhere whitespace-pre-wrap">
        <Marked text={text} words={words} />
      </p>
      {look === 'model' && <Tokens sampleId={sampleId} />}
    </div>
  );
}

function Tokens({ sampleId }: { sampleId: string }) {
  const { data } = useQuery({
    queryKey: ['sample', sampleId, 'model-view'],
    queryFn: ({ signal }) => api.get<ModelView>(`/api/samples/${sampleId}/model-view`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined || data.modality !== 'text') return <div className="flex-1" />;
  return (
    <div className="min-w-0 flex-1 overflow-y-auto">
      <h3 className="mb-2">What the model sees</h3>
      <p className="code leading-7">
        {data.pieces.slice(0, data.cutAt ?? undefined).map(({ piece }, position) => (
          <span key={keyOfPiece(position, piece)} className="mr-1 inline-block rounded-key bg-sunken px-1.5">
            {piece}
          </span>
        ))}
      </p>
      {data.cutAt !== null && (
        <p className="mt-2 text-12 text-warn">
          Cut here: the model reads {formatCount(data.limit)} pieces, this text has {formatCount(data.pieces.length)}.
        </p>
      )}
    </div>
  );
}

/** The same piece may come many times: its place tells them apart. */
function keyOfPiece(position: number, piece: string): string {
  return `${position}-${piece}`;
}
