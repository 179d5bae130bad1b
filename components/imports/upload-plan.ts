import type { UploadKind } from '@/components/imports/upload-kinds';

export type ChosenFile<Source = unknown> = {
  path: string;
  sizeBytes: number;
  kind: UploadKind;
  reason: string | null;
  source: Source;
};
export type PlannedImport<Source = unknown> = { kind: 'images' | 'table'; name: string; files: ChosenFile<Source>[] };

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** A dataset's name from a file's: "kerbside-march.zip" → "Kerbside march". */
export function proposeName(path: string): string {
  const words = withoutEnding(baseName(path)).replaceAll(/[_-]+/g, ' ').trim();
  return words === '' ? 'New dataset' : words.charAt(0).toUpperCase() + words.slice(1);
}

function nameImages(files: readonly ChosenFile[]): string {
  const archive = files.find((file) => file.kind === 'archive');
  if (archive) return proposeName(archive.path);
  const folder = files[0]?.path.split('/').slice(0, -1)[0];
  return folder === undefined ? 'Images' : proposeName(`${folder}/${folder}.`);
}

/**
 * How chosen files become imports: all images and archives together one, every table one of its own.
 * Files that cannot be read are left out.
 */
export function planImports<Source>(files: readonly ChosenFile<Source>[]): PlannedImport<Source>[] {
  const pictures = files.filter((file) => file.kind === 'image' || file.kind === 'archive');
  const tables = files.filter((file) => file.kind === 'table');
  const ofTables = tables.map(
    (file): PlannedImport<Source> => ({ kind: 'table', name: proposeName(file.path), files: [file] }),
  );
  return pictures.length === 0
    ? ofTables
    : [{ kind: 'images', name: nameImages(pictures), files: pictures }, ...ofTables];
}
