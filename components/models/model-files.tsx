'use client';

import { FileUp } from 'lucide-react';
import { useId, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { formatBytes, formatCount } from '@/components/ui/format';

type ModelFilesProps = { files: readonly File[]; onPick: (files: readonly File[]) => void };

/** Names that are shown before the rest is only counted. */
const SHOWN_COUNT = 4;

/** The files of a model: a button that asks for them, and what was chosen. */
export function ModelFiles({ files, onPick }: ModelFilesProps) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <div>
      <p id={`${id}-label`} className="mb-1.5 text-12 text-ink-2">
        TensorFlow.js graph or layers model
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button
          id={id}
          icon={<FileUp size={14} aria-hidden />}
          aria-labelledby={`${id} ${id}-label`}
          aria-describedby={`${id}-note`}
          onClick={() => field.current?.click()}
        >
          {files.length === 0 ? 'Choose files' : 'Choose other files'}
        </Button>
        <p role="status" className="min-w-0 text-12 wrap-anywhere text-ink-2">
          {sayFiles(files)}
        </p>
      </div>
      <input
        ref={field}
        type="file"
        multiple
        accept=".json,.bin,.zip"
        hidden
        aria-label="Files of the model"
        onChange={(event) => {
          onPick([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <p id={`${id}-note`} className="mt-1.5 text-12 text-ink-3">
        model.json with its weights, or one zip of them; for pictures only.
      </p>
    </div>
  );
}

/** Chosen files by name with their size: "model.json, weights.bin · 9.1 MB". */
function sayFiles(files: readonly File[]): string {
  if (files.length === 0) return '';
  const names = files.slice(0, SHOWN_COUNT).map(({ name }) => name);
  const more = files.length > SHOWN_COUNT ? ` and ${formatCount(files.length - SHOWN_COUNT)} more` : '';
  return `${names.join(', ')}${more} · ${formatBytes(files.reduce((sum, { size }) => sum + size, 0))}`;
}
