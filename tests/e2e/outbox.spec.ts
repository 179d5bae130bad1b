import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { type Api, connectApi } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';
import { acceptFirstClass, badge, expectReadAhead, importNotes } from './outbox-walk';
import { groupTitle, labeledProgress, openReview } from './review-walk';

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
    datasetId = await importNotes(api, 'Away');
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

  test('a revert of the log and a split with its parts wait past a killed server, and arrive once, in order', async ({
    browser,
  }) => {
    const context = await openContext(browser);
    const { operations } = await api.get<{
      operations: { id: string; seq: number; kind: string; reverted: boolean }[];
    }>(`/api/datasets/${datasetId}/operations?limit=100`);
    const target = operations.find(({ kind, reverted }) => kind === 'accept' && !reverted);
    const lastSeq = operations[0]?.seq ?? 0;
    const [page, log] = [await context.newPage(), await context.newPage()];
    await log.goto(`/datasets/${datasetId}/operations?operation=${target?.id}&revert=1`);
    await expect(log.getByRole('button', { name: /^Revert \d+ label/ })).toBeFocused();
    await openReview(page, datasetId);
    await expectReadAhead(page);
    const title = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('s');
    await expect(page.getByRole('region', { name: 'Part C', exact: true })).toBeVisible();

    await context.setOffline(true);
    await log.keyboard.press('Enter');
    const waits = log.getByText('Revert waits to be sent');
    await expect(waits.filter({ visible: true })).toHaveCount(2);
    await expect(log.getByRole('button', { name: /^Revert \d+ label/ })).toBeDisabled();
    for (const key of ['1', 'b', '1', 'Enter']) await page.keyboard.press(key);
    await expect(page.getByRole('status').filter({ hasText: /labeled in 2 parts of/ })).toBeVisible();
    await expect(groupTitle(page)).not.toHaveText(title);
    await expect(badge(page)).toContainText('4 unsent');
    // The part without a class is open; nobody but this page knows of it yet.
    const partTitle = (await groupTitle(page).textContent()) ?? '';
    const queue = page.getByRole('complementary', { name: 'Clusters' });
    await expect(queue.getByText(partTitle, { exact: true })).toBeVisible();
    await acceptFirstClass(page);
    await expect(badge(log)).toContainText('5 unsent');
    await badge(page).click();
    await expect(page.getByRole('dialog').getByRole('listitem')).toHaveText([/^Revert of “/, /^Split, \d/, /glass/]);

    const web = app.pidOf('web');
    const { dataDir, port } = app;
    if (web !== undefined) process.kill(web, 'SIGKILL');
    await app.stop();
    await context.setOffline(false);
    for (const each of [page, log]) await each.close();
    app = await startApp({ dataDir, port });
    const again = await context.newPage();
    await again.goto(`/datasets/${datasetId}`);
    const readNew = async () => {
      const read = await api.get<{ operations: { seq: number; kind: string }[] }>(
        `/api/datasets/${datasetId}/operations?limit=100`,
      );
      return read.operations.filter(({ seq }) => seq > lastSeq).map(({ kind }) => kind);
    };
    await expect.poll(readNew).toEqual(['accept', 'accept', 'accept', 'split', 'revert']);
    await expect(badge(again)).toHaveCount(0);
    await openReview(again, datasetId);
    await expect(again.getByRole('complementary', { name: 'Clusters' }).getByText(title, { exact: true })).toHaveCount(
      0,
    );
    await context.close();
  });
});
