import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { ReviewQueue } from '@/lib/groups/group';
import { createRandom } from '@/lib/math/random';
import type { OperationSummary } from '@/lib/operations/operation';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { acceptButton, cursor, groupTitle, openReview, readAccept } from './review-walk';

const queueOf = (page: Page) => page.getByRole('complementary', { name: 'Clusters' });
const inQueue = (page: Page, title: string) => queueOf(page).getByRole('button', { name: title });

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test.describe('groups, by keyboard', () => {
  test.describe.configure({ mode: 'serial', timeout: 120_000 });
  let api: Api;
  let datasetId = '';

  const readQueue = async () => (await api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`)).clusters;
  const readNewest = async () =>
    (await api.get<{ operations: OperationSummary[] }>(`/api/datasets/${datasetId}/operations?limit=1`)).operations[0];

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'me');
    const texts = makeTexts(createRandom(7), 90);
    // Each tenth text comes three times, with another number behind it.
    const copies = texts.filter((_, i) => i % 10 === 0).flatMap((text) => [`${text} again`, `${text} again again`]);
    const { id } = await uploadFiles(api, { datasetName: `Groups ${Date.now()}` }, [
      textFile('texts.csv', toCsv([...texts, ...copies])),
    ]);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: 6 });
    await waitForJobs(api, datasetId);
    for (const name of ['travel', 'kitchen']) await api.post(`/api/datasets/${datasetId}/classes`, { name });
  });

  test('all that a search finds is reviewed at once, and the operation says so', async ({ page }) => {
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(`/datasets/${datasetId}/samples?q=oven`);
    const button = page.getByRole('button', { name: /^Review all/ });
    const count = Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]);
    expect(count).toBeGreaterThan(5);
    await page.keyboard.press('r');
    await expect(page).toHaveURL(/review\?group=/);
    await expect(cursor(page)).toBeFocused();
    await expect(groupTitle(page)).toHaveText('“oven”');
    await expect(page.getByText('Search', { exact: false }).first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('2');
    const before = await readAccept(page);
    await page.keyboard.press('x');
    await expect.poll(async () => (await readAccept(page)).count).toBe(before.count - 1);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: `${before.count - 1} labeled kitchen` })).toBeVisible();
    await expect.poll(readNewest).toMatchObject({
      kind: 'accept',
      groupSource: 'search',
      groupTitle: '“oven”',
      sampleCount: before.count - 1,
      excludedCount: 1,
    });
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await readNewest())?.kind).toBe('revert');
    await expect(page).toHaveURL(/review\?group=/);
    // A browser that finds no icon on the page for a moment asks for this one.
    expect((await page.request.get('/favicon.ico')).status()).toBe(200);
    expect(errors).toEqual([]);
  });

  test('clusters are merged, and one is parked with a note; both are undone', async ({ page }) => {
    await openReview(page, datasetId);
    const [first, second] = await readQueue();
    await expect(groupTitle(page)).toHaveText(first?.title ?? '');
    await page.keyboard.press('m');
    const panel = page.getByRole('complementary', { name: 'Merge groups' });
    await expect(panel.getByRole('textbox')).toBeFocused();
    await page.keyboard.type(second?.title ?? '');
    await page.keyboard.press('Enter');
    const size = (first?.size ?? 0) + (second?.size ?? 0);
    await expect(panel.getByRole('button', { name: `Merge 2 groups · ${size}` })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Control+Enter');
    await expect(groupTitle(page)).toHaveText(`${first?.title} + ${second?.title}`);
    await expect(cursor(page)).toBeFocused();
    expect((await readQueue()).map(({ id }) => id)).not.toContain(first?.id);
    const third = (await readQueue()).find(({ source }) => source === 'cluster');
    await page.goto(`/datasets/${datasetId}/review?cluster=${third?.id}`);
    await expect(cursor(page)).toBeFocused();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('park');
    await page.keyboard.press('Enter');
    // The palette gives the focus back to the samples when it closes; the note takes it then.
    await expect(page.getByRole('textbox', { name: /^Why it waits/ })).toBeFocused();
    await page.keyboard.type('ask Mira about these');
    await page.keyboard.press('Enter');
    await expect(groupTitle(page)).not.toHaveText(third?.title ?? '');
    await page.getByRole('button', { name: 'Parked' }).click();
    await expect(page.getByRole('list', { name: 'Parked groups' })).toContainText('ask Mira about these');
    await expectAccessible(page);
    await page.keyboard.press('Control+z');
    await expect(groupTitle(page)).toHaveText(third?.title ?? '');
    await expect(page.getByRole('button', { name: 'Parked' })).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(groupTitle(page)).toHaveText(first?.title ?? '');
    await expect(inQueue(page, second?.title ?? '').first()).toBeVisible();
    expect((await readQueue()).every(({ source, parked }) => source === 'cluster' && parked === null)).toBe(true);
  });

  test('one of each: a decision on a folded text acts on all that it stands for', async ({ page }) => {
    await page.goto(`/datasets/${datasetId}/samples?q=again`);
    await expect(page.getByRole('button', { name: /^Review all/ })).toBeVisible();
    await page.keyboard.press('r');
    await expect(page).toHaveURL(/review\?group=/);
    await expect(cursor(page)).toBeFocused();
    await page.keyboard.press('1');
    const { count } = await readAccept(page);
    await page.keyboard.press('o');
    await expect(page.getByText(/one of each: \d+ of \d+ shown/)).toBeVisible();
    expect((await readAccept(page)).count).toBeGreaterThanOrEqual(count);
    await expect(page.getByRole('region', { name: 'Before you accept' })).toContainText('folded into these');
    await page.keyboard.press('Home');
    const says = (await cursor(page).getAttribute('aria-label')) ?? '';
    const folded = Number(/stands for (\d+)/.exec(says)?.[1]);
    expect(folded).toBeGreaterThan(1);
    await page.keyboard.press('Shift+Space');
    await expect(page.getByText(`${folded} selected`)).toBeVisible();
    await page.keyboard.press('2');
    await expect(page.getByRole('status').filter({ hasText: `${folded} labeled kitchen` })).toBeVisible();
    await expectAccessible(page);
    await expect.poll(readNewest).toMatchObject({ kind: 'label', sampleCount: folded });
  });

  test('what is like one sample becomes a group, from the menu of the sample', async ({ page }) => {
    await openReview(page, datasetId);
    await cursor(page).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /Similar samples/ }).click();
    await page.getByRole('button', { name: /^Review the 100 nearest/ }).click();
    await expect(groupTitle(page)).toHaveText(/^Similar to /);
    await expect(page).toHaveURL(/review\?group=/);
    await expect(acceptButton(page)).toBeVisible();
    await expect(page.getByText('Similar samples').first()).toBeVisible();
  });
});
