import {
  type FindClustersProgress,
  type FindClustersRequest,
  type FoundClusters,
  findClusters,
} from '@/lib/clusters/find-clusters';
import { serveThread } from '@/lib/embeddings/serve-thread.server';

serveThread<FindClustersRequest, FoundClusters, FindClustersProgress>(async (request, report) => {
  const search = findClusters(request);
  let step = search.next();
  for (; !step.done; step = search.next()) report(step.value);
  const result = step.value;
  return {
    result,
    transfer: result.clusters.flatMap(({ rows, distances, centre }) => [rows.buffer, distances.buffer, centre.buffer]),
  };
});
