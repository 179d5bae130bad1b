import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { LabelClass } from '@/lib/datasets/label-class';
import { type Api, connectApi, importFiles, textFile } from '@/tests/support/api';

const NAMES = ['kitchen', 'baking', 'travel', 'nature'];
const MANY = 500;

type Made = { api: Api; datasetId: string; sampleIds: string[] };

/** Forty texts and four classes; ten samples are kitchen, five baking. */
async function makeDataset(baseURL: string | undefined): Promise<Made> {
  const api = connectApi(baseURL ?? '', 'Ada');
  const rows = Array.from({ length: 40 }, (_, row) => `"A note about thing ${row}"`);
  const imported = await importFiles(api, { datasetName: `Classes ${Date.now()}` }, [
    textFile('notes.csv', ['text', ...rows].join('\n')),
  ]);
  const datasetId = imported.datasetId ?? '';
  for (const name of NAMES) await api.post(`/api/datasets/${datasetId}/classes`, { name });
  const { samples } = await api.get<{ samples: { id: string }[] }>(`/api/datasets/${datasetId}/samples`);
  const sampleIds = samples.map(({ id }) => id);
  await label({ api, datasetId, sampleIds }, 'kitchen', sampleIds.slice(0, 10));
  await label({ api, datasetId, sampleIds }, 'baking', sampleIds.slice(10, 15));
  return { api, datasetId, sampleIds };
}

async function listClasses({ api, datasetId }: Made): Promise<LabelClass[]> {
  return (await api.get<{ classes: LabelClass[] }>(`/api/datasets/${datasetId}/classes`)).classes;
}

async function label(made: Made, name: string, sampleIds: string[]): Promise<void> {
  const { revision } = await made.api.get<{ revision: number }>(`/api/datasets/${made.datasetId}`);
  const labelClassId = (await listClasses(made)).find((one) => one.name === name)?.id;
  const idempotencyKey = crypto.randomUUID();
  await made.api.post(`/api/datasets/${made.datasetId}/operations`, {
    kind: 'label',
    ...{ labelClassId, sampleIds, revision, idempotencyKey },
  });
}

const row = (page: Page, name: RegExp) => page.getByRole('treeitem', { name });
const names = async (made: Made) => (await listClasses(made)).map((one) => one.name);

