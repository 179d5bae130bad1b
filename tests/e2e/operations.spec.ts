import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Api, connectApi, importFiles, textFile } from '@/tests/support/api';

const WEEK_MS = 7 * 24 * 3_600_000;
const SAMPLE_COUNT = 60;

type Made = { ada: Api; mira: Api; datasetId: string; classIds: Record<'spam' | 'news', string>; sampleIds: string[] };

let keyCount = 0;

async function act(api: Api, { datasetId, sampleIds }: Made, body: object, from: number, to: number): Promise<void> {
  const { revision } = await api.get<{ revision: number }>(`/api/datasets/${datasetId}`);
  keyCount += 1;
  await api.post(`/api/datasets/${datasetId}/operations`, {
    ...body,
    revision,
    idempotencyKey: `operations-${datasetId}-${keyCount}`,
    sampleIds: sampleIds.slice(from, to),
  });
}

/** Ada accepts 40 mails as spam; Mira labels four of them news later, and ten others; Ada marks two as not news. */
async function makeDataset(baseURL: string | undefined): Promise<Made> {
  const ada = connectApi(baseURL ?? '', 'Ada');
  const mira = connectApi(baseURL ?? '', 'Mira');
  const table = ['text', ...Array.from({ length: SAMPLE_COUNT }, (_, row) => `"Mail ${row} about a thing"`)].join('\n');
  const imported = await importFiles(ada, { datasetName: `Mails ${Date.now()}` }, [textFile('mails.csv', table)]);
  const datasetId = imported.datasetId ?? '';
  const classIds = { spam: '', news: '' };
  for (const name of ['spam', 'news'] as const) {
    classIds[name] = (await ada.post<{ id: string }>(`/api/datasets/${datasetId}/classes`, { name })).id;
  }
  const { samples } = await ada.get<{ samples: { id: string }[] }>(`/api/datasets/${datasetId}/samples?limit=100`);
  const made: Made = { ada, mira, datasetId, classIds, sampleIds: samples.map(({ id }) => id) };
  const group = { source: 'filter', title: 'All about a thing' };
  await act(ada, made, { kind: 'accept', labelClassId: classIds.spam, group }, 0, 40);
  await act(mira, made, { kind: 'label', labelClassId: classIds.news }, 36, 40);
  await act(mira, made, { kind: 'label', labelClassId: classIds.news, note: 'from the letters' }, 50, 60);
  await act(ada, made, { kind: 'exclude', labelClassId: classIds.news }, 40, 42);
  return made;
}

const row = (page: Page, name: RegExp) => page.getByRole('region', { name: 'Log' }).getByRole('button', { name });
const side = (page: Page) => page.getByRole('region', { name: 'Operation', exact: true });

