import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { createRandom } from '@/lib/math/random';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { cursor, expectLabels, groupTitle, openReview } from './review-walk';

const part = (page: Page, letter: string) => page.getByRole('region', { name: `Part ${letter}`, exact: true });

async function sizeOf(page: Page, letter: string): Promise<number> {
  const says = (await part(page, letter).getByRole('option').first().getAttribute('aria-label')) ?? '';
  return Number(/of ([\d,]+)$/.exec(says)?.[1]?.replaceAll(',', ''));
}

test.describe('splitting a group, by keyboard alone', () => {
  test.describe.configure({ mode: 'serial', timeout: 120_000 });
  let api: Api;
  let datasetId = '';

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'me');
    const { id } = await uploadFiles(api, { datasetName: `Split ${Date.now()}` }, [
      textFile('texts.csv', toCsv(makeTexts(createRandom(44), 90))),
    ]);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: 1 });
    await waitForJobs(api, datasetId);
    for (const name of ['travel', 'kitchen']) await api.post(`/api/datasets/${datasetId}/classes`, { name });
  });

  test('parts are cut anew, get classes and exceptions, and one accept settles them', async ({ page }) => {
    await openReview(page, datasetId);
    const title = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('s');
    await expect(page.getByRole('heading', { name: 'Split in 3 parts' })).toBeVisible();
    await expect(part(page, 'C')).toBeVisible();
    // The heading names the parts that are there, not those that are being cut.
    let goOn = () => {};
    const cut = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route(/\/split\?k=4$/, async (route) => {
      await cut;
      await route.continue();
    });
    await page.keyboard.press(']');
    await expect(page.getByText('Cutting 4 parts')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Split in 3 parts' })).toBeVisible();
    goOn();
    await expect(part(page, 'D')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Split in 4 parts' })).toBeVisible();
    await page.keyboard.press('[');
    await expect(part(page, 'D')).toHaveCount(0);
    await page.keyboard.press('1');
    await page.keyboard.press('b');
    await expect(part(page, 'B')).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('2');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('x');
    await expect(page.getByText('Part C has no class yet: it stays in the queue as its own group')).toBeVisible();
    const [a, b] = [await sizeOf(page, 'A'), await sizeOf(page, 'B')];
    await expect(page.getByRole('button', { name: /^Accept 2 parts/ })).toContainText(
      `${a} as travel, ${b - 1} as kitchen, 1 excluded`,
    );
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: `${a + b - 1} labeled in 2 parts` })).toBeVisible();
    await expect(cursor(page)).toBeFocused();
    await expect(groupTitle(page)).not.toHaveText(title);
    await expectLabels(api, datasetId, [
      ['travel', a],
      ['kitchen', b - 1],
    ]);
    await page.keyboard.press('Control+z');
    await expectLabels(api, datasetId, [
      ['travel', 0],
      ['kitchen', 0],
    ]);
    await expect(page.getByRole('complementary', { name: 'Clusters' }).getByText(title).first()).toBeVisible();
  });

  test('parts can be kept as groups without a class', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('s');
    await expect(part(page, 'C')).toBeVisible();
    await page.keyboard.press('k');
    await expect(page.getByRole('status').filter({ hasText: /split in 3 groups/ })).toBeVisible();
    await expect(page.getByText('Part of a split').first()).toBeVisible();
  });
});