test.describe('the classes of a dataset', () => {
  test.describe.configure({ mode: 'serial' });
  let made: Made;
  test.beforeAll(async ({ baseURL }) => {
    made = await makeDataset(baseURL);
  });

  test('are made, renamed, moved and nested by keyboard, with counts rolled up, and undone', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}`);
    await page.getByRole('link', { name: 'Edit 4 classes' }).click();
    await page.waitForURL(/\/classes$/, { timeout: 60_000 });
    await expect(row(page, /^kitchen, 10 labels/)).toBeVisible();
    await page.keyboard.press('c');
    await expect(page.getByRole('textbox', { name: 'Find or create a class' })).toBeFocused();
    await page.keyboard.type('garden');
    await page.keyboard.press('Enter');
    await expect(row(page, /^garden, 0 labels/)).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('textbox', { name: 'Find or create a class' })).toHaveValue('');
    await page.keyboard.press('Enter');
    await page.keyboard.type('gardens');
    await page.keyboard.press('Enter');
    await expect(row(page, /^gardens/)).toBeVisible();
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(() => names(made)).toEqual(['kitchen', 'baking', 'travel', 'gardens', 'nature']);

    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(row(page, /^baking/)).toHaveAttribute('aria-level', '2');
    await expect(row(page, /^kitchen, 10 labels, 15 with those below/)).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(row(page, /^baking/)).toHaveAttribute('aria-level', '1');
    await page.keyboard.press('Shift+ControlOrMeta+z');
    await expect(row(page, /^baking/)).toHaveAttribute('aria-level', '2');
  });

  test('have a guideline, a colour and a key of their own', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/classes`);
    await row(page, /^travel/).click();
    await page.getByRole('textbox', { name: 'Guideline' }).fill('Trains, boats and tickets');
    await page.getByRole('radio', { name: 'gold diamond' }).click();
    await page.getByRole('combobox', { name: 'Key' }).selectOption('9');
    await expect(row(page, /^travel/)).toContainText('9');
    await expect
      .poll(async () => (await listClasses(made)).find(({ name }) => name === 'travel'))
      .toMatchObject({
        description: 'Trains, boats and tickets',
        slot: 21,
        key: '9',
      });
    const findings = await new AxeBuilder({ page }).analyze();
    expect(findings.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });

  test('are merged with a preview of what changes, and the merge is taken back', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/classes`);
    await row(page, /^baking/).click();
    await page.getByRole('tree').focus();
    const refused: string[] = [];
    page.on('response', (response) => response.status() >= 400 && refused.push(response.url()));
    await page.keyboard.press('m');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tree')).toBeFocused();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('baking');
    await expect(page.getByRole('tree')).toBeFocused();
    await page.keyboard.press('m');
    await page.keyboard.type('nat');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'What will change' });
    await expect(panel.getByRole('row', { name: /^Labels/ })).toContainText('5');
    await expect(panel.getByRole('row', { name: /^by Ada/ })).toContainText('5');
    await page.getByRole('button', { name: 'Merge 5 labels into nature' }).press('Enter');
    await expect(row(page, /^nature, 5 labels/)).toBeVisible();
    await expect(row(page, /^baking/)).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(row(page, /^baking, 5 labels/)).toHaveAttribute('aria-level', '2');
    await expect(row(page, /^nature, 0 labels/)).toBeVisible();

    await row(page, /^baking/).click();
    await page.getByRole('tree').focus();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Delete baking and clear 5 labels' }).press('Enter');
    await expect(row(page, /^baking/)).toHaveCount(0);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect(row(page, /^baking, 5 labels/)).toBeVisible();
    expect(refused).toEqual([]);
  });

  test('that would be called nearly the same are told of before they are saved', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/classes`);
    await row(page, /^travel/).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('Kitchen');
    await expect(page.getByText('The class “kitchen” differs from this only in capitals or spaces.')).toBeVisible();
    await name.press('Enter');
    await expect(page.getByRole('button', { name: 'Call it Kitchen all the same' })).toBeFocused();
    await page.getByRole('button', { name: 'Leave it travel' }).click();
    await expect(name).toHaveValue('travel');
    expect(await names(made)).toContain('travel');
    await name.fill('Kitchen');
    await name.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => names(made)).toContain('Kitchen');
    await page.keyboard.press('c');
    await page.keyboard.type('Gardens');
    await expect(page.getByText('The class “gardens” differs from this only in capitals or spaces.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Create class/ })).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect(row(page, /^gardens/)).toHaveAttribute('aria-selected', 'true');
    expect(await names(made)).not.toContain('Gardens');
  });

  test('can be 500, found by typing; one more is refused', async ({ page }) => {
    const missing = MANY - (await listClasses(made)).length;
    for (let first = 0; first < missing; first += 15) {
      const part = Array.from({ length: Math.min(15, missing - first) }, (_, index) => first + index);
      await Promise.all(
        part.map((n) => made.api.post(`/api/datasets/${made.datasetId}/classes`, { name: `species ${n}` })),
      );
    }
    await page.goto(`/datasets/${made.datasetId}/classes`);
    await expect(page.getByText('500 of at most 500')).toBeVisible();
    await page.keyboard.press('c');
    await page.keyboard.type('species 47');
    await expect(page.getByRole('treeitem')).toHaveCount(11);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('treeitem', { selected: true })).toContainText('species 47');
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: 'Find or create a class' }).fill('one too many');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: 'at most 500 classes' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Create class/ })).toBeDisabled();
    const findings = await new AxeBuilder({ page }).analyze();
    expect(findings.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  });
});
