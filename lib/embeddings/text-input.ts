import type { Token, UnigramTokenizer } from '@/lib/embeddings/unigram-tokenizer';

/** Tokens of a text that enter the text model; what follows is cut. */
export const maxTokenCount = 128;

/** Characters (UTF-16 units) of a text that are read at all: far more than 128 tokens ever need. */
export const readLengthLimit = 16_384;

/** Names this text preprocessing in the EmbeddingModel row; any change below must change it. */
export const textPreprocessing = `nfkc-unigram-${maxTokenCount}/1`;

/** All tokens of the part that is read; those from `maxTokenCount` on are cut and only shown. */
export function readTokens(tokenizer: UnigramTokenizer, text: string): Token[] {
  return tokenizer.tokenize(text.slice(0, readLengthLimit));
}

/** The token ids that the model is given for a text, 1..128 of them: the start of `readTokens`. */
export function readTokenIds(tokenizer: UnigramTokenizer, text: string): Int32Array {
  const tokens = tokenizer.tokenize(text.slice(0, readLengthLimit), maxTokenCount);
  return Int32Array.from(tokens.slice(0, maxTokenCount), (token) => token.id);
}
