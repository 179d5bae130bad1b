import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { createRandom } from '@/lib/math/random';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { cursor, groupTitle, labeledProgress, openReview, readAccept } from './review-walk';

const badge = (page: Page) => page.getByTestId('outbox-badge');

/** Accepts the open group as the first class and waits for the next one; answers how many samples. */
async function acceptFirstClass(page: Page): Promise<number> {
  const title = (await groupTitle(page).textContent()) ?? '';
  await page.keyboard.press('1');
  const { count } = await readAccept(page);
  await page.keyboard.press('Enter');
  await expect(groupTitle(page)).not.toHaveText(title);
  await expect(cursor(page)).toBeVisible();
  return count;
}

/** Waits until the groups after the open one were read, with which the page can go on by itself. */
async function expectReadAhead(page: Page): Promise<void> {
  const countGroups = () =>
    page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/groups/')).length,
    );
  await expect.poll(countGroups).toBeGreaterThanOrEqual(4);
}

/** The server is away at any moment: these tests have one of their own. */
test.describe('decisions while the server is away', () => {
  test.describe.configure({ mode: 'serial', timeout: 150_000 });
  let app: App;
  let api: Api;
  let datasetId = '';
  let acceptCount = 0;
  let labeledCount = 0;

  const openContext = async (browser: { newContext: (options: object) => Promise<BrowserContext> }) =>
    browser.newContext({ baseURL: app.url });

  /** What the database holds: accepts, distinct keys among them, and labels. */
  async function readDatabase() {
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT count(*)::int AS "acceptCount", count(DISTINCT "idempotencyKey")::int AS "keyCount",
           (SELECT count(*)::int FROM "Label" WHERE "datasetId" = $1) AS "labeledCount"
         FROM "Operation" WHERE "datasetId" = $1 AND kind = 'accept'`,
        [datasetId],
      );
      return rows[0];
    } finally {
      await client.end();
    }
  }

  const expectAllOnce = () => expect.poll(readDatabase).toEqual({ acceptCount, keyCount: acceptCount, labeledCount });

  test.beforeAll(async () => {
    app = await startApp();
    api = connectApi(app.url, 'Setter');
    const files = [textFile('notes.csv', toCsv(makeTexts(createRandom(47), 420)))];
    const { id } = await uploadFiles(api, { datasetName: 'Away' }, files);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/classes`, { name: 'glass' });
  });
  test.afterAll(() => app?.remove());

  test('wait in the browser, past a killed server and a closed tab, and arrive once', async ({ browser }) => {
    const context = await openContext(browser);
    const page = await context.newPage();
    await openReview(page, datasetId);
    await expectReadAhead(page);
    await context.setOffline(true);
    labeledCount += await acceptFirstClass(page);
    labeledCount += await acceptFirstClass(page);
    await expect(badge(page)).toContainText('2 unsent');
    await expect(page.getByRole('alert').filter({ hasText: '2 decisions wait here' })).toBeVisible();
    await expect(labeledProgress(page)).toContainText(`${labeledCount} of 420`);
    const serious = (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious');
    expect(serious.map(({ id }) => id)).toEqual([]);

    const web = app.pidOf('web');
    const { dataDir, port } = app;
    if (web !== undefined) process.kill(web, 'SIGKILL');
    await app.stop();
    await context.setOffline(false);
    labeledCount += await acceptFirstClass(page);
    acceptCount = 3;
    await expect(badge(page)).toContainText('3 unsent');
    await badge(page).click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveCount(3);
    await page.close();

    app = await startApp({ dataDir, port });
    const again = await context.newPage();
    // Any screen sends what waits.
    await again.goto(`/datasets/${datasetId}`);
    await expectAllOnce();
    await expect(badge(again)).toHaveCount(0);
    await expect(labeledProgress(again)).toContainText(`${labeledCount} of 420`);
    await context.close();
  });

  test('of two tabs are sent by one of them, each once', async ({ browser }) => {
    const context = await openContext(browser);
    const sentBy = new Map<string, Set<Page>>();
    const tabs = [await context.newPage(), await context.newPage()] as const;
    for (const tab of tabs) {
      tab.on('request', (request) => {
        if (request.method() !== 'POST' || !request.url().endsWith('/operations')) return;
        const { idempotencyKey } = request.postDataJSON() as { idempotencyKey: string };
        sentBy.set(idempotencyKey, (sentBy.get(idempotencyKey) ?? new Set<Page>()).add(tab));
      });
      await openReview(tab, datasetId);
    }
    await tabs[1].keyboard.press('k');
    await tabs[1].keyboard.press('j');
    await expect(groupTitle(tabs[1])).not.toHaveText((await groupTitle(tabs[0]).textContent()) ?? '');
    for (const tab of tabs) await expectReadAhead(tab);
    await context.setOffline(true);
    for (const tab of tabs) labeledCount += await acceptFirstClass(tab);
    acceptCount += 2;
    for (const tab of tabs) {
      await expect(badge(tab)).toContainText('2 unsent');
      await expect(labeledProgress(tab)).toContainText(`${labeledCount} of 420`);
    }
    await context.setOffline(false);
    await expectAllOnce();
    for (const tab of tabs) await expect(badge(tab)).toHaveCount(0);
    expect(sentBy.size).toBe(2);
    expect(new Set([...sentBy.values()].flatMap((pages) => [...pages])).size).toBe(1);
    await context.close();
  });

  test('can be taken back and done again: past a skip by the message, and on to the next group', async ({
    browser,
  }) => {
    const context = await openContext(browser);
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
    const context = await openContext(browser);
    const page = await context.newPage();
    await page.goto(`/datasets/${datasetId}/samples?state=unlabeled`);
    const options = page.getByRole('option');
    await expect(options.first()).toBeVisible();
    // What the test before did again is in.
    ({ labeledCount } = await readDatabase());
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
    labeledCount += 3;

    await context.setOffline(false);
    await expectAllLabels();
    await expect(badge(page)).toHaveCount(0);
    await expect(found(420 - labeledCount)).toBeVisible();
    await expect(labeledProgress(page)).toContainText(`${labeledCount} of 420`);
    const { operations } = await api.get<{ operations: { kind: string; sampleCount: number }[] }>(
      `/api/datasets/${datasetId}/operations?limit=3`,
    );
    expect(operations.map(({ kind, sampleCount }) => [kind, sampleCount])).toEqual([
      ['revert', 2],
      ['label', 2],
      ['label', 3],
    ]);
    await context.close();
  });

  test('a group is parked while the server is away, and the park is taken back by one step', async ({ browser }) => {
    const context = await openContext(browser);
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

  const expectAllLabels = () =>
    expect.poll(async () => ((await readDatabase()) as { labeledCount: number }).labeledCount).toBe(labeledCount);
});
