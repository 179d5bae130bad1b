import { expect, test } from '@playwright/test';
import { type Api, connectApi } from '@/tests/support/api';
import { acceptFirstClass, badge, expectReadAhead, importNotes } from './outbox-walk';
import {
  expectAccept,
  groupTitle,
  labeledProgress,
  openReview,
  type ProgressAnswer,
  readAccept,
  typeClass,
} from './review-walk';

/** Only the network of a page is away in these: the server is the one of all tests. */
test.describe('acts while a page is offline', () => {
  test.describe.configure({ mode: 'serial', timeout: 150_000 });
  let api: Api;
  let datasetId = '';
  let labeledCount = 0;

  const readLabeledCount = async () =>
    (await api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`)).progress.labeledCount;
  const expectAllLabels = () => expect.poll(readLabeledCount).toBe(labeledCount);

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'Setter');
    datasetId = await importNotes(api, `Offline ${Date.now()}`);
  });

  test('can be taken back and done again: past a skip by the message, and on to the next group', async ({
    browser,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await openReview(page, datasetId);
    const title = (await groupTitle(page).textContent()) ?? '';
    await acceptFirstClass(page);
    const skipped = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('n');
    await expect(groupTitle(page)).not.toHaveText(skipped);
    const next = (await groupTitle(page).textContent()) ?? '';
    await page.getByRole('status').getByRole('button', { name: /^Undo/ }).click();
    await expect(groupTitle(page)).toHaveText(title);
    await expectAllLabels();
    // The skipped group stays at the end.
    const queue = page.getByRole('complementary', { name: 'Clusters' });
    await expect(queue.getByRole('listitem').filter({ hasText: skipped })).toContainText('skipped');
    await page.keyboard.press('Control+Shift+z');
    await expect(groupTitle(page)).toHaveText(next);
    await expect(page.getByRole('status').filter({ hasText: 'Labeled again' })).toBeVisible();
    await context.close();
  });

  test('of the Samples screen wait too, are undone by name, and arrive once', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`/datasets/${datasetId}/samples?state=unlabeled`);
    const options = page.getByRole('option');
    await expect(options.first()).toBeVisible();
    // What the test before did again is in.
    labeledCount = await readLabeledCount();
    const found = (count: number) => page.getByText(`${count} of 420`, { exact: true });
    const first = (await options.first().getAttribute('aria-label')) ?? '';
    await context.setOffline(true);
    const label = async (count: number) => {
      await page.keyboard.press('ArrowDown');
      for (let step = 1; step < count; step += 1) await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('1');
      await expect(page.getByRole('status').filter({ hasText: `${count} labeled glass` })).toBeVisible();
    };
    await label(3);
    await expect(badge(page)).toContainText('1 unsent');
    await expect(options.first()).not.toHaveAccessibleName(first);
    await label(2);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByRole('status').filter({ hasText: 'Taken back: 2 labeled glass' })).toBeVisible();
    await expect(badge(page)).toContainText('3 unsent');
    await expect(labeledProgress(page)).toHaveText(/of 420 labeled · 3 decisions unsent$/);
    labeledCount += 3;

    await context.setOffline(false);
    await expectAllLabels();
    await expect(badge(page)).toHaveCount(0);
    await expect(found(420 - labeledCount)).toBeVisible();
    await expect(labeledProgress(page)).toContainText(`${labeledCount} of 420`);
    // The count of labels is right after the first of the three already.
    const readNewest = async () => {
      const { operations } = await api.get<{ operations: { kind: string; sampleCount: number }[] }>(
        `/api/datasets/${datasetId}/operations?limit=3`,
      );
      return operations.map(({ kind, sampleCount }) => [kind, sampleCount]);
    };
    await expect.poll(readNewest).toEqual([
      ['revert', 2],
      ['label', 2],
      ['label', 3],
    ]);
    await context.close();
  });

  test('a group is parked while the server is away, and the park is taken back by one step', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await openReview(page, datasetId);
    await expectReadAhead(page);
    const title = (await groupTitle(page).textContent()) ?? '';
    await context.setOffline(true);
    await page.keyboard.press('p');
    await page.keyboard.type('ask Mira');
    await page.keyboard.press('Enter');
    await expect(groupTitle(page)).not.toHaveText(title);
    const parked = page.getByRole('button', { name: 'Parked' });
    await expect(parked).toBeVisible();
    await expect(badge(page)).toContainText('1 unsent');
    await context.setOffline(false);
    await expect(badge(page)).toHaveCount(0);
    await expect(parked).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(groupTitle(page)).toHaveText(title);
    await expect(parked).toHaveCount(0);
    await context.close();
  });

  test('stand beside the counts of the server on other screens', async ({ browser }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/operations', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await openReview(page, datasetId);
    const count = await acceptFirstClass(page);
    await expect(labeledProgress(page)).toHaveText(`${labeledCount + count} of 420 labeled`);
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await expect(labeledProgress(page)).toHaveText(`${labeledCount} of 420 labeled · + ${count} unsent`);
    const card = page.getByRole('main').getByTestId('unsent-count');
    await expect(card).toHaveText(` · + ${count} unsent`);
    await page.unrouteAll();
    await expect(labeledProgress(page)).toHaveText(`${labeledCount + count} of 420 labeled`);
    await expect(card).toHaveCount(0);
    const [newest] = (await api.get<{ operations: { id: string }[] }>(`/api/datasets/${datasetId}/operations?limit=1`))
      .operations;
    await api.post(`/api/operations/${newest?.id}/revert`, { idempotencyKey: crypto.randomUUID() });
    await context.close();
  });

  test('classes are renamed and made in place while the server is away, and what is labeled with them follows them', async ({
    browser,
  }) => {
    const context = await browser.newContext();
    const [page, list] = [await context.newPage(), await context.newPage()];
    await list.goto(`/datasets/${datasetId}/classes`);
    const rowOf = (name: RegExp) => list.getByRole('treeitem', { name });
    await expect(rowOf(/^glass/)).toBeVisible();
    await openReview(page, datasetId);
    await expectReadAhead(page);
    const title = (await groupTitle(page).textContent()) ?? '';
    await context.setOffline(true);
    await rowOf(/^glass/).click();
    await list.keyboard.press('Enter');
    await list.keyboard.type('jars');
    await list.keyboard.press('Enter');
    await expect(rowOf(/^jars/)).toBeVisible();
    await typeClass(page, 'wood');
    await expectAccept(page, { className: 'wood' });
    const { count } = await readAccept(page);
    await page.keyboard.press('Enter');
    await expect(groupTitle(page)).not.toHaveText(title);
    await expect(badge(page)).toContainText('3 unsent');

    await context.setOffline(false);
    const readClasses = async () => {
      const { classes } = await api.get<{ classes: { name: string; labelCount: number }[] }>(
        `/api/datasets/${datasetId}/classes`,
      );
      return classes.map(({ name, labelCount }) => (name === 'wood' ? `${name} ${labelCount}` : name));
    };
    await expect.poll(readClasses).toEqual(['jars', `wood ${count}`]);
    for (const each of [page, list]) await expect(badge(each)).toHaveCount(0);
    await expect(rowOf(/^wood/)).toBeVisible();
    await list.keyboard.press('ControlOrMeta+z');
    await expect(rowOf(/^glass/)).toBeVisible();
    await context.close();
  });
});
