import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import type { ReviewQueue } from '@/lib/groups/group';
import { createRandom } from '@/lib/math/random';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { acceptButton, cursor, groupTitle, labeledProgress, type ProgressAnswer, readAccept } from './review-walk';

/** What two people see of each other, they see within this time. */
const SOON = { timeout: 2_000 };

/** A page of a person in a browser of their own. */
async function openAs(browser: Browser, baseURL: string, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  await context.addInitScript((person) => localStorage.setItem('sheaf.person', person), name);
  return await context.newPage();
}

async function openGroup(page: Page, datasetId: string, groupId: string): Promise<void> {
  await page.goto(`/datasets/${datasetId}/review?cluster=${groupId}`);
  await expect(cursor(page)).toBeFocused({ timeout: 30_000 });
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const badge = (page: Page) => page.getByTestId('outbox-badge');
const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'of these' });

/** Labels the first samples of the open group by keys: a selection, then the key of a class. */
async function labelFirst(page: Page, count: number, classKey: string): Promise<void> {
  await page.keyboard.press('Home');
  for (let step = 0; step < count - 1; step += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press(classKey);
  await expect(page.getByRole('status').filter({ hasText: `${count} labeled` })).toBeVisible();
}

test.describe('several people on one dataset', () => {
  test.describe.configure({ mode: 'serial', timeout: 240_000 });
  let api: Api;
  let datasetId = '';
  let url = '';

  const progress = () => api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`);
  const readQueue = async () => (await api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`)).clusters;
  /** Open clusters, the largest first. */
  const openClusters = async () =>
    (await readQueue()).filter(({ done, labeledCount }) => !done && labeledCount === 0).sort((a, b) => b.size - a.size);

  test.beforeAll(async ({ baseURL }) => {
    url = baseURL ?? '';
    api = connectApi(url, 'Setter');
    const texts = makeTexts(createRandom(43), 420);
    const files = [textFile('notes.csv', toCsv(texts))];
    const { id } = await uploadFiles(api, { datasetName: `Together ${Date.now()}` }, files);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    for (const name of ['glass', 'paper']) await api.post(`/api/datasets/${datasetId}/classes`, { name });
  });

  test('see where the others are and what they do, at once, and go on from there', async ({ browser }) => {
    const [shared, other] = await openClusters();
    const ada = await openAs(browser, url, 'Ada');
    const mira = await openAs(browser, url, 'Mira');
    await openGroup(ada, datasetId, shared?.id ?? '');
    await openGroup(mira, datasetId, other?.id ?? '');
    const queue = ada.getByRole('complementary', { name: 'Clusters' });
    await expect(queue.getByTestId('presence').filter({ hasText: 'Mira is here' })).toHaveCount(1, SOON);
    await expectAccessible(ada);

    await mira.keyboard.press('1');
    const accepted = await readAccept(mira);
    await mira.keyboard.press('Enter');
    await expect(labeledProgress(ada)).toContainText(`${accepted.count} of 420`, SOON);
    await expect(ada.getByText(`glass · ${other?.title}`)).toBeVisible(SOON);

    await openGroup(mira, datasetId, shared?.id ?? '');
    const before = await acceptButton(ada).textContent();
    await ada.keyboard.press('1');
    const { count } = await readAccept(ada);
    expect(before).toContain('Choose a class');
    await labelFirst(mira, 3, '2');
    await expect(notice(ada)).toContainText('Mira labeled 3 of these as paper at', SOON);
    await expect(acceptButton(ada)).toContainText(`Accept ${count - 3} as glass`);
    await mira.keyboard.press('ControlOrMeta+z');
    await expect(notice(ada)).toContainText('Mira cleared 3 of these at');
    await expect(acceptButton(ada)).toContainText(`Accept ${count} as glass`);
    await labelFirst(mira, 3, '2');
    await expect(acceptButton(ada)).toContainText(`Accept ${count - 3} as glass`);
    await ada.keyboard.press('Enter');
    await expect.poll(async () => (await progress()).progress.labeledCount).toBe(accepted.count + 3 + count - 3);
    expect((await progress()).classes.map(({ labelCount }) => labelCount)).toEqual([accepted.count + count - 3, 3]);
    await expect(badge(ada)).toHaveCount(0);
    await ada.context().close();
    await expect(mira.getByTestId('presence')).toHaveCount(0, SOON);
    await mira.context().close();
  });

  test('learn of a conflict: nothing of it is applied, the group comes back first, and the rest can be accepted', async ({
    browser,
  }) => {
    const [first] = await openClusters();
    const { labeledCount: labeledBefore } = (await progress()).progress;
    const ada = await openAs(browser, url, 'Ada');
    const mira = await openAs(browser, url, 'Mira');
    await openGroup(ada, datasetId, first?.id ?? '');
    await openGroup(mira, datasetId, first?.id ?? '');
    await ada.context().setOffline(true);
    await ada.keyboard.press('1');
    const { count } = await readAccept(ada);
    await ada.keyboard.press('Enter');
    await expect(badge(ada)).toContainText('1 unsent');
    await labelFirst(mira, 2, '2');
    await expect.poll(async () => (await progress()).progress.labeledCount).toBe(labeledBefore + 2);

    await ada.context().setOffline(false);
    await expect(badge(ada)).toContainText('1 refused');
    const strip = ada.getByRole('status').filter({ hasText: `${first?.title} came back. Mira labeled 2` });
    await expect(strip).toBeVisible();
    // It stays until it is closed, and lies over nothing.
    const [stripBox, deskBox] = [await strip.boundingBox(), await ada.getByRole('main').boundingBox()];
    expect((stripBox?.y ?? 0) + (stripBox?.height ?? 0)).toBeLessThanOrEqual(deskBox?.y ?? 0);
    expect((await progress()).progress.labeledCount).toBe(labeledBefore + 2);
    const queue = ada.getByRole('complementary', { name: 'Clusters' });
    await expect(queue.getByRole('listitem').first()).toContainText(first?.title ?? '');

    await badge(ada).click();
    const panel = ada.getByRole('dialog', { name: 'Unsent decisions' });
    await expect(panel).toContainText('Mira labeled 2 of these as paper');
    await expectAccessible(ada);
    await panel.getByRole('button', { name: 'Review again' }).press('Enter');
    await expect(groupTitle(ada)).toHaveText(first?.title ?? '');
    await expect(notice(ada)).toContainText('Not applied. Mira labeled 2 of these as paper at');
    await expect(acceptButton(ada)).toContainText(`Accept ${count - 2} as glass`);
    await ada.keyboard.press('Enter');
    await expect.poll(async () => (await progress()).progress.labeledCount).toBe(labeledBefore + count);
    await expect(badge(ada)).toHaveCount(0);
    await ada.context().close();
    await mira.context().close();
  });

  test('keep an open group while the dataset is clustered anew, and what is decided', async ({ browser }) => {
    const [first] = await openClusters();
    const { labeledCount: labeledBefore } = (await progress()).progress;
    const ada = await openAs(browser, url, 'Ada');
    await openGroup(ada, datasetId, first?.id ?? '');
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: 5 });
    await waitForJobs(api, datasetId);
    const said = ada.getByRole('status').filter({ hasText: 'Run 2 is there' });
    await expect(said).toBeVisible(SOON);
    await expect(groupTitle(ada)).toHaveText(first?.title ?? '');
    await ada.keyboard.press('1');
    const { count } = await readAccept(ada);
    await ada.keyboard.press('Enter');
    await expect.poll(async () => (await progress()).progress.labeledCount).toBe(labeledBefore + count);
    await expect(said).toBeVisible();
    await ada.getByRole('button', { name: 'Go to run 2' }).press('Enter');
    await expect(said).toHaveCount(0);
    await expect(cursor(ada)).toBeVisible();
    const titles = (await readQueue()).map(({ title }) => title);
    expect(titles).toContain(await groupTitle(ada).textContent());
    const labeled = (await readQueue()).reduce((sum, { labeledCount }) => sum + labeledCount, 0);
    expect(labeled).toBe(labeledBefore + count);
    await ada.context().close();
  });
});
