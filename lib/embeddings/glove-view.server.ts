import type { ModelView } from '@/lib/embeddings/embedding-model';
import { readWordTable } from '@/lib/embeddings/glove-install.server';
import { findWords } from '@/lib/embeddings/glove-words';
import type { ModelSpec } from '@/lib/embeddings/models';

/** Words that are listed at most; a long text goes on after them. */
const listedWordLimit = 1_024;

let vocabulary: Promise<ReadonlyMap<string, number>> | undefined;

/** The rows of the words, without their vectors: a process that only shows words holds no more. */
async function readVocabulary(spec: ModelSpec): Promise<ReadonlyMap<string, number>> {
  vocabulary ??= readWordTable(spec).then(({ words }) => new Map(words.map((word, row) => [word, row])));
  // The model may be installed a moment later.
  vocabulary.catch(() => {
    vocabulary = undefined;
  });
  return vocabulary;
}

/** The words that the word model looks up for a text, by the code that embeds it. Throws Invalid when it is not installed. */
export async function describeWords(spec: ModelSpec, text: string): Promise<ModelView> {
  const words = findWords(text, await readVocabulary(spec));
  return {
    modality: 'text',
    modelName: spec.name,
    unit: 'word',
    pieces: words.slice(0, listedWordLimit).map(({ word, row }) => ({ piece: word, id: row })),
    cutAt: null,
    limit: listedWordLimit,
  };
}
