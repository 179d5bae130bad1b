import { beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { findSamplePlace } from '@/lib/review/sample-place-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;
const at = (index: number): string => desk.sampleIds[index] ?? '';
const placeOf = async (index: number, filter: SampleFilter = {}) =>
  findSamplePlace(db(), await openDataset(db(), desk.datasetId), at(index), filter);

// Ten samples; 2, 5 and 7 are labeled.
beforeAll(async () => {
  desk = await makeDesk(database.pool, { count: 10 });
  await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(2), at(5), at(7)] });
});

describe('the place of a sample', () => {
  it('is its rank in the list with the samples before and after', async () => {
    expect(await placeOf(4)).toEqual({ previousId: at(3), nextId: at(5), position: 5, totalCount: 10 });
  });

  it('has no neighbour beyond either end', async () => {
    expect(await placeOf(0)).toMatchObject({ previousId: null, nextId: at(1), position: 1 });
    expect(await placeOf(9)).toMatchObject({ previousId: at(8), nextId: null, position: 10 });
  });

  it('stays within the filter', async () => {
    expect(await placeOf(5, { state: 'labeled' })).toEqual({
      previousId: at(2),
      nextId: at(7),
      position: 2,
      totalCount: 3,
    });
  });

  it('is between two samples when the sample itself does not match any more', async () => {
    expect(await placeOf(6, { state: 'labeled' })).toEqual({
      previousId: at(5),
      nextId: at(7),
      position: null,
      totalCount: 3,
    });
  });
});
