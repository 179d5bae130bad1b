import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { type Api, waitForImport, waitForJobs } from '@/tests/support/api';

const WAIT_MS = 15_000;

export type ProgressAnswer = {
  progress: { sampleCount: number; labeledCount: number; revision: number };
  classes: { id: string; name: string; labelCount: number }[];
};

/** Brings a file in through the browser, up to a dataset with clusters; answers its id. `settle` sets what the file needs. */
export async function importByBrowser(
  page: Page,
  api: Api,
  { file, name, settle }: { file: string; name: string; settle?: () => Promise<void> },
): Promise<string> {
  await page.goto('/import');
  await page.getByLabel('Files to import').setInputFiles(file);
  await page.getByRole('button', { name: /Continue with 1 file/ }).click();
  await page.getByLabel('Its name').fill(name, { timeout: 60_000 });
  await page.getByLabel('Its name').blur();
  await settle?.();
  await page.getByRole('button', { name: /^Import [\d,]+ / }).click();
  await expect(page.getByRole('heading', { name: /^Imported/ })).toBeVisible({ timeout: 240_000 });
  const importId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const { datasetId } = await waitForImport(api, importId);
  if (datasetId === null) throw new Error('The import has no dataset.');
  await waitForJobs(api, datasetId);
  return datasetId;
}

/** Opens the review and waits until the first sample has the cursor, and with it the focus. */
export async function openReview(page: Page, datasetId: string): Promise<void> {
  await page.goto(`/datasets/${datasetId}/review`);
  await expect(cursor(page)).toBeFocused({ timeout: 30_000 });
}

export const cursor = (page: Page): Locator => page.locator('[data-rank][tabindex="0"]');
export const acceptButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^(Accept|Add .+ to \d|Choose a class|Nothing left)/ });
export const groupTitle = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const labeledProgress = (page: Page): Locator => page.getByTestId('labeled-progress');

/** What the main button says: count, class and exclusions, as in "Accept 214 as cardboard · 9 excluded" or "Add cash to 13". */
export type AcceptWords = { count: number; className: string; excludedCount: number };

export async function readAccept(page: Page): Promise<AcceptWords> {
  const pattern =
    /^(?:Accept (?<count>[\d,]+) as (?<name>.+?)|Add (?<added>.+) to (?<addedCount>[\d,]+))(?:· (?<excluded>[\d,]+) excluded)?↵$/;
  let match: RegExpExecArray | null = null;
  await expect(async () => {
    // Read once and judged by that: what the button says may change between two looks.
    const says = (await acceptButton(page).textContent()) ?? '';
    match = pattern.exec(says);
    expect(says).toMatch(pattern);
  }).toPass({ timeout: WAIT_MS });
  const { count, name, added, addedCount, excluded } = (match as RegExpExecArray | null)?.groups ?? {};
  const toNumber = (figures: string | undefined) => Number((figures ?? '0').replaceAll(',', ''));
  return {
    count: toNumber(count ?? addedCount),
    className: name ?? added ?? '',
    excludedCount: toNumber(excluded),
  };
}

/** Waits until the main button says this. */
export async function expectAccept(page: Page, words: Partial<AcceptWords>): Promise<void> {
  await expect(async () => expect(await readAccept(page)).toMatchObject(words)).toPass({ timeout: WAIT_MS });
}

/** Types a class name into the finder and takes it: an existing class, or a new one made in place. */
export async function typeClass(page: Page, name: string): Promise<void> {
  await page.keyboard.press('c');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expect(cursor(page)).toBeFocused();
}

/** Accepts by Enter and waits for the next group; answers what was accepted. */
export async function acceptByKey(page: Page): Promise<{ count: number; className: string }> {
  const accepted = await readAccept(page);
  const address = page.url();
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(address);
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: `${accepted.count.toLocaleString('en-US')} labeled ${accepted.className}` }),
  ).toBeVisible();
  return accepted;
}

export async function expectLabeled(page: Page, labeledCount: number, sampleCount: number): Promise<void> {
  const figure = (count: number) => count.toLocaleString('en-US');
  await expect(labeledProgress(page)).toHaveText(`${figure(labeledCount)} of ${figure(sampleCount)} labeled`);
}

/** Freezes a version, exports it, and answers the bytes of the download. */
export async function exportByBrowser(page: Page, format: string, fileName: RegExp): Promise<Buffer> {
  await page.getByRole('button', { name: `Export as ${format}` }).click();
  const link = page.getByRole('link', { name: fileName }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFileSync(await file.path());
}

/** Goes to the versions by keys and freezes what is labeled now. */
export async function freezeByBrowser(page: Page, labelCount: number): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await page.getByRole('button', { name: 'Freeze', exact: true }).click();
  await expect(page.getByText(`${labelCount.toLocaleString('en-US')} labels · frozen, never changes`)).toBeVisible({
    timeout: 60_000,
  });
}

/** Waits until the server has the labels that the page counts ahead of it: by class, in the order of the classes. */
export async function expectLabels(api: Api, datasetId: string, labels: readonly [string, number][]): Promise<void> {
  const read = async () => {
    const { classes } = await api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`);
    return classes.map(({ name, labelCount }) => [name, labelCount]);
  };
  await expect.poll(read).toEqual(labels);
}
