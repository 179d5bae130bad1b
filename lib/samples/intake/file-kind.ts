import { baseName } from '@/lib/samples/intake/display-name';

export const IMAGE_KINDS = ['png', 'jpeg', 'webp', 'gif'] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** What the first bytes of a file say it is. `says` completes "contains …". */
export type FileKind = { kind: ImageKind; says: string } | { kind: 'zip' | 'empty' | 'text' | 'other'; says: string };

const IMAGE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'jpe', 'jfif', 'webp', 'gif'];
const FOREIGN_IMAGE_EXTENSIONS = ['svg', 'bmp', 'tif', 'tiff', 'heic', 'heif', 'avif', 'ico', 'jxl', 'psd'];
const TABLE_EXTENSIONS = ['csv', 'tsv', 'tab', 'jsonl', 'ndjson', 'json', 'txt', 'text'];
const KNOWN_EXTENSIONS = new Set([...IMAGE_EXTENSIONS, ...FOREIGN_IMAGE_EXTENSIONS, ...TABLE_EXTENSIONS, 'zip']);

export const MEDIA_TYPES: Record<ImageKind, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
};

const SIGNATURES: readonly { bytes: string; at?: number; kind: FileKind['kind']; says: string }[] = [
  { bytes: '\x89PNG\r\n\x1a\n', kind: 'png', says: 'a PNG picture' },
  { bytes: '\xff\xd8\xff', kind: 'jpeg', says: 'a JPEG picture' },
  { bytes: 'GIF87a', kind: 'gif', says: 'a GIF picture' },
  { bytes: 'GIF89a', kind: 'gif', says: 'a GIF picture' },
  { bytes: 'WEBPVP8', at: 8, kind: 'webp', says: 'a WebP picture' },
  { bytes: 'PK\x03\x04', kind: 'zip', says: 'a zip archive' },
  { bytes: 'PK\x05\x06', kind: 'zip', says: 'an empty zip archive' },
  { bytes: 'Rar!\x1a\x07', kind: 'other', says: 'a RAR archive' },
  { bytes: '7z\xbc\xaf\x27\x1c', kind: 'other', says: 'a 7-Zip archive' },
  { bytes: '\x1f\x8b', kind: 'other', says: 'gzip data' },
  { bytes: 'BZh', kind: 'other', says: 'bzip2 data' },
  { bytes: '\xfd7zXZ\x00', kind: 'other', says: 'xz data' },
  { bytes: '(\xb5/\xfd', kind: 'other', says: 'Zstandard data' },
  { bytes: 'ustar', at: 257, kind: 'other', says: 'a tar archive' },
  { bytes: '%PDF-', kind: 'other', says: 'a PDF document' },
  { bytes: 'ftypheic', at: 4, kind: 'other', says: 'a HEIC picture' },
  { bytes: 'ftypheix', at: 4, kind: 'other', says: 'a HEIC picture' },
  { bytes: 'ftypmif1', at: 4, kind: 'other', says: 'a HEIF picture' },
  { bytes: 'ftypavif', at: 4, kind: 'other', says: 'an AVIF picture' },
  { bytes: 'ftyp', at: 4, kind: 'other', says: 'a video' },
  { bytes: 'II*\x00', kind: 'other', says: 'a TIFF picture' },
  { bytes: 'MM\x00*', kind: 'other', says: 'a TIFF picture' },
  { bytes: '8BPS', kind: 'other', says: 'a Photoshop document' },
  { bytes: '\x00\x00\x01\x00', kind: 'other', says: 'an icon' },
  { bytes: 'PAR1', kind: 'other', says: 'a Parquet table' },
  { bytes: 'SQLite format 3\x00', kind: 'other', says: 'an SQLite database' },
  { bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', kind: 'other', says: 'an old Office document' },
  { bytes: '\x7fELF', kind: 'other', says: 'a program' },
  { bytes: 'MZ\x90', kind: 'other', says: 'a program' },
  { bytes: 'OggS', kind: 'other', says: 'a sound or video' },
  { bytes: 'RIFF', kind: 'other', says: 'a sound or video' },
  { bytes: 'ID3', kind: 'other', says: 'a sound' },
];

/** Tells a file by its first bytes (512 are enough); `head` holds all of a shorter file. */
export function recognizeBytes(head: Uint8Array): FileKind {
  if (head.length === 0) return { kind: 'empty', says: 'nothing: it has 0 bytes' };
  const start = String.fromCharCode(...head.subarray(0, 512));
  const found = SIGNATURES.find(({ bytes, at }) => start.startsWith(bytes, at ?? 0));
  if (found !== undefined) return { kind: found.kind, says: found.says } as FileKind;
  // BMP has two letters only, which a text may begin with too: its header must name a known size as well.
  if (start.startsWith('BM') && [12, 40, 52, 56, 108, 124].includes(start.charCodeAt(14))) {
    return { kind: 'other', says: 'a BMP picture' };
  }
  return recognizeText(start);
}

function recognizeText(start: string): FileKind {
  const text = start.replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').replaceAll('\x00', '');
  const trimmed = text.trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<script|<body|<head|<iframe)/.test(trimmed)) return { kind: 'text', says: 'a web page' };
  if (/^(<svg|<\?xml[\s\S]*<svg)/.test(trimmed)) return { kind: 'text', says: 'an SVG drawing' };
  if (trimmed.startsWith('<?xml')) return { kind: 'text', says: 'XML' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell bytes from text.
  const controls = text.match(/[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]/g)?.length ?? 0;
  if (controls > 2 + text.length / 50) return { kind: 'other', says: 'bytes of no kind that is known here' };
  return { kind: 'text', says: 'text' };
}

/** The extension of a name when it is one that matters here; '' otherwise. */
export function knownExtension(name: string): string {
  const extension = /\.([A-Za-z0-9]{1,6})$/.exec(baseName(name))?.[1]?.toLowerCase() ?? '';
  return KNOWN_EXTENSIONS.has(extension) ? extension : '';
}

export const isImageExtension = (extension: string) =>
  IMAGE_EXTENSIONS.includes(extension) || FOREIGN_IMAGE_EXTENSIONS.includes(extension);
export const isTableExtension = (extension: string) => TABLE_EXTENSIONS.includes(extension);

/** Why bytes are no picture that can be taken, naming what the name promised; null for one of the four kinds. */
export function refuseAsImage(extension: string, found: FileKind): string | null {
  if (IMAGE_KINDS.some((kind) => kind === found.kind)) return null;
  if (found.kind === 'empty') return 'The file is empty: it has 0 bytes.';
  if (found.kind === 'zip') return 'An archive inside an archive is not opened. Unpack it and import what it holds.';
  const promise = extension === '' ? 'It' : `The name says ${extension.toUpperCase()}, but it`;
  return `${promise} contains ${found.says}. Pictures can be PNG, JPEG, WebP or GIF.`;
}

/** Files that systems leave in archives and folders, which nobody means to import. */
export function isSystemFile(name: string): boolean {
  const base = baseName(name);
  return (
    /(^|[/\\])__MACOSX[/\\]/.test(name) ||
    base.startsWith('._') ||
    ['.DS_Store', 'Thumbs.db', 'ehthumbs.db', 'desktop.ini', '.gitkeep', '.gitignore'].includes(base)
  );
}
