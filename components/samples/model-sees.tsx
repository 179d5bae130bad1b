'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { Scissors } from 'lucide-react';
import { Frame, FramedPicture } from '@/components/samples/original';
import { modelViewQuery } from '@/components/samples/queries';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatCounted } from '@/components/ui/format';
import { ScrollArea } from '@/components/ui/scroll-area';
import type { ModelView } from '@/lib/embeddings/embedding-model';
import type { SampleDetail } from '@/lib/samples/sample';

const TITLE = 'What the model sees';

/** What enters the model, from the same code that made the embedding: the square picture, or the pieces of the text. */
export function ModelSees({ sample }: { sample: SampleDetail }) {
  const { data: view, error, refetch } = useQuery(modelViewQuery(sample.id));
  if (error !== null) {
    return (
      <Frame title={TITLE}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Frame>
    );
  }
  if (view === undefined) {
    return (
      <Frame title={TITLE}>
        <div className="flex-1 rounded-card bg-sunken" />
      </Frame>
    );
  }
  if (view.modality === 'text') return <Pieces view={view} />;
  if (view.modality === 'vectors') return <Brought view={view} />;
  return (
    <Frame title={TITLE} says={`${view.width} × ${view.height}, ${view.fit}`}>
      <FramedPicture
        src={`/api/samples/${sample.id}/model-view.png`}
        alt={`${sample.preview}, as the model sees it`}
        tiny
      />
    </Frame>
  );
}

/** Brought vectors come from another program, which saw what it saw. */
function Brought({ view }: { view: Extract<ModelView, { modality: 'vectors' }> }) {
  return (
    <Frame title={TITLE}>
      <p className="flex-1 rounded-card border border-line bg-surface px-5 py-4 text-ink-2">
        The dataset uses vectors of {formatCount(view.dimension)} numbers that were brought as {view.modelName}. What
        the program that made them saw of this sample is not known here.
      </p>
    </Frame>
  );
}

type TextView = Extract<ModelView, { modality: 'text' }>;

function sayPieces({ pieces, cutAt, limit, unit }: TextView): string {
  const count = formatCount(pieces.length);
  if (unit === 'word') {
    const unknownCount = pieces.filter(({ id }) => id < 0).length;
    return `${formatCounted(pieces.length, 'word')}, ${formatCount(unknownCount)} unknown to the model`;
  }
  return cutAt === null
    ? `${count} pieces, nothing cut off`
    : `the first ${formatCount(cutAt)} of ${count} pieces; the limit is ${formatCount(limit)}`;
}

function Pieces({ view }: { view: TextView }) {
  const cutAt = view.cutAt ?? view.pieces.length;
  return (
    <Frame title={TITLE} says={sayPieces(view)}>
      <ScrollArea name={TITLE} className="flex-1 rounded-card border border-line bg-surface px-5 py-4">
        <PieceRun pieces={view.pieces.slice(0, cutAt)} from={0} isCut={false} />
        {view.cutAt !== null && (
          <>
            <p className="my-3 flex items-center gap-2 text-12 whitespace-nowrap text-ink-2 after:flex-1 after:border-t after:border-dashed after:border-control">
              <Scissors size={14} aria-hidden className="flex-none" />
              Cut here: the model reads nothing below
            </p>
            <PieceRun pieces={view.pieces.slice(cutAt)} from={cutAt} isCut />
          </>
        )}
      </ScrollArea>
    </Frame>
  );
}

function PieceRun({ pieces, from, isCut }: { pieces: TextView['pieces']; from: number; isCut: boolean }) {
  const placed = pieces.map((piece, place) => ({ ...piece, at: from + place }));
  return (
    <div className="flex flex-wrap gap-x-1 gap-y-1.5">
      {placed.map(({ piece, id, at }) => (
        <span
          key={at}
          title={id < 0 ? 'Unknown to the model' : `Number ${id}`}
          className={clsx(
            'rounded-key px-1.5 py-px font-mono text-12 wrap-anywhere',
            isCut || id < 0 ? 'border border-dashed border-control text-ink-3 line-through' : 'bg-sunken',
            piece.startsWith('▁') && at > 0 && 'ml-1',
          )}
        >
          {piece.startsWith('▁') ? piece.slice(1) || '␣' : piece}
          {id < 0 && <span className="sr-only"> (unknown to the model)</span>}
        </span>
      ))}
    </div>
  );
}
