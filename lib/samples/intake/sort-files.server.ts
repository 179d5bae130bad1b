import {
  IMAGE_KINDS,
  isImageExtension,
  isTableExtension,
  recognizeBytes,
  refuseAsImage,
} from '@/lib/samples/intake/file-kind';
import type { IntakeFile, IntakeProblem } from '@/lib/samples/intake/intake-message';
import { readHead } from '@/lib/samples/intake/open-table.server';

const HEAD_BYTES = 512;

/** Files by what their first bytes say, and those that are neither pictures nor tables. */
export type SortedFiles = {
  archives: IntakeFile[];
  images: IntakeFile[];
  tables: IntakeFile[];
  problems: IntakeProblem[];
};

/** Sorts files by their bytes; a name matters only where the bytes are plain text. */
export async function sortFiles(files: readonly IntakeFile[]): Promise<SortedFiles> {
  const sorted: SortedFiles = { archives: [], images: [], tables: [], problems: [] };
  for (const file of files) {
    const found = recognizeBytes(await readHead(file.path, HEAD_BYTES));
    if (found.kind === 'zip') sorted.archives.push(file);
    else if (IMAGE_KINDS.some((kind) => kind === found.kind)) sorted.images.push(file);
    else if (found.kind === 'text' && !isImageExtension(file.extension) && file.extension !== 'zip')
      sorted.tables.push(file);
    else sorted.problems.push(fileProblem(file, describeForeign(file, found)));
  }
  return sorted;
}

/** A problem of a file as a whole; the parent knows the file's name. */
export function fileProblem(file: IntakeFile, reason: string): IntakeProblem {
  return { filePosition: file.position, position: 0, name: '', reason, sizeBytes: file.sizeBytes };
}

function describeForeign(file: IntakeFile, found: ReturnType<typeof recognizeBytes>): string {
  if (found.kind === 'empty') return 'The file is empty: it has 0 bytes.';
  if (isTableExtension(file.extension)) {
    return `The name says ${file.extension.toUpperCase()}, but it contains ${found.says}. Texts can be CSV, TSV, JSON Lines or one per line.`;
  }
  if (file.extension === 'zip') return `The name says ZIP, but it contains ${found.says}.`;
  const reason = refuseAsImage(file.extension, found) ?? '';
  return isImageExtension(file.extension)
    ? reason
    : `It contains ${found.says}. Sheaf takes pictures (PNG, JPEG, WebP, GIF, or a zip of them) and texts (CSV, TSV, JSON Lines, or one per line).`;
}
