import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { IntakeMessage } from '@/lib/samples/intake/intake-message';
import { readVectors } from '@/lib/samples/intake/read-vectors.server';
import type { VectorRowMessage, VectorSource } from '@/lib/samples/intake/vectors';

export type ReadBack = { source: VectorSource; rows: VectorRowMessage[]; values: number[] };

/** Reads files as the intake child does, in this process. */
export async function readBack(files: readonly Buffer[], idColumn: string | null = null): Promise<ReadBack> {
  const dir = path.join(tmpdir(), `sheaf-vectors-${randomUUID()}`);
  await mkdir(dir);
  try {
    const staged = await Promise.all(
      files.map(async (bytes, position) => {
        const file = path.join(dir, String(position));
        await writeFile(file, bytes);
        return { position, path: file, sizeBytes: bytes.length, extension: '' };
      }),
    );
    const outFile = path.join(dir, 'vectors.f32');
    const rows: VectorRowMessage[] = [];
    let end: (IntakeMessage & { type: 'vectors' }) | undefined;
    await readVectors({ task: 'read-vectors', files: staged, outDir: dir, outFile, idColumn }, async (message) => {
      if (message.type === 'vector-rows') rows.push(...message.rows);
      if (message.type === 'vectors') end = message;
    });
    if (end === undefined) throw new Error('Reading ended without a summary.');
    const bytes = await readFile(outFile);
    return { source: end.source, rows, values: [...new Float32Array(new Uint8Array(bytes).buffer)] };
  } finally {
    await rm(dir, { recursive: true });
  }
}
