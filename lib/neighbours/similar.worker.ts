import { serveThread } from '@/lib/embeddings/serve-thread.server';
import { answerSimilar, type SimilarRequest, type SimilarResult } from '@/lib/neighbours/similar-thread.server';

serveThread<SimilarRequest, SimilarResult>(async (request) => ({ result: await answerSimilar(request), transfer: [] }));
