import { expect, type Page, test } from '@playwright/test';

/** A table of texts with one bad row, one duplicate and labels, as bytes. */
function makeTable(): Buffer {
  const topics = ['the late train to the north', 'fresh bread from the oven', 'a broken bicycle wheel'];
  const rows = Array.from(
    { length: 60 },
    (_, row) => `t-${row},"Note ${row} about ${topics[row % 3]}",${['train', 'bread', 'bicycle'][row % 3]}`,
  );
  return Buffer.from(['id,text,topic', ...rows, 't-60,,train', `t-61,"Note 0 about ${topics[0]}",train`].join('\n'));
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('link', { name: 'Sheaf, all datasets' })).toBeVisible();
}

/** Presses a key again until it did something: before the page has come alive, keys are nobody's. */
async function pressUntil(page: Page, key: string, done: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await done();
  }).toPass({ timeout: 30_000 });
}

test('an empty installation shows what Sheaf does, a place for files and two demos', async ({ page }) => {
  await page.route('**/api/datasets', (route) => route.fulfill({ json: { datasets: [] } }));
  await open(page, '/');
  await expect(page.getByRole('heading', { name: 'Label thousands of samples, a cluster at a time' })).toBeVisible();
  await expect(page.getByText('Drop a zip, a folder or a CSV here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load demo: Images' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Load demo: Texts' })).toBeEnabled();
});

test('a table becomes a dataset: columns, counts before anything is written, what was left out', async ({ page }) => {
  const name = `Notes ${Date.now()}`;
  await open(page, '/import');
  await page.getByLabel('Files to import').setInputFiles([
    { name: 'notes.csv', mimeType: 'text/csv', buffer: makeTable() },
    { name: 'scan.heic', mimeType: 'image/heic', buffer: Buffer.from('not read') },
  ]);
  await expect(page.getByText('HEIF images are not read. Save it as JPEG or PNG.')).toBeVisible();
  await page.getByRole('button', { name: /Continue with 1 file/ }).click();

  const happens = page.getByRole('region', { name: 'What will happen' });
  await expect(happens).toContainText('New samples60');
  await expect(happens).toContainText('Exact duplicates, skipped1');
  await expect(happens).toContainText('Rows left out1');
  await expect(page.getByLabel('Role of text')).toHaveValue('text');
  await expect(page.getByLabel('Role of topic')).toHaveValue('label');

  await page.getByLabel('Role of topic').selectOption('metadata');
  await expect(happens).toContainText('Labels to import0');
  await page.getByLabel('Role of topic').selectOption('label');
  await expect(happens).toContainText('Labels to import61');

  await page.getByLabel('Its name').fill(name);
  await page.getByLabel('Its name').blur();
  await page.getByRole('button', { name: /Import 60 samples/ }).click();
  await expect(page.getByRole('heading', { name: /^Imported/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('table', { name: 'What was left out' })).toContainText('empty');

  await page.getByRole('link', { name: `Open ${name}` }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByTestId('labeled-progress')).toHaveText('0 of 60 labeled');
});

test('a table that cannot be read as detected says why, and can be read in another way', async ({ page }) => {
  await open(page, '/import');
  const buffer = Buffer.from('id,"text\n1,one\n2,two\n');
  await page.getByLabel('Files to import').setInputFiles({ name: 'open.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: /Continue with 1 file/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'open.csv cannot be read this way' })).toContainText(
    'a quote is opened and not closed',
  );
  await expect(page.getByRole('button', { name: 'No sample to import' })).toBeDisabled();

  await page.getByLabel('Format').selectOption('lines');
  await expect(page.getByRole('button', { name: /Import 3 samples/ })).toBeEnabled();
  await expect(page.getByLabel('The first rows of the table')).toContainText('1,one');
  await page.getByRole('button', { name: 'Cancel: nothing is written' }).click();
  await expect(page).not.toHaveURL(/import/);
});

test('files may fall anywhere in the window', async ({ page }) => {
  await open(page, '/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const transfer = await page.evaluateHandle(() => {
    const dragged = new DataTransfer();
    dragged.items.add(new File(['text\none\n'], 'dropped.csv', { type: 'text/csv' }));
    return dragged;
  });
  await expect(async () => {
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
    await expect(page.getByText('Drop to import')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page).toHaveURL(/\/import$/);
  await expect(page.getByText('dropped.csv')).toBeVisible();
  await expect(page.getByRole('button', { name: /Continue with 1 file/ })).toBeEnabled();
});

test('a dataset is deleted at once and can be brought back', async ({ page, request }) => {
  const name = `Passing ${Date.now()}`;
  const made = await request.post('/api/datasets', {
    data: { name, modality: 'text' },
    headers: { 'X-Person': 'test' },
  });
  expect(made.ok()).toBe(true);
  const { id } = (await made.json()) as { id: string };
  await open(page, `/datasets/${id}`);
  await page.getByRole('button', { name: 'Rename, delete or bring back' }).click();
  await page.getByRole('menuitem', { name: /Delete 0 samples/ }).click();
  await expect(page.getByRole('status').filter({ hasText: `${name} deleted` })).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).first().click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});

test('keys: help, a key of one’s own, the palette, sequences, silence while typing', async ({ page }) => {
  await open(page, '/');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await pressUntil(page, '?', () => expect(help).toBeVisible({ timeout: 1_000 }));
  await help.getByLabel('Find a key').fill('skip');
  await help.getByRole('button', { name: /^Skip/ }).click();
  await page.keyboard.press('y');
  await expect(help.getByRole('button', { name: /Skip.*: Y\./ })).toBeVisible();
  await help.getByRole('button', { name: /^Skip/ }).click();
  await page.keyboard.press('x');
  await expect(help.getByRole('alert')).toContainText('Exclude or include');
  await page.keyboard.press('Escape');
  await help.getByRole('button', { name: /Reset 1 changed/ }).click();
  await expect(help.getByRole('button', { name: /Skip.*: N\./ })).toBeVisible();
  await help.getByRole('button', { name: 'Close' }).click();
  await expect(help).toBeHidden();

  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Search or run' });
  await page.keyboard.type('import');
  await expect(palette.getByRole('option', { name: /Import samples/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/import$/);

  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page).toHaveURL(/\/$/);
});

test('the theme and the name of who acts are kept', async ({ page }) => {
  await open(page, '/');
  await expect(async () => {
    await page.getByRole('button', { name: 'Theme' }).click();
    await expect(page.getByRole('menuitemcheckbox', { name: 'Dark' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  const kept = page.waitForResponse((response) => response.url().endsWith('/theme'));
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await kept;
  await page.getByRole('button', { name: 'You are me' }).click();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Act as Ada Lovelace' }).click();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('button', { name: 'You are Ada Lovelace' })).toBeVisible();
});
