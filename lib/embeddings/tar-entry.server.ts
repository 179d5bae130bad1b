const blockBytes = 512;

/**
 * The bytes of one file inside a tar stream, piece by piece; what stands before it is passed over, and nothing behind it
 * is read. Sizes are octal; other forms do not occur in packages of npm. Throws when there is no such file or it is cut.
 */
export async function* readTarEntry(tar: AsyncIterable<Uint8Array>, entryName: string): AsyncGenerator<Uint8Array> {
  let waiting = new Uint8Array(0);
  let [skipBytes, takeBytes] = [0, 0];
  for await (const piece of tar) {
    waiting = waiting.length === 0 ? new Uint8Array(piece) : new Uint8Array(Buffer.concat([waiting, piece]));
    while (waiting.length > 0) {
      if (takeBytes > 0) {
        const part = waiting.subarray(0, takeBytes);
        takeBytes -= part.length;
        waiting = waiting.subarray(part.length);
        yield part;
        if (takeBytes === 0) return;
      } else if (skipBytes > 0) {
        const passed = Math.min(skipBytes, waiting.length);
        skipBytes -= passed;
        waiting = waiting.subarray(passed);
      } else if (waiting.length < blockBytes) {
        break;
      } else {
        const { name, sizeBytes } = readHeader(waiting);
        waiting = waiting.subarray(blockBytes);
        if (name === entryName) takeBytes = sizeBytes;
        else skipBytes = Math.ceil(sizeBytes / blockBytes) * blockBytes;
      }
    }
  }
  throw new Error(`The archive ends before the end of ${entryName}.`);
}

function readHeader(block: Uint8Array): { name: string; sizeBytes: number } {
  const text = Buffer.from(block.buffer, block.byteOffset, blockBytes).toString('latin1');
  const name = text.slice(0, 100).split('\0')[0] ?? '';
  const sizeBytes = Number.parseInt(text.slice(124, 136), 8);
  return { name, sizeBytes: Number.isFinite(sizeBytes) ? sizeBytes : 0 };
}
