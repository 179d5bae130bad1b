import { z } from 'zod';
import { startClusterRun } from '@/lib/clusters/cluster';
import { proposeK } from '@/lib/clusters/propose-k';
import { countForProposal, listRuns } from '@/lib/clusters/repo.server';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { startClustering } from '@/lib/review/start-compute.server';

const params = z.object({ datasetId: z.uuid() });

export const GET = readRoute({
  params,
  run: async ({ params }) => {
    const dataset = await openDataset(db(), params.datasetId);
    return { runs: await listRuns(db(), dataset), proposal: proposeK(await countForProposal(db(), dataset.id)) };
  },
});

export const POST = writeRoute({
  params,
  body: startClusterRun,
  run: async ({ params, body }) => startClustering(db(), await openDataset(db(), params.datasetId), body),
});
