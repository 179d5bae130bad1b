import { expect, type Page, test } from '@playwright/test';
import type { ExportSummary } from '@/lib/exchange/export';
import type { OpenGroup } from '@/lib/groups/group';
import type { JobSummary } from '@/lib/jobs/job';
import type { SamplePage } from '@/lib/samples/sample';
import type { VersionSummary } from '@/lib/versions/version';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { acceptButton, acceptByKey, cursor, openReview } from './review-walk';

type Made = { api: Api; datasetId: string };

const options = (page: Page) => page.getByRole('option');

/** Thirty texts; every third has two classes in its cell, every third one, the others none. */
function makeTable(): string {
  const cells = ['food; travel', 'food', ''];
  const rows = Array.from({ length: 30 }, (_, row) => `"Letter ${row} about a journey",${cells[row % 3]}`);
  return ['text,topic', ...rows].join('\n');
}

async function exportJsonl({ api, datasetId }: Made): Promise<{ labels: { class: string }[] }[]> {
  const version = await api.post<VersionSummary>(`/api/datasets/${datasetId}/versions`, {});
  await expect
    .poll(async () => (await api.get<JobSummary>(`/api/jobs/${version.jobId}`)).status, { timeout: 60_000 })
    .toBe('succeeded');
  const made = await api.post<ExportSummary>(`/api/versions/${version.id}/exports`, { format: 'jsonl' });
  const read = () => api.get<ExportSummary>(`/api/exports/${made.id}`);
  await expect.poll(async () => (await read()).status, { timeout: 60_000 }).toBe('ready');
  const text = await (await api.fetch(`/api/exports/${made.id}/file`)).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { labels: { class: string }[] });
}

test('samples carry several classes, from the import over labeling to the export', async ({ page, baseURL }) => {
  const api = connectApi(baseURL ?? '', 'Ada');
  const uploaded = await uploadFiles(api, { datasetName: `Letters ${Date.now()}` }, [
    textFile('letters.csv', makeTable()),
  ]);
  await api.patch(`/api/imports/${uploaded.id}`, { labelsAs: 'labels', labelSeparator: ';' });
  await api.post(`/api/imports/${uploaded.id}/start`);
  const made = { api, datasetId: (await waitForImport(api, uploaded.id)).datasetId ?? '' };
  await waitForJobs(api, made.datasetId);

  await page.goto(`/datasets/${made.datasetId}`);
  const several = page.getByRole('checkbox', { name: /A sample can carry several classes/ });
  await expect(several).toBeChecked();
  await several.click();
  await expect(page.getByText('10 samples carry several classes.')).toBeVisible();
  await expect(several).toBeChecked();

  await page.goto(`/datasets/${made.datasetId}/samples`);
  await expect(options(page).first()).toHaveAttribute('aria-label', /labeled (food, travel|travel, food)$/);
  await options(page).nth(2).click();
  await page.keyboard.press('1');
  await expect(options(page).nth(2)).toHaveAttribute('aria-label', /labeled food$/);
  await page.keyboard.press('2');
  await expect(options(page).nth(2)).toHaveAttribute('aria-label', /labeled travel, food$/);
  await page.keyboard.press('1');
  await expect(options(page).nth(2)).toHaveAttribute('aria-label', /labeled travel$/);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(options(page).nth(2)).toHaveAttribute('aria-label', /labeled travel, food$/);

  const { samples } = await api.get<SamplePage>(`/api/datasets/${made.datasetId}/samples`);
  expect(samples[2]?.labelClassIds).toHaveLength(2);
  await openReview(page, made.datasetId);
  const clusterId = new URL(page.url()).searchParams.get('cluster') ?? '';
  await page.keyboard.press('1');
  await acceptByKey(page);
  await page.goto(`/datasets/${made.datasetId}/review?cluster=${clusterId}`);
  await expect(cursor(page)).toBeFocused();
  await page.keyboard.press('2');
  await expect(acceptButton(page)).toHaveText(/^Add travel to \d+/);
  await acceptByKey(page);
  const counts = async () => {
    const group = await api.get<OpenGroup>(`/api/clusters/${clusterId}`);
    return (group.allLabelClassIds ?? []).filter((ids) => ids?.length === 2).length;
  };
  await expect.poll(counts).toBeGreaterThan(2);
  await page.goto(`/datasets/${made.datasetId}/review?cluster=${clusterId}`);
  await expect(cursor(page)).toHaveAttribute('aria-label', /labeled (food, travel|travel, food)/);

  const lines = await exportJsonl(made);
  const labelCount = lines.reduce((sum, { labels }) => sum + labels.length, 0);
  const sampleCount = lines.filter(({ labels }) => labels.length > 0).length;
  await page.goto(`/datasets/${made.datasetId}/versions`);
  await expect(page.getByText(`${labelCount} labels on ${sampleCount} samples · frozen, never changes`)).toBeVisible();
  await expect(page.getByRole('definition').first()).toHaveText(`+${labelCount}`);
  await expect(page.getByText(/id,classes,label_sources,/)).toBeVisible();
  expect(lines.slice(0, 3).map(({ labels }) => labels.map((label) => label.class))).toEqual([
    ['food', 'travel'],
    ['food'],
    ['food', 'travel'],
  ]);
});
