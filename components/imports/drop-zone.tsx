'use client';

import clsx from 'clsx';
import { Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type OfferedFile, readChosen, readDrop } from '@/components/imports/read-drop.browser';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Keys } from '@/components/ui/kbd';

const ACCEPTED = '.zip,.png,.jpg,.jpeg,.webp,.gif,.csv,.tsv,.jsonl,.ndjson,.txt';

/** How many files hang over the window now, or null; calls back with them once they fall anywhere in it. */
export function useWindowDrop(onFiles: (files: OfferedFile[]) => void): number | null {
  const [overCount, setOverCount] = useState<number | null>(null);
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOverCount(event.dataTransfer.items.length);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOverCount(null);
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOverCount(null);
      void readDrop(event.dataTransfer).then((files) => take.current(files));
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return overCount;
}

/** What a drop will do, in words. While files hang over the window a browser tells how many, and no more. */
export function sayDrop(overCount: number): string {
  return overCount === 1 ? 'Drop to import' : `Drop to import ${overCount.toLocaleString('en-US')}`;
}

/** The place for files; the whole window takes them. */
export function DropZone({ onFiles, tall = false }: { onFiles: (files: OfferedFile[]) => void; tall?: boolean }) {
  const filesField = useRef<HTMLInputElement>(null);
  const folderField = useRef<HTMLInputElement>(null);
  const overCount = useWindowDrop(onFiles);
  const keys = useKeysOf('import.files');
  useCommands([{ id: 'import.files', says: 'Choose files to import', run: () => filesField.current?.click() }]);
  const takeFrom = (field: HTMLInputElement) => {
    onFiles(readChosen(field.files ?? []));
    field.value = '';
  };
  return (
    <div
      className={clsx(
        'flex w-full flex-col items-center justify-center gap-2 rounded-dialog px-4 text-center',
        tall ? 'h-65' : 'h-38',
        overCount === null
          ? 'border-[1.5px] border-dashed border-control bg-surface'
          : 'border-2 border-accent bg-accent-weak',
      )}
    >
      <Upload
        size={24}
        strokeWidth={1.4}
        aria-hidden
        className={overCount === null ? 'text-ink-2' : 'text-accent-text'}
      />
      <p className="text-15 font-[560]">
        {overCount === null ? 'Drop a zip, a folder or a CSV here' : sayDrop(overCount)}
      </p>
      <p className="flex flex-wrap items-center justify-center gap-x-1.5 gap-y-1 text-ink-2">
        {overCount === null ? (
          <>
            or
            <button
              type="button"
              className="rounded-key font-[560] text-accent-text hover:underline"
              onClick={() => filesField.current?.click()}
            >
              choose files
            </button>
            {keys !== undefined && <Keys keys={keys} />}
            or
            <button
              type="button"
              className="rounded-key font-[560] text-accent-text hover:underline"
              onClick={() => folderField.current?.click()}
            >
              a folder
            </button>
            <span className="text-ink-3">· PNG, JPEG, WebP, GIF · CSV, TSV, JSON Lines, plain text</span>
          </>
        ) : (
          'Images together become one import, every table one of its own'
        )}
      </p>
      <input
        ref={filesField}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        aria-label="Files to import"
        onChange={(event) => takeFrom(event.target)}
      />
      <input
        ref={folderField}
        type="file"
        multiple
        hidden
        aria-label="Folder to import"
        {...{ webkitdirectory: '' }}
        onChange={(event) => takeFrom(event.target)}
      />
    </div>
  );
}
