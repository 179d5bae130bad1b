import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { specOf } from '@/lib/embeddings/chosen-model.server';
import { Embedder, type EmbedRequest } from '@/lib/embeddings/embedder.server';
import type { EmbeddingModelSummary } from '@/lib/embeddings/embedding-model';
import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { readTokenIds } from '@/lib/embeddings/text-input';
import type { Meaning } from '@/lib/neighbours/neighbours';
import { readQueryPicture } from '@/lib/samples/query-picture.server';
import { outDir } from '@/lib/samples/staging.server';

const idleMs = 5 * 60_000;
const keptCount = 100;

type Given = Exclude<Meaning, { sampleId: string }>;

/**
 * Embeds what a search by meaning starts from, by the very code that embeds samples. The model of the last question stays
 * loaded in one thread for five minutes; the newest 100 embeddings are kept.
 */
export class QuestionEmbedder {
  readonly #kept = new Map<string, Float32Array>();
  #open: { name: string; embedder: Promise<Embedder>; timer: NodeJS.Timeout } | null = null;

  /** Null where the model cannot read what is given: a phrase by a model of pictures, anything by brought vectors. */
  async embed(model: EmbeddingModelSummary, given: Given): Promise<Float32Array | null> {
    if (model.source === 'vectors' || 'phrase' in given !== (model.modality === 'text')) return null;
    const key = `${model.id} ${JSON.stringify(given)}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const spec = specOf(model);
    const embedder = await this.#embedderOf(spec);
    const vector = await embedder.embed(await prepare(spec, given));
    this.#kept.set(key, vector);
    for (const oldest of [...this.#kept.keys()].slice(0, -keptCount)) this.#kept.delete(oldest);
    return vector;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    if (this.#open === null) return;
    clearTimeout(this.#open.timer);
    const { embedder } = this.#open;
    this.#open = null;
    await embedder.then((opened) => opened.close()).catch(() => undefined);
  }

  async #embedderOf(spec: ModelSpec): Promise<Embedder> {
    const name = `${spec.name} ${spec.weightsHash}`;
    if (this.#open !== null && this.#open.name !== name) await this.close();
    if (this.#open === null) {
      const embedder = Embedder.open(spec);
      this.#open = { name, embedder, timer: setTimeout(() => void this.close(), idleMs).unref() };
      embedder.catch(() => void this.close());
    }
    this.#open.timer.refresh();
    return this.#open.embedder;
  }
}

async function prepare(spec: ModelSpec, given: Given): Promise<EmbedRequest> {
  if ('phrase' in given) {
    if (spec.family === 'word-vectors') return { kind: 'words', texts: [given.phrase] };
    return { kind: 'text', tokens: [readTokenIds(await readTokenizer(), given.phrase)] };
  }
  const viewHash = await readQueryPicture(given.picture);
  const view = await readFile(path.join(outDir(given.picture), viewHash));
  return { kind: 'image', pictures: [await decodeImage(view, spec.own?.settings.sidePx)] };
}
