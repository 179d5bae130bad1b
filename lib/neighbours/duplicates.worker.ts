import { serveThread } from '@/lib/embeddings/serve-thread.server';
import type { GraphProgress } from '@/lib/math/neighbours/neighbour-graph';
import {
  answerDuplicates,
  type DuplicatesRequest,
  type DuplicatesResult,
} from '@/lib/neighbours/duplicates-thread.server';

serveThread<DuplicatesRequest, DuplicatesResult, GraphProgress>(async (request, report) => ({
  result: await answerDuplicates(request, report),
  transfer: [],
}));
