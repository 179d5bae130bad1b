import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { ComputeOffer } from '@/lib/embeddings/producer';
import type { JobSummary } from '@/lib/jobs/job';
import { connectApi, importFiles, pollFor, textFile, waitForJobs } from '@/tests/support/api';

/** Enough that the server is not done before a page has loaded the model and tried its backends. */
const COUNT = 6_000;

const cardOf = (page: Page) => page.getByRole('region', { name: 'Help embed with this machine' });

async function offerMachine(page: Page, datasetId: string): Promise<void> {
  await page.goto(`/datasets/${datasetId}`);
  await cardOf(page).getByRole('button', { name: 'Help embed with this machine' }).click();
}

test('pages share the embedding with the server: they pause, go on, close, and what they return is checked and kept', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(420_000);
  const api = connectApi(baseURL ?? '', 'Ada');
  const rows = Array.from(
    { length: COUNT },
    (_, i) => `Order ${i} asks for ${i % 7} cards and ${i % 11} stamps by post`,
  );
  const table = textFile('texts.csv', ['text', ...rows].join('\n'));
  const { datasetId } = await importFiles(api, { datasetName: `Shared ${Date.now()}` }, [table]);
  // Pages may compute before the server's own job runs, but what they return is checked only once it does.
  await pollFor(
    () => api.get<{ jobs: JobSummary[] }>(`/api/datasets/${datasetId}/jobs`),
    ({ jobs }) => jobs.some(({ kind, status }) => kind === 'embed' && status === 'running'),
    { what: 'the turn of the embedding' },
  );
  const producersOf = async () =>
    (await api.get<ComputeOffer>(`/api/datasets/${datasetId}/embedding-producers`)).producers;
  // A tab of a browser that stays open: what a tab sends as it closes is lost when its whole browser goes with it.
  const context = await browser.newContext();
  const second = await context.newPage();
  await Promise.all([offerMachine(page, datasetId ?? ''), offerMachine(second, datasetId ?? '')]);
  const card = cardOf(page);
  await expect(card.getByText('Computing')).toBeVisible({ timeout: 90_000 });
  await expect(cardOf(second).getByRole('list', { name: 'Other pages' })).toContainText('me · WebAssembly');
  await pollFor(producersOf, (producers) => producers.length === 2, { what: 'the second page' });
  // The server knows of it before the page does, and a page that does not know cannot leave.
  await expect(cardOf(second).getByText('Computing')).toBeVisible();
  await second.close();
  await pollFor(producersOf, (producers) => producers.length === 1, { timeoutMs: 15_000, what: 'its end' });
  await context.close();

  await expect(card.getByText(/^WebAssembly [\d,]+ a (second|minute)$/)).toBeVisible();
  await expect(card.getByText(/[1-9]\d* checked and kept/)).toBeVisible({ timeout: 150_000 });
  const [producer] = await producersOf();
  expect(producer?.acceptedCount).toBeGreaterThan(0);
  expect(producer?.lowestCosine).toBeGreaterThan(0.999);
  const { violations } = await new AxeBuilder({ page })
    .include('section[aria-label="Help embed with this machine"]')
    .analyze();
  expect(violations).toEqual([]);

  await card.getByRole('button', { name: 'Pause' }).click();
  await expect(card.getByText(/^Paused/)).toBeVisible({ timeout: 60_000 });
  await pollFor(producersOf, (producers) => producers.length === 0, { timeoutMs: 15_000, what: 'the pause' });
  await card.getByRole('button', { name: 'Go on' }).click();
  await expect(card.getByText('Computing')).toBeVisible();
  await pollFor(producersOf, (producers) => producers.length === 1, { timeoutMs: 15_000, what: 'going on' });
  await card.getByRole('button', { name: 'Leave' }).click();
  await pollFor(producersOf, (producers) => producers.length === 0, { timeoutMs: 15_000, what: 'the leave' });
  await expect(
    card.getByText(/^This page has left\. This page returned [\d,]+ embeddings, [\d,]+ checked and kept by then\.$/),
  ).toBeVisible();

  const jobs = await waitForJobs(api, datasetId ?? '');
  const embed = jobs.find((job: JobSummary) => job.kind === 'embed');
  expect(embed).toMatchObject({ status: 'succeeded', doneCount: COUNT, totalCount: COUNT, message: null });
});