test.describe('the operations of a dataset', () => {
  test.describe.configure({ mode: 'serial' });
  let made: Made;
  test.beforeAll(async ({ baseURL }) => {
    made = await makeDataset(baseURL);
  });
  test.beforeEach(async ({ page }) => {
    // What was done now was done last week.
    await page.clock.setFixedTime(Date.now() + WEEK_MS);
    await page.addInitScript(() => localStorage.setItem('sheaf.person', 'Ada'));
  });

  test('any operation is found by who, what and words, and the link holds the filter', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}`);
    await page.getByRole('link', { name: 'All operations' }).click();
    await expect(page).toHaveURL(/\/operations$/);
    await expect(row(page, /Accepted 40 as spam/)).toBeVisible();
    const all = await page.getByText(/^\d+ operations ·/).textContent();
    await page.getByLabel('Person').selectOption({ label: 'Mira' });
    await expect(row(page, /Accepted 40 as spam/)).toBeHidden();
    await expect(page.getByText(`2 of ${all?.split(' ·')[0]}`)).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Operations' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('letters');
    await expect(page).toHaveURL(/person=.+q=letters/);
    await expect(row(page, /Labeled 10 as news.*from the letters/)).toBeVisible();
    await expect(row(page, /Labeled 4 as news/)).toBeHidden();
    await page.reload();
    await expect(row(page, /Labeled 10 as news/)).toBeVisible();
    await page.getByRole('button', { name: 'Take away all filters' }).click();
    await expect(row(page, /Accepted 40 as spam/)).toBeVisible();
    await page.getByLabel('Source').selectOption({ label: 'a list of samples' });
    await expect(row(page, /Labeled 10 as news/)).toBeHidden();
    await expect(row(page, /Accepted 40 as spam.*All about a thing/)).toBeVisible();
  });

  test('last week’s accept is reverted by keyboard, what was decided later stays and is named, and the revert is undone', async ({
    page,
  }) => {
    await page.goto(`/datasets/${made.datasetId}/operations?class=${made.classIds.spam}&kind=accept`);
    await row(page, /Accepted 40 as spam/).press('Enter');
    await expect(side(page).getByRole('heading', { name: 'Accepted 40 as spam', exact: true })).toBeVisible();
    await expect(side(page).getByText('Mail 0 about a thing')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations.filter(isSerious)).toEqual([]);

    await page.keyboard.press('r');
    await expect(side(page).getByRole('heading', { name: /^Revert “Accepted 40 as spam”/ })).toBeVisible();
    await expect(side(page).getByText('36 become unlabeled')).toBeVisible();
    await expect(side(page).getByText('4 keep what was decided later')).toBeVisible();
    await expect(side(page).getByText(/^Mira, \d\d:\d\d on .+, one by one$/)).toHaveCount(4);
    await expect(side(page).getByText('14 −36')).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations.filter(isSerious)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(side(page).getByRole('heading', { name: 'Accepted 40 as spam', exact: true })).toBeVisible();
    await expect(row(page, /Accepted 40 as spam/)).toBeFocused();
    await page.keyboard.press('r');
    await expect(side(page).getByRole('button', { name: /^Revert 36 labels/ })).toBeFocused();
    await page.keyboard.press('Enter');

    await expect(page.getByTestId('labeled-progress')).toContainText('14');
    await expect(row(page, /Accepted 40 as spam ?, taken back/)).toBeVisible();
    await expect(row(page, /^Taken back by Ada/)).toBeVisible();
    const { samples } = await made.ada.get<{ samples: { labelClassId: string | null }[] }>(
      `/api/datasets/${made.datasetId}/samples?limit=100`,
    );
    expect(samples.map(({ labelClassId }) => labelClassId)).toEqual(
      samples.map((_, index) => (index >= 50 || (index >= 36 && index < 40) ? made.classIds.news : null)),
    );

    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByTestId('labeled-progress')).toContainText('50');
    await expect(row(page, /Accepted 40 as spam(?! ?, taken back)/)).toBeVisible();
  });

  test('where there is little room the open operation and its preview stand beside the line they are about', async ({
    page,
  }) => {
    await page.setViewportSize({ width: 800, height: 700 });
    await page.goto(`/datasets/${made.datasetId}/operations`);
    const line = row(page, /Accepted 40 as spam(?! ?, taken back)/);
    await line.press('Enter');
    await expect(side(page).getByRole('button', { name: /^Revert/ })).toBeInViewport({ ratio: 1 });
    await expect(line).toBeInViewport({ ratio: 1 });
    await expect(line).toBeFocused();
    await page.keyboard.press('r');
    await expect(side(page).getByRole('button', { name: /^Revert 36 labels/ })).toBeFocused();
    await expect(side(page).getByRole('button', { name: /^Revert 36 labels/ })).toBeInViewport({ ratio: 1 });
    await expect(side(page).getByRole('button', { name: /^Keep/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('link', { name: 'Operations', exact: true })).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBe(0);
    await page.keyboard.press('Escape');
    await expect(line).toBeFocused();
    await side(page).getByRole('button', { name: 'Close the operation' }).click();
    await expect(side(page).getByText('Open an operation to see its samples')).toBeVisible();
    await expect(line).toBeFocused();
  });

  test('the samples of an operation open as a list, and as a group', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/operations`);
    await row(page, /Labeled 10 as news/).click();
    await side(page).getByRole('link', { name: 'Show these in Samples' }).click();
    await expect(page).toHaveURL(/samples\?operation=/);
    await expect(page.getByText(`10 of ${SAMPLE_COUNT}`)).toBeVisible();
    await page.goBack();
    await side(page).getByRole('button', { name: 'Review these as a group' }).click();
    await expect(page).toHaveURL(/\/review\?group=/);
  });
});

const isSerious = ({ impact }: { impact?: string | null | undefined }) => impact === 'serious' || impact === 'critical';
