import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { writeMails } from '@/lib/exchange/demo-mails.server';
import { type Api, connectApi } from '@/tests/support/api';
import {
  acceptByKey,
  cursor,
  expectAccept,
  expectLabeled,
  expectLabels,
  exportByBrowser,
  freezeByBrowser,
  groupTitle,
  importByBrowser,
  openReview,
  type ProgressAnswer,
  readAccept,
  typeClass,
} from './review-walk';

const LEAST_COUNT = 1_500;
const readTable = (bytes: Buffer) => parse(bytes, { columns: true }) as Record<string, string>[];

test.describe('texts, from a table to labeled rows', () => {
  test.describe.configure({ mode: 'serial', timeout: 900_000 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sheaf-mails-'));
  const file = path.join(folder, 'mails.csv');
  let api: Api;
  let datasetId = '';

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'Ada');
    await writeMails(file);
  });
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('import, embed, cluster, accept by keyboard, exclude, label on the spot, undo, export', async ({ page }) => {
    datasetId = await importByBrowser(page, api, {
      file,
      name: `Mails ${Date.now()}`,
      settle: async () => {
        await page.getByLabel('Role of text').selectOption('text');
        await page.getByLabel('Role of folder').selectOption('metadata');
      },
    });
    const { progress: imported } = await api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`);
    const { sampleCount } = imported;
    expect(sampleCount).toBeGreaterThanOrEqual(LEAST_COUNT);
    await openReview(page, datasetId);
    await expectLabeled(page, 0, sampleCount);
    const list = page.getByRole('listbox', { name: /core to fringe/ });
    await expect(list.getByRole('option').first()).toBeVisible();

    await typeClass(page, 'announcement');
    const before = await readAccept(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await expectAccept(page, { count: before.count - 1, className: 'announcement' });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await typeClass(page, 'advertisement');
    await expect(page.getByRole('status').filter({ hasText: '3 labeled advertisement' })).toBeVisible();
    await expectLabeled(page, 3, sampleCount);

    const first = await acceptByKey(page);
    expect(first.count).toBe(before.count - 4);
    await page.keyboard.press('2');
    const second = await acceptByKey(page);
    const title = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('n');
    await expect(groupTitle(page)).not.toHaveText(title);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByRole('status').filter({ hasText: 'Skip taken back' })).toBeVisible();
    await expect(groupTitle(page)).toHaveText(title);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByRole('status').filter({ hasText: 'Taken back:' })).toBeVisible();
    await expectLabeled(page, 3 + first.count, sampleCount);
    await expect(cursor(page)).toBeFocused();
    expect(await acceptByKey(page)).toEqual(second);

    const labeled = 3 + first.count + second.count;
    await expectLabeled(page, labeled, sampleCount);
    await expectLabels(api, datasetId, [
      ['announcement', first.count],
      ['advertisement', 3 + second.count],
    ]);

    await freezeByBrowser(page, labeled);
    const rows = readTable(await exportByBrowser(page, 'CSV', /^Download .*\.csv$/));
    expect(rows).toHaveLength(sampleCount);
    const ofClass = (name: string) => rows.filter((row) => row.class === name);
    expect(ofClass('announcement')).toHaveLength(first.count);
    expect(ofClass('advertisement')).toHaveLength(3 + second.count);
    expect(ofClass('')).toHaveLength(sampleCount - labeled);
    expect(ofClass('announcement').every((row) => row.label_source === 'person' && row.person === 'me')).toBe(true);
    const lines = (await exportByBrowser(page, 'JSON Lines', /^Download .*\.jsonl$/))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    const originals = new Map(readTable(readFileSync(file)).map((row) => [row.id, row.text]));
    const texts = lines.map((line) => JSON.parse(line) as { text: string; origins: { externalId: string }[] });
    expect(texts).toHaveLength(sampleCount);
    for (const { text, origins } of texts.slice(0, 200)) expect(text).toBe(originals.get(origins[0]?.externalId ?? ''));
  });

  test('distinguishing words are marked and filter the list; the whole text can be read', async ({ page }) => {
    await openReview(page, datasetId);
    const word = page.getByRole('button', { name: /×$/ }).first();
    await expect(page.getByRole('option').locator('mark').first()).toBeVisible();
    const name = await word.locator('mark').textContent();
    await word.click();
    await expect(page.getByText(`Only those with “${name}” are shown`)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText(`Only those with “${name}” are shown`)).toBeHidden();
    await page.getByText('Full text', { exact: true }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await cursor(page).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Space');
    await expect(page.getByRole('region', { name: 'Closer look' }).getByText('What the model sees')).toBeVisible();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`the list has nothing that axe finds serious, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await openReview(page, datasetId);
      await page.keyboard.press('x');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`)).toEqual(
        [],
      );
    });
  }
});
