import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import type { LeaseInputs } from '@/lib/embeddings/lease-codec';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import type { PendingSample } from '@/lib/embeddings/repo.server';
import { readTokenIds } from '@/lib/embeddings/text-input';
import { readBlob } from '@/lib/storage/blobs.server';

/** Row i of the inputs is `sampleIds[i]`. */
export type PreparedLease = { sampleIds: string[]; inputs: LeaseInputs };

/**
 * Prepares samples as the model takes them, by the code that prepares them for the server's own embedding: a page that
 * decoded the pictures itself would see other pixels. What cannot be read is left out; the server's own turn records why.
 */
export async function prepareLease(
  samples: readonly PendingSample[],
  modality: 'text' | 'image',
): Promise<PreparedLease> {
  if (modality === 'text') return prepareTexts(samples);
  const read = await Promise.all(samples.map(readPicture));
  const pictures = read.filter((picture) => picture !== null);
  const inputs = { kind: 'image', pictures: pictures.map(({ rgb }) => rgb) } as const;
  return { sampleIds: pictures.map(({ id }) => id), inputs };
}

async function prepareTexts(samples: readonly PendingSample[]): Promise<PreparedLease> {
  const tokenizer = await readTokenizer();
  const texts = samples.flatMap(({ id, text }) =>
    text === null ? [] : [{ id, tokens: readTokenIds(tokenizer, text) }],
  );
  const inputs = { kind: 'text', tokens: texts.map(({ tokens }) => tokens) } as const;
  return { sampleIds: texts.map(({ id }) => id), inputs };
}

async function readPicture({ id, viewHash }: PendingSample): Promise<{ id: string; rgb: Uint8Array } | null> {
  if (viewHash === null) return null;
  try {
    return { id, rgb: await decodeImage(await readBlob(viewHash)) };
  } catch {
    return null;
  }
}
