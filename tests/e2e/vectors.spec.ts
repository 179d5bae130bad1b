import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { connectApi, importFiles, textFile, waitForJobs } from '@/tests/support/api';
import { npyOfFloats, npyOfTexts } from '@/tests/support/npy-bytes';

const COUNT = 60;

/** Three groups that have nothing to do with the texts: row r belongs to group r % 3, by its direction. */
function makeVectors(count: number): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: 12 }, (_, i) => (i % 3 === row % 3 ? 1 : 0) + 0.01 * Math.sin(row + i)),
  );
}

const upload = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

test('vectors of one’s own are matched, brought in, and cluster the dataset', async ({ page, baseURL }) => {
  const api = connectApi(baseURL ?? '', 'Ada');
  const table = ['ref,text', ...Array.from({ length: COUNT }, (_, row) => `n-${row},Note ${row} of many words`)];
  const imported = await importFiles(api, { datasetName: `Vectors ${Date.now()}` }, [
    textFile('notes.csv', table.join('\n')),
  ]);
  const datasetId = imported.datasetId ?? '';
  await waitForJobs(api, datasetId);

  await page.goto(`/datasets/${datasetId}`);
  await page.getByRole('link', { name: 'Bring vectors' }).click();
  await expect(page.getByRole('heading', { name: 'Bring vectors' })).toBeVisible();
  const ids = [...Array.from({ length: COUNT - 2 }, (_, row) => `n-${row}`), 'unknown'];
  await page
    .getByLabel('Files of vectors')
    .setInputFiles([upload('mine.npy', npyOfFloats(makeVectors(COUNT - 1))), upload('ids.npy', npyOfTexts(ids))]);

  const facts = page.getByRole('region', { name: 'What will happen' });
  await expect(facts.getByText('Samples with a vector')).toBeVisible();
  await expect(page.getByText('59 rows of 12 numbers · float32')).toBeVisible();
  await expect(page.getByLabel('The ids are matched to')).toHaveValue('external-id');
  await expect(page.getByRole('cell', { name: 'unknown' })).toBeVisible();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  await page.getByRole('button', { name: 'Bring 58 vectors' }).click();
  await expect(page.getByText('58 samples have a vector by mine')).toBeVisible();
  await waitForJobs(api, datasetId);
  const { runs } = await api.get<{ runs: { modelName: string; sampleCount: number }[] }>(
    `/api/datasets/${datasetId}/cluster-runs`,
  );
  expect(runs[0]).toMatchObject({ modelName: 'mine', sampleCount: 58 });
});
