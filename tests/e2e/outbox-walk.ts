import { expect, type Page } from '@playwright/test';
import { createRandom } from '@/lib/math/random';
import { type Api, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { cursor, groupTitle, readAccept } from './review-walk';

export const badge = (page: Page) => page.getByTestId('outbox-badge');

/** Accepts the open group as the first class and waits for the next one; answers how many samples. */
export async function acceptFirstClass(page: Page): Promise<number> {
  const title = (await groupTitle(page).textContent()) ?? '';
  await page.keyboard.press('1');
  const { count } = await readAccept(page);
  await page.keyboard.press('Enter');
  await expect(groupTitle(page)).not.toHaveText(title);
  await expect(cursor(page)).toBeVisible();
  return count;
}

/** Waits until the groups after the open one were read, with which the page can go on by itself. */
export async function expectReadAhead(page: Page): Promise<void> {
  const countGroups = () =>
    page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/groups/')).length,
    );
  await expect.poll(countGroups).toBeGreaterThanOrEqual(4);
}

/** 420 texts with clusters and the class glass; answers the id of the dataset. */
export async function importNotes(api: Api, datasetName: string): Promise<string> {
  const files = [textFile('notes.csv', toCsv(makeTexts(createRandom(47), 420)))];
  const { id } = await uploadFiles(api, { datasetName }, files);
  await api.post(`/api/imports/${id}/start`);
  const datasetId = (await waitForImport(api, id)).datasetId ?? '';
  await waitForJobs(api, datasetId);
  await api.post(`/api/datasets/${datasetId}/classes`, { name: 'glass' });
  return datasetId;
}
