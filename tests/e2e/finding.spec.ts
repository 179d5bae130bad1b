import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { connectApi, importFiles, textFile, waitForJobs } from '@/tests/support/api';

const SUBJECTS = ['my card', 'the parcel', 'an invoice', 'this heater', 'our router', 'the ticket'];
const FAULTS = ['is broken', 'never came', 'was charged twice', 'makes a noise', 'should be cancelled'];

/** 60 letters with a place, a score and a day; every second pair is nearly the same. */
function makeTable(): string {
  const rows = Array.from({ length: 60 }, (_, n) => {
    const text = `Hello, ${SUBJECTS[n % 6]} ${FAULTS[Math.floor(n / 6) % 5]}${n < 30 ? '' : '.'}`;
    const sent = `2026-01-${String(1 + (n % 28)).padStart(2, '0')}`;
    // An id and a label of its own, so that what follows is read as metadata.
    return `L${n},"${text}",${SUBJECTS[n % 6]},${n % 3 === 0 ? 'Graz' : 'Linz'},${n},${sent}`;
  });
  return ['id,letter,label,place,score,sent', ...rows].join('\n');
}

test.describe('finding samples', () => {
  test.describe.configure({ mode: 'serial' });
  let datasetId = '';
  test.beforeAll(async ({ baseURL }) => {
    const api = connectApi(baseURL ?? '', 'Ada');
    const given = { datasetName: `Letters ${Date.now()}` };
    datasetId = (await importFiles(api, given, [textFile('letters.csv', makeTable())])).datasetId ?? '';
    await waitForJobs(api, datasetId);
  });

  const options = (page: Page) => page.getByRole('option');
  const open = (page: Page, query = '') => page.goto(`/datasets/${datasetId}/samples${query}`);

  test('by a misspelled word, and the link holds it', async ({ page }) => {
    await open(page);
    await expect(options(page).first()).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('parcle');
    await expect(page.getByText('Nothing has “parcle”. Shown: parcel.')).toBeVisible();
    await expect(options(page)).toHaveCount(10);
    await expect(page).toHaveURL(/q=parcle/);
  });

  test('by several words, each marked, on the review desk too', async ({ page }) => {
    await open(page, '?q=parcel+came');
    await expect(options(page)).toHaveCount(2);
    await expect(options(page).first().locator('mark')).toHaveText(['parcel', 'came']);
    const review = page.getByRole('button', { name: 'Review all 2' });
    await review.focus();
    await expect(page.getByRole('tooltip')).toContainText('None of them is labeled.');
    await review.click();
    await expect(options(page).first().locator('mark')).toHaveText(['parcel', 'came']);
  });

  test('by a range of a number', async ({ page }) => {
    await open(page);
    const from = page.getByRole('complementary', { name: 'Filters' }).getByRole('textbox', { name: 'score from' });
    await from.fill('55');
    await from.press('Enter');
    await expect(options(page)).toHaveCount(5);
    await expect(page).toHaveURL(/range=score/);
  });

  test('a range that cannot be is told of beside its boxes, and in a link', async ({ page }) => {
    await open(page);
    const filters = page.getByRole('complementary', { name: 'Filters' });
    await filters.getByRole('textbox', { name: 'score from' }).fill('30');
    const to = filters.getByRole('textbox', { name: 'score to' });
    await to.fill('20');
    await to.press('Enter');
    await expect(filters.getByRole('alert')).toContainText('“30” is above “20”');
    await expect(page).not.toHaveURL(/range=/);
    await to.fill('31');
    await to.press('Enter');
    await expect(options(page)).toHaveCount(2);
    await filters.getByRole('textbox', { name: 'sent from' }).fill('yesterday');
    await filters.getByRole('textbox', { name: 'sent from' }).press('Enter');
    await expect(filters.getByRole('alert')).toContainText('“yesterday” is no date');
    await open(page, '?range=score:abc..5');
    await expect(page.getByText('score: “abc” is neither a number nor a date')).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: '60 of 60' })).toBeVisible();
  });

  test('by meaning, with a cut that the link holds', async ({ page }) => {
    await open(page, '?phrase=the+package+did+not+arrive&least=0.45');
    await expect(options(page).first()).toContainText('parcel never came');
    // The cut is chosen by looking: every row says how alike it is.
    await expect(options(page).first()).toHaveText(/\.\d\d$/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    const count = await options(page).count();
    expect(count).toBeLessThan(60);
    const cut = page.getByRole('slider', { name: 'at least' });
    await cut.press('ArrowRight');
    await expect(page).toHaveURL(/least=0\.46/);
    // The list was read anew, and the slider still has the keys.
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(/least=0\.47/);
    await expect(cut).toBeFocused();
    await page.keyboard.press('End');
    await expect(page).not.toHaveURL(/least=0\.47/);
    await expect.poll(() => options(page).count()).toBeLessThan(count);
  });

  test('near-duplicates: one of each is kept, and that is taken back', async ({ page }) => {
    await page.goto(`/datasets/${datasetId}`);
    await page.getByRole('link', { name: /near-duplicates in \d+ groups/ }).click({ timeout: 30_000 });
    await expect(page).toHaveURL(/duplicates=0\.95/);
    const groups = page.getByRole('list', { name: 'Groups of near-duplicates' }).locator(':scope > li');
    await expect(groups.first()).toBeVisible({ timeout: 30_000 });
    const groupCount = await groups.count();
    const threshold = page.getByRole('slider', { name: 'at least as alike as' });
    await threshold.press('ArrowLeft');
    await expect(page).toHaveURL(/duplicates=0\.94/);
    await expect(threshold).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(/duplicates=0\.95/);
    await expect(groups).toHaveCount(groupCount);
    const first = groups.first();
    await expect(first.getByText('“Keep one” keeps this')).toHaveCount(1);
    const keepOne = first.getByRole('button', { name: /^Keep one/ });
    await keepOne.click();
    await expect(page.getByText(/deleted, “.*” kept/)).toBeVisible();
    await expect(groups).toHaveCount(groupCount - 1);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(groups).toHaveCount(groupCount);
    await keepOne.click();
    await expect(groups).toHaveCount(groupCount - 1);
    // Later the overview brings them back, and the palette leads there.
    await page.reload();
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('deleted samp');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Deleted samples' });
    await expect(dialog.getByRole('listitem').first()).toContainText('deleted by me');
    await page.keyboard.press('Escape');
    // So does the log, which does not hold deletions.
    await page.getByRole('link', { name: 'Operations', exact: true }).click();
    await page.getByRole('link', { name: /Deleted samples$/ }).click();
    await dialog.getByRole('button', { name: /^Restore all/ }).click();
    await expect(dialog).toContainText('No deleted sample can be brought back.');
    await expect(dialog).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/deleted/);
    await page.getByRole('button', { name: 'Rename, delete or bring back' }).click();
    await expect(page.getByRole('menuitem', { name: 'Deleted samples (0)' })).toBeVisible();
  });
});
