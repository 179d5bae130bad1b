import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Api, connectApi, importFiles, textFile, waitForJobs } from '@/tests/support/api';

const SCRIPT = '<img src=x onerror="window.__ran=1"><script>window.__ran=1</script>';
const TOPICS = ['bread oven flour', 'train platform ticket', 'river stone meadow'];

type Made = { api: Api; datasetId: string };

/** 300 texts, the last one with script in it; the first 40 carry an imported suggestion. */
function makeTable(): string {
  const rows = Array.from({ length: 300 }, (_, row) => {
    const text = row === 299 ? `Note 299 ${SCRIPT}` : `Note ${row} about ${TOPICS[row % 3]}`;
    return `n-${row},"${text.replaceAll('"', '""')}",${row < 40 ? 'kitchen' : ''}`;
  });
  return ['ref,text,topic', ...rows].join('\n');
}

async function makeDataset(baseURL: string | undefined): Promise<Made> {
  const api = connectApi(baseURL ?? '', 'Ada');
  const imported = await importFiles(api, { datasetName: `Library ${Date.now()}` }, [
    textFile('notes.csv', makeTable()),
  ]);
  const datasetId = imported.datasetId ?? '';
  for (const name of ['kitchen', 'travel', 'nature']) {
    await api.post(`/api/datasets/${datasetId}/classes`, { name }).catch((error: unknown) => {
      if (!String(error).includes('kitchen')) throw error;
    });
  }
  await waitForJobs(api, datasetId);
  return { api, datasetId };
}

const options = (page: Page) => page.getByRole('option');
const listOf = (page: Page) => page.getByRole('listbox');
const facet = (page: Page, name: RegExp) =>
  page.getByRole('complementary', { name: 'Filters' }).getByRole('button', { name });

async function openSamples(page: Page, datasetId: string, query = ''): Promise<void> {
  await page.goto(`/datasets/${datasetId}/samples${query}`);
  await expect(options(page).first()).toBeVisible();
}

