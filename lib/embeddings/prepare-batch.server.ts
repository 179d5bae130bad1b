import type { EmbedRequest } from '@/lib/embeddings/embedder.server';
import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import type { PendingSample } from '@/lib/embeddings/repo.server';
import { readTokenIds } from '@/lib/embeddings/text-input';
import type { UnigramTokenizer } from '@/lib/embeddings/unigram-tokenizer';
import { readBlob } from '@/lib/storage/blobs.server';

/** A sample that the model cannot read, and why, as a sentence for the person. */
export type SampleProblem = { sampleId: string; reason: string };

/** Samples that go through the model together: row i of the request is `sampleIds[i]`. */
export type PreparedBatch = {
  sampleIds: string[];
  /** Null when no sample of the batch could be read. */
  request: EmbedRequest | null;
  problems: SampleProblem[];
};

const noText = 'The sample has no text. Delete it, or import its file again.';
const imageBatchSize = 8;
/** Tokens of one text batch: some 0.15 s of one core. */
const tokensPerBatch = 512;
const wordBatchSize = 2_048;

/** Divides samples into batches of their modality; texts of similar length together, pictures at `sidePx` or the backbone's size. */
export function planBatches(
  samples: readonly PendingSample[],
  tokenizer: UnigramTokenizer | null,
  sidePx?: number,
): (() => Promise<PreparedBatch>)[] {
  if (tokenizer === null) return divide(samples, imageBatchSize).map((part) => () => prepareImages(part, sidePx));
  const texts = samples.map((sample) => ({
    sample,
    tokens: sample.text === null ? null : readTokenIds(tokenizer, sample.text),
  }));
  const readable = texts.filter((text): text is TokenizedSample => text.tokens !== null);
  readable.sort((a, b) => a.tokens.length - b.tokens.length);
  const missing = texts
    .filter(({ tokens }) => tokens === null)
    .map(({ sample }) => ({
      sampleId: sample.id,
      reason: noText,
    }));
  const batches = divideByTokens(readable).map((part) => async () => prepareTexts(part));
  if (missing.length > 0) batches.push(async () => ({ sampleIds: [], request: null, problems: missing }));
  return batches;
}

/** Divides texts into batches for word vectors, which read them as they are. */
export function planWordBatches(samples: readonly PendingSample[]): (() => Promise<PreparedBatch>)[] {
  return divide(samples, wordBatchSize).map((part) => async () => {
    const isReadable = ({ text }: PendingSample) => text !== null && text.trim() !== '';
    const readable = part.filter(isReadable);
    const problems = part.filter((sample) => !isReadable(sample)).map(({ id }) => ({ sampleId: id, reason: noText }));
    const texts = readable.map(({ text }) => text ?? '');
    return { sampleIds: readable.map(({ id }) => id), request: { kind: 'words', texts }, problems };
  });
}

type TokenizedSample = { sample: PendingSample; tokens: Int32Array };

function prepareTexts(part: readonly TokenizedSample[]): PreparedBatch {
  const tokens = part.map((text) => text.tokens);
  return { sampleIds: part.map(({ sample }) => sample.id), request: { kind: 'text', tokens }, problems: [] };
}

async function prepareImages(samples: readonly PendingSample[], sidePx?: number): Promise<PreparedBatch> {
  const read = await Promise.all(samples.map((sample) => readPicture(sample, sidePx)));
  const pictures = read.filter((picture): picture is ReadPicture => 'rgb' in picture);
  const problems = read.filter((picture): picture is SampleProblem => 'reason' in picture);
  if (pictures.length === 0) return { sampleIds: [], request: null, problems };
  const request = { kind: 'image', pictures: pictures.map(({ rgb }) => rgb) } as const;
  return { sampleIds: pictures.map(({ sampleId }) => sampleId), request, problems };
}

type ReadPicture = { sampleId: string; rgb: Uint8Array };

async function readPicture(
  { id, preview, viewHash }: PendingSample,
  sidePx?: number,
): Promise<ReadPicture | SampleProblem> {
  if (viewHash === null)
    return { sampleId: id, reason: `${preview} has no picture. Delete it, or import its file again.` };
  try {
    return { sampleId: id, rgb: await decodeImage(await readBlob(viewHash), sidePx) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { sampleId: id, reason: `${preview} could not be read as a picture: ${said}. Import its file again.` };
  }
}

/**
 * Batches of about as many tokens, from texts in the order of their length. The encoder is fastest on texts of one
 * length, so a batch that is half full ends where the length changes.
 */
function divideByTokens(texts: readonly TokenizedSample[]): TokenizedSample[][] {
  const batches: TokenizedSample[][] = [];
  let [batch, tokenCount]: [TokenizedSample[], number] = [[], 0];
  for (const text of texts) {
    const { length } = text.tokens;
    const isOtherLength = length !== batch.at(-1)?.tokens.length;
    const limit = isOtherLength ? tokensPerBatch / 2 : tokensPerBatch;
    if (batch.length > 0 && tokenCount + length > limit) {
      batches.push(batch);
      [batch, tokenCount] = [[], 0];
    }
    batch.push(text);
    tokenCount += length;
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

function divide<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
