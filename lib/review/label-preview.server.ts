import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { meaningLimit } from '@/lib/neighbours/neighbours';
import { openSelections } from '@/lib/review/facet-selection-repo.server';
import type { LabelPreview } from '@/lib/review/label-preview';
import { countLabelsOf } from '@/lib/review/label-preview-repo.server';
import { type MeaningSearch, toMeaning } from '@/lib/review/semantic';
import { rankByMeaning } from '@/lib/review/semantic.server';
import type { SampleFilter } from '@/lib/samples/sample';

type Asked = { filter: SampleFilter; search: MeaningSearch };

/**
 * Which labels the samples of a list carry, and whose they are, before they are opened as a group. Of a filter that matches
 * more than 20,000 every so-many-th is looked at. Throws NotFound, and Unavailable for a search by meaning without a worker.
 */
export async function previewLabels(tx: Tx, datasetId: string, { filter, search }: Asked): Promise<LabelPreview> {
  const dataset = await openDataset(tx, datasetId);
  if (toMeaning(search) !== null) {
    const { sampleIds } = await rankByMeaning(tx, datasetId, { search, filter, limit: meaningLimit });
    return { size: sampleIds.length, countedEvery: 1, ...(await countLabelsOf(tx, sampleIds, 1)) };
  }
  const { totalCount, every, ids } = await (await openSelections(tx, dataset, filter)).all;
  return { size: totalCount, countedEvery: every, ...(await countLabelsOf(tx, ids, every)) };
}
