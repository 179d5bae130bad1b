export type UploadKind = 'archive' | 'image' | 'table' | 'unreadable';
export type Classified = { kind: UploadKind; reason: string | null };

const KINDS: Record<string, Exclude<UploadKind, 'unreadable'>> = {
  zip: 'archive',
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  csv: 'table',
  tsv: 'table',
  jsonl: 'table',
  ndjson: 'table',
  txt: 'table',
};

const REASONS: Record<string, string> = {
  heic: 'HEIF images are not read. Save it as JPEG or PNG.',
  heif: 'HEIF images are not read. Save it as JPEG or PNG.',
  avif: 'AVIF images are not read. Save it as JPEG or PNG.',
  svg: 'SVG is not an image type that Sheaf reads. Save it as PNG.',
  bmp: 'BMP images are not read. Save it as PNG.',
  tif: 'TIFF images are not read. Save it as PNG.',
  tiff: 'TIFF images are not read. Save it as PNG.',
  xlsx: 'Spreadsheets are not read. Save the sheet as CSV.',
  xls: 'Spreadsheets are not read. Save the sheet as CSV.',
  ods: 'Spreadsheets are not read. Save the sheet as CSV.',
  json: 'A JSON file has to hold one object a line. Save it as JSON Lines, ending in .jsonl.',
  parquet: 'Parquet is not read yet. Save it as CSV or JSON Lines.',
  pdf: 'PDF is not read. Save its text as one text a line, ending in .txt.',
  gz: 'Only zip archives are read. Unpack it, or pack it as zip.',
  tar: 'Only zip archives are read. Unpack it, or pack it as zip.',
  tgz: 'Only zip archives are read. Unpack it, or pack it as zip.',
  rar: 'Only zip archives are read. Unpack it, or pack it as zip.',
  '7z': 'Only zip archives are read. Unpack it, or pack it as zip.',
};

function endingOf(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot < 0 ? '' : base.slice(dot + 1).toLowerCase();
}

/** Files that systems put into folders and that nobody means to import: ".DS_Store", "__MACOSX/…", "Thumbs.db". */
export function isSystemFile(path: string): boolean {
  const parts = path.split('/');
  const base = parts.at(-1) ?? '';
  return parts.includes('__MACOSX') || base.startsWith('.') || base === 'Thumbs.db' || base === 'desktop.ini';
}

/**
 * What a chosen file will be read as, from its name and size alone; the server looks at the bytes.
 * @param uploadLimitBytes the most that one file may have
 */
export function classifyUpload(
  file: { name: string; sizeBytes: number },
  uploadLimitBytes: number,
  sayBytes: (sizeBytes: number) => string,
): Classified {
  const ending = endingOf(file.name);
  if (file.sizeBytes === 0) return { kind: 'unreadable', reason: 'The file is empty.' };
  if (file.sizeBytes > uploadLimitBytes) {
    const reason = `The file has ${sayBytes(file.sizeBytes)}; at most ${sayBytes(uploadLimitBytes)} are read. Cut it into parts.`;
    return { kind: 'unreadable', reason };
  }
  const kind = KINDS[ending];
  if (kind !== undefined) return { kind, reason: null };
  const unknown =
    ending === '' ? 'A file without an ending is not read.' : `Files that end in .${ending} are not read.`;
  return { kind: 'unreadable', reason: REASONS[ending] ?? `${unknown} Images, zip archives and tables are.` };
}
