'use client';

import clsx from 'clsx';
import { FileArchive, Image, type LucideIcon, Table2, TriangleAlert, X } from 'lucide-react';
import type { UploadKind } from '@/components/imports/upload-kinds';
import type { ChosenFile } from '@/components/imports/upload-plan';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';

const ICONS: Record<UploadKind, LucideIcon> = {
  archive: FileArchive,
  image: Image,
  table: Table2,
  unreadable: TriangleAlert,
};
const SAYS: Record<Exclude<UploadKind, 'unreadable'>, string> = {
  archive: 'Zip of images',
  image: 'Image',
  table: 'Table of texts',
};
/** From so many images on they stand as one line. */
const FOLD_FROM = 6;
const UNREADABLE_SHOWN = 20;

type Line = { key: string; kind: UploadKind; name: string; says: string; sizeBytes: number; paths: string[] };

function lineOf(file: ChosenFile): Line {
  const says = file.kind === 'unreadable' ? (file.reason ?? '') : SAYS[file.kind];
  return { key: file.path, kind: file.kind, name: file.path, says, sizeBytes: file.sizeBytes, paths: [file.path] };
}

function foldImages(images: readonly ChosenFile[]): Line[] {
  if (images.length < FOLD_FROM) return images.map(lineOf);
  const sizeBytes = images.reduce((sum, file) => sum + file.sizeBytes, 0);
  const folder = images[0]?.path.split('/').slice(0, -1)[0];
  const name = folder === undefined ? 'Images' : `${folder}/`;
  return [
    {
      key: 'images',
      kind: 'image',
      name,
      says: formatCounted(images.length, 'image'),
      sizeBytes,
      paths: images.map((file) => file.path),
    },
  ];
}

/** What was chosen: readable files with what they are read as, the others with the reason why not. */
export function ChosenFiles({
  files,
  onRemove,
}: {
  files: readonly ChosenFile[];
  onRemove: (paths: string[]) => void;
}) {
  const unreadable = files.filter((file) => file.kind === 'unreadable');
  const lines = [
    ...files.filter((file) => file.kind === 'archive' || file.kind === 'table').map(lineOf),
    ...foldImages(files.filter((file) => file.kind === 'image')),
    ...unreadable.slice(0, UNREADABLE_SHOWN).map(lineOf),
  ];
  const hiddenCount = Math.max(0, unreadable.length - UNREADABLE_SHOWN);
  return (
    <>
      <h2 className="mt-7 mb-2">Chosen files</h2>
      <Card>
        <ul>
          {lines.map((line) => (
            <FileLine key={line.key} line={line} onRemove={() => onRemove(line.paths)} />
          ))}
        </ul>
        {hiddenCount > 0 && (
          <p className="border-t border-line px-4 py-2.5 text-12 text-ink-3">
            and {formatCount(hiddenCount)} more that are not read
          </p>
        )}
      </Card>
    </>
  );
}

function FileLine({ line, onRemove }: { line: Line; onRemove: () => void }) {
  const Icon = ICONS[line.kind];
  const isBad = line.kind === 'unreadable';
  return (
    <li className="flex min-h-12 items-center gap-3 border-b border-line px-3.5 last:border-b-0">
      <Icon size={16} aria-hidden className={clsx('flex-none', isBad ? 'text-danger' : 'text-ink-3')} />
      <span className="w-45 flex-none truncate font-[540] narrow:w-36" title={line.name}>
        {line.name}
      </span>
      <span className={clsx('min-w-0 flex-1', isBad ? 'text-danger' : 'text-ink-2')}>{line.says}</span>
      <span className="figures text-ink-3">{formatBytes(line.sizeBytes)}</span>
      <IconButton label={`Take ${line.name} away`} onClick={onRemove}>
        <X size={14} aria-hidden />
      </IconButton>
    </li>
  );
}