test.describe('the samples of a dataset', () => {
  test.describe.configure({ mode: 'serial' });
  let made: Made;
  test.beforeAll(async ({ baseURL }) => {
    made = await makeDataset(baseURL);
  });

  test('filters and search stand in the link, and Back takes them off again', async ({ page }) => {
    await openSamples(page, made.datasetId);
    await expect(page.getByText('300 of 300')).toBeVisible();
    await facet(page, /^suggested, 40 samples/).click();
    await expect(page).toHaveURL(/state=suggested/);
    await expect(page.getByText('40 of 300')).toBeVisible();
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
    await page.keyboard.type('flour');
    await expect(page).toHaveURL(/q=flour/);
    await expect(page.getByText('14 of 300')).toBeVisible();
    await expect(listOf(page).locator('mark').first()).toHaveText('flour');

    const link = page.url();
    await page.goto('about:blank');
    await page.goto(link);
    await expect(page.getByText('14 of 300')).toBeVisible();
    await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('flour');
    await page.getByRole('button', { name: 'Take away the filter state suggested' }).click();
    await expect(page.getByText('100 of 300')).toBeVisible();
    await page.goBack();
    await expect(page.getByText('14 of 300')).toBeVisible();
  });

  test('nothing found says so and offers the way out', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/samples?q=nothing+like+this`);
    await expect(page.getByText('No sample matches')).toBeVisible();
    await page.getByRole('button', { name: 'Take away all filters' }).click();
    await expect(page.getByText('300 of 300')).toBeVisible();
  });

  test('a selection is labeled, taken back and cleared by keyboard alone', async ({ page }) => {
    await openSamples(page, made.datasetId, '?state=unlabeled');
    const progress = page.getByTestId('labeled-progress');
    await expect(progress).toHaveText('0 of 300 labeled');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText('3 selected');
    const first = await options(page).first().getAttribute('aria-label');

    await page.keyboard.press('2');
    await expect(page.getByRole('status').filter({ hasText: '3 labeled travel' })).toBeVisible();
    await expect(progress).toHaveText('3 of 300 labeled');
    await expect(page.getByText('297 of 300')).toBeVisible();
    await expect(options(page).first()).not.toHaveAccessibleName(first ?? '');

    await page.keyboard.press('ControlOrMeta+z');
    await expect(progress).toHaveText('0 of 300 labeled');
    await expect(options(page).first()).toHaveAccessibleName(first ?? '');
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(progress).toHaveText('3 of 300 labeled');

    await openSamples(page, made.datasetId, '?state=labeled');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Backspace');
    await expect(progress).toHaveText('0 of 300 labeled');
    await expect(page.getByText('No sample matches')).toBeVisible();
  });

  test('a class that is missing is made on the way, for what the mouse chose', async ({ page }) => {
    await openSamples(page, made.datasetId);
    await options(page).nth(2).click();
    await options(page)
      .nth(5)
      .click({ modifiers: ['Shift'] });
    await options(page)
      .nth(3)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect(page.getByRole('region', { name: 'Selection' })).toContainText('3 selected');
    await page.keyboard.press('c');
    await expect(page.getByPlaceholder('Find or create a class')).toBeFocused();
    await page.keyboard.type('bakery');
    await page.getByRole('option', { name: 'Create class “bakery”' }).click();
    await expect(page.getByRole('status').filter({ hasText: '3 labeled bakery' })).toBeVisible();
    await expect(facet(page, /^bakery, 3 samples/)).toBeVisible();
    await expect(options(page).nth(2)).toHaveAccessibleName(/labeled bakery$/);
  });

  test('an act on samples that somebody else decided meanwhile is refused and offers the rest', async ({
    page,
    baseURL,
  }) => {
    await openSamples(page, made.datasetId, '?state=unlabeled&q=river');
    await options(page).nth(0).click();
    await options(page)
      .nth(3)
      .click({ modifiers: ['Shift'] });
    const mira = connectApi(baseURL ?? '', 'Mira');
    type Page200 = { samples: { id: string }[]; revision: number };
    const found = await mira.get<Page200>(`/api/datasets/${made.datasetId}/samples?state=unlabeled&q=river`);
    const { classes } = await mira.get<{ classes: { id: string; name: string }[] }>(
      `/api/datasets/${made.datasetId}/classes`,
    );
    const nature = classes.find(({ name }) => name === 'nature')?.id;
    await mira.post(`/api/datasets/${made.datasetId}/operations`, {
      ...{ kind: 'label', labelClassId: nature, sampleIds: [found.samples[1]?.id] },
      ...{ revision: found.revision, idempotencyKey: `mira-${Date.now()}` },
    });
    await page.keyboard.press('2');
    await expect(page.getByText('Mira labeled 1 sample as nature meanwhile. Nothing was applied.')).toBeVisible();
    await page.getByRole('button', { name: 'Go on with 3' }).click();
    await expect(page.getByRole('status').filter({ hasText: '3 labeled travel' })).toBeVisible();
  });

  test('one sample shows original, model view, similar samples, origin and history, and pages within the filter', async ({
    page,
  }) => {
    await openSamples(page, made.datasetId, '?q=meadow');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/samples\/[0-9a-f-]{36}\?q=meadow/);
    await expect(page.getByText('2 of 99 found')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Original text' })).toContainText('about river stone meadow');
    await expect(page.getByRole('region', { name: 'What the model sees' })).toContainText('meadow');
    await expect(
      page.getByRole('region', { name: 'Similar samples' }).getByText('about river stone meadow').first(),
    ).toBeVisible();
    await expect(page.getByRole('region', { name: 'About this sample' })).toContainText('notes.csv');

    await page.keyboard.press('3');
    await expect(page.getByRole('button', { name: /^nature/ })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'Labeled nature' }).first()).toBeVisible();
    await page.keyboard.press('Shift+X');
    await expect(page.getByText('not nature', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: /Unlabeled: choose a class/ })).toBeVisible();

    await page.keyboard.press('ArrowRight');
    await expect(page.getByText('3 of 99 found')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('99 of 300')).toBeVisible();
    await expect(options(page).nth(2)).toBeFocused();
  });

  test('a key shows the samples most like one, nearest first, and leads to them', async ({ page }) => {
    await openSamples(page, made.datasetId, '?q=meadow');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('.');
    const dialog = page.getByRole('dialog', { name: /^Similar to Note/ });
    const links = dialog.getByRole('list').getByRole('link');
    await expect(links).toHaveCount(20);
    for (const link of await links.all()) await expect(link).toContainText('meadow');
    const figures = (await dialog.getByTitle('Similarity, 1 at most').allTextContents()).map(Number);
    expect(figures).toEqual(figures.toSorted((a, b) => b - a));
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
    await links.first().click();
    await expect(page).toHaveURL(/samples\/[0-9a-f-]{36}/);

    await page.getByRole('link', { name: 'All, nearest first' }).click();
    await expect(page).toHaveURL(/samples\?like=/);
    const cut = page.getByRole('slider', { name: 'at least' });
    await cut.press('End');
    await expect(page).toHaveURL(/least=/);
    await expect(options(page).first()).toContainText('meadow');
  });

  test('a deleted sample leaves the list and comes back', async ({ page }) => {
    await openSamples(page, made.datasetId, '?q=Note+7+');
    await options(page).first().dblclick();
    await page.getByRole('button', { name: 'Delete this sample' }).click();
    await expect(page.getByText('This sample is deleted')).toBeVisible();
    await expect(page.getByTestId('labeled-progress')).toContainText('of 299 labeled');
    await page.getByRole('button', { name: 'Bring back the sample' }).click();
    await expect(page.getByText('This sample is deleted')).toBeHidden();
    await expect(page.getByTestId('labeled-progress')).toContainText('of 300 labeled');
  });

  test('script in a sample stays text', async ({ page }) => {
    await openSamples(page, made.datasetId, '?q=onerror');
    await options(page).first().dblclick();
    await expect(page.getByRole('region', { name: 'Original text' })).toContainText('<script>window.__ran=1</script>');
    expect(await page.evaluate(() => '__ran' in window)).toBe(false);
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`list and sample have nothing that axe finds serious, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await openSamples(page, made.datasetId);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+ArrowDown');
      await expectNothingSerious(page);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('region', { name: 'What the model sees' })).toBeVisible();
      await expectNothingSerious(page);
    });
  }
});

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`)).toEqual([]);
}
