'use client';

import clsx from 'clsx';
import { Upload } from 'lucide-react';
import { useRef } from 'react';
import { useWindowDrop } from '@/components/imports/drop-zone';
import { type OfferedFile, readChosen } from '@/components/imports/read-drop.browser';
import { Card } from '@/components/ui/card';

const ACCEPTED = '.npy,.npz,.parquet,.csv,.tsv,.txt';

/** The place for a file of vectors, and for a second one of ids; the whole window takes them. */
export function VectorsZone({ onFiles }: { onFiles: (files: OfferedFile[]) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const isOver = useWindowDrop(onFiles) !== null;
  return (
    <div
      className={clsx(
        'flex h-38 w-full flex-col items-center justify-center gap-2 rounded-dialog px-4 text-center',
        isOver ? 'border-2 border-accent bg-accent-weak' : 'border-[1.5px] border-dashed border-control bg-surface',
      )}
    >
      <Upload size={24} strokeWidth={1.4} aria-hidden className={isOver ? 'text-accent-text' : 'text-ink-2'} />
      <p className="text-15 font-[560]">{isOver ? 'Drop to read' : 'Drop a file of vectors here'}</p>
      <p className="text-ink-2">
        or{' '}
        <button
          type="button"
          className="rounded-key font-[560] text-accent-text hover:underline"
          onClick={() => field.current?.click()}
        >
          choose files
        </button>
        <span className="text-ink-3"> · NumPy, Parquet, CSV</span>
      </p>
      <input
        ref={field}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        aria-label="Files of vectors"
        onChange={(event) => {
          onFiles(readChosen(event.target.files ?? []));
          event.target.value = '';
        }}
      />
    </div>
  );
}

const FORMATS = [
  {
    name: '.npz',
    says: 'an array of vectors and one of ids, as np.savez("vectors.npz", ids=ids, vectors=vectors) writes',
  },
  {
    name: '.npy',
    says: 'an array of vectors, together with its ids: a second .npy, or a text with one id on each line',
  },
  { name: 'Parquet', says: 'a column of ids, and a column of lists or one column for each number' },
  { name: 'CSV', says: 'the same, with lists as "[0.1, 0.2]" or "0.1 0.2"' },
];

/** What a file must look like, before there is one. */
export function VectorsNeeds({ modality }: { modality: 'image' | 'text' }) {
  const ids =
    modality === 'image' ? 'its file name, with or without its path' : 'the id that its row had when it was imported';
  return (
    <Card className="p-5">
      <h2 className="mb-2">What the file holds</h2>
      <p className="text-ink-2">
        One row for each sample: 8 to 8,192 numbers, and an id that says which sample it belongs to: {ids}, or the UUID
        that Sheaf gave it. At most 2,000,000 rows. Before anything is written you see which rows match.
      </p>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        {FORMATS.map(({ name, says }) => (
          <div key={name} className="contents">
            <dt className="font-[540]">{name}</dt>
            <dd className="text-ink-2 wrap-anywhere">{says}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
