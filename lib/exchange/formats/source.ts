import type { ManifestRow, VersionSummary } from '@/lib/versions/version';

/** What a format writes from: one frozen version, and nothing of the moment. */
export type ExportSource = {
  modality: 'image' | 'text';
  raw: boolean;
  /** Whether samples could carry several classes: then cells and rows hold lists. */
  isMultiLabel: boolean;
  classes: VersionSummary['classCounts'];
  /** All rows in ascending order of sample id; can be read several times. */
  readRows: () => AsyncIterable<ManifestRow>;
  /** Called for every row that is written. */
  onRow: () => void;
};

/** Turns a version into the bytes of a file: the same version gives the same bytes on every day and machine. */
export type FormatWriter = (source: ExportSource) => AsyncIterable<Uint8Array>;

const CHUNK_CHARACTERS = 64 * 1024;

/** Joins short strings into chunks of UTF-8 of some 64 KB, so that a file is not written line by line. */
export async function* encodeLines(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let pending = '';
  for await (const line of lines) {
    pending += line;
    if (pending.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(pending);
    pending = '';
  }
  if (pending !== '') yield encoder.encode(pending);
}
