import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { ClusterSplit } from '@/lib/clusters/cluster';
import type { ReviewQueue } from '@/lib/groups/group';
import { createRandom } from '@/lib/math/random';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { cursor, openReview } from './review-walk';

test.describe('the number of clusters, and two levels of them', () => {
  test.describe.configure({ mode: 'serial', timeout: 300_000 });
  let api: Api;
  let datasetId = '';

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'Ada');
    const texts = makeTexts(createRandom(41), 420);
    const { id } = await uploadFiles(api, { datasetName: `Topics ${Date.now()}` }, [
      textFile('topics.csv', toCsv(texts)),
    ]);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
  });

  test('k is picked by its curve, with arrow keys or from the table', async ({ page }) => {
    await page.goto(`/datasets/${datasetId}`);
    const curve = page.getByRole('group', { name: 'What more clusters describe of new samples' });
    const first = curve.getByRole('radio').first();
    await first.focus();
    await page.keyboard.press('Space');
    await expect(first).toBeChecked();
    await page.keyboard.press('ArrowRight');
    const second = curve.getByRole('radio').nth(1);
    await expect(second).toBeChecked();
    const k = /k = (\d+)/.exec((await second.getAttribute('aria-label')) ?? '')?.[1] ?? '';
    await expect(page.getByLabel('Number of clusters (k)')).toHaveValue(k);
    await expect(page.getByRole('button', { name: `Cluster again with k = ${k}` })).toBeEnabled();
    await page.getByText('As a table').click();
    const table = page.getByRole('table', { name: /describe of new samples/ });
    await expect(table.getByRole('row')).toHaveCount(1 + (await curve.getByRole('radio').count()));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('coarse clusters open into clusters, by keyboard', async ({ page }) => {
    await openReview(page, datasetId);
    const queue = page.getByRole('complementary', { name: 'Clusters' });
    await queue.getByRole('button', { name: 'Show coarse clusters' }).press('Enter');
    const groups = queue.locator('ul button[aria-expanded]');
    await expect(groups.first()).toHaveAttribute('aria-expanded', 'true');
    await expect(queue.locator('ul button[aria-expanded="true"]')).toHaveCount(1);
    const closed = queue.locator('ul button[aria-expanded="false"]').first();
    const title = (await closed.locator('span.block').first().textContent()) ?? '';
    await closed.press('Enter');
    const opened = queue.getByRole('list', { name: title });
    await opened.getByRole('button').first().press('Enter');
    await expect(opened.locator('[aria-current="true"]')).toHaveCount(1);
    await expect(cursor(page)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  test('one cluster is opened into finer ones by the worker', async () => {
    const { clusters } = await api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`);
    const largest = clusters.toSorted((a, b) => b.size - a.size)[0];
    const { parts } = await api.get<ClusterSplit>(`/api/clusters/${largest?.id}/split?k=3`);
    expect(parts.length).toBe(3);
    expect(parts.reduce((sum, { sampleIds }) => sum + sampleIds.length, 0)).toBe(largest?.size);
  });
});
