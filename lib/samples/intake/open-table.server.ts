import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Encoding, guessUtf16, readByteOrderMark, readText } from '@/lib/samples/intake/encoding';

const PIECE_BYTES = 256 * 1024;
const LF = 0x0a;

/** The first bytes of a file, at most `lengthBytes`. */
export async function readHead(path: string, lengthBytes: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(lengthBytes);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, lengthBytes - length, length);
      length += bytesRead;
      if (bytesRead === 0 || length === lengthBytes) return buffer.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

/** The text of a file in an encoding, piece by piece, without its byte order mark. */
export async function* readTextFile(
  path: string,
  encoding: Encoding,
): AsyncGenerator<{ text: string; bytesRead: number }> {
  const mark = readByteOrderMark(await readHead(path, 3));
  const start = mark !== null && mark.encoding === encoding ? mark.lengthBytes : 0;
  const reader = readText(encoding);
  let bytesRead = start;
  for await (const piece of createReadStream(path, { start, highWaterMark: PIECE_BYTES })) {
    const bytes: Buffer = piece;
    bytesRead += bytes.length;
    yield { text: reader.decode(bytes), bytesRead };
  }
  yield { text: reader.end(), bytesRead };
}

/**
 * The encoding of a text file: its byte order mark, zeros that give UTF-16 away, valid UTF-8, else Windows-1252. A file
 * in which at most one in fifty lines with more than ASCII is broken stays UTF-8, and those lines are left out.
 */
export async function detectEncoding(path: string): Promise<{ encoding: Encoding; warning: string | null }> {
  const head = await readHead(path, 4096);
  const marked = readByteOrderMark(head)?.encoding ?? guessUtf16(head);
  if (marked !== null) return { encoding: marked, warning: null };
  const { brokenLines, wideLines } = await countUtf8Lines(path);
  if (brokenLines === 0) return { encoding: 'utf-8', warning: null };
  if (brokenLines * 50 <= wideLines) {
    return { encoding: 'utf-8', warning: `${brokenLines} lines are not valid UTF-8 and are left out.` };
  }
  return {
    encoding: 'windows-1252',
    warning: 'The file is not UTF-8. It is read as Windows-1252: check that the letters with accents look right.',
  };
}

/** Lines that are not UTF-8, and lines that are and hold more than ASCII. Whole pieces that are valid are not split. */
async function countUtf8Lines(path: string): Promise<{ brokenLines: number; wideLines: number }> {
  const counts = { brokenLines: 0, wideLines: 0 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(LF) + 1;
    countLines(bytes.subarray(0, end), counts);
    rest = bytes.subarray(end);
    // A line longer than any row may be is broken already; holding more of it would only fill memory.
    if (rest.length > 64 * PIECE_BYTES) rest = rest.subarray(0, PIECE_BYTES);
  }
  countLines(rest, counts);
  return counts;
}

function countLines(bytes: Buffer, counts: { brokenLines: number; wideLines: number }): void {
  if (isAscii(bytes)) return;
  const isValid = isUtf8(bytes);
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LF, start);
    const end = found === -1 ? bytes.length : found + 1;
    const line = bytes.subarray(start, end);
    if (!isValid && !isUtf8(line)) counts.brokenLines += 1;
    else if (counts.wideLines < 100_000 && !isAscii(line)) counts.wideLines += 1;
    start = end;
  }
}
