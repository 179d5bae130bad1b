import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type Api, connectApi, importFiles, textFile } from '@/tests/support/api';

type Listed = { samples: { id: string }[]; revision: number };

async function decide(
  api: Api,
  datasetId: string,
  act: { className: string; from: number; to: number },
): Promise<void> {
  const { classes } = await api.get<{ classes: { id: string; name: string }[] }>(`/api/datasets/${datasetId}/classes`);
  const known = classes.find(({ name }) => name === act.className);
  const { id } =
    known ?? (await api.post<{ id: string }>(`/api/datasets/${datasetId}/classes`, { name: act.className }));
  const { samples, revision } = await api.get<Listed>(`/api/datasets/${datasetId}/samples?limit=100`);
  await api.post(`/api/datasets/${datasetId}/operations`, {
    ...{ kind: 'label', labelClassId: id, revision },
    sampleIds: samples.slice(act.from, act.to).map((sample) => sample.id),
    idempotencyKey: `versions-${act.className}-${act.from}-${act.to}`,
  });
}

/** 60 texts whose 20 first are labeled good; one of them begins like a formula. */
async function makeDataset(baseURL: string | undefined): Promise<{ api: Api; datasetId: string }> {
  const api = connectApi(baseURL ?? '', 'Ada');
  const texts = Array.from({ length: 60 }, (_, row) =>
    row === 0 ? '=HYPERLINK("http://localhost")' : `A remark, number ${row}`,
  );
  const table = ['text', ...texts.map((text) => `"${text.replaceAll('"', '""')}"`)].join('\n');
  const imported = await importFiles(api, { datasetName: `Versions ${Date.now()}` }, [textFile('remarks.csv', table)]);
  const datasetId = imported.datasetId ?? '';
  await decide(api, datasetId, { className: 'good', from: 0, to: 20 });
  return { api, datasetId };
}

const versions = (page: Page) => page.getByRole('navigation', { name: 'Versions' });

async function download(page: Page, fileName: RegExp): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: fileName }).first().click(),
  ]);
  return readFileSync(await file.path());
}

test.describe('versions', () => {
  test.describe.configure({ mode: 'serial' });
  let made: { api: Api; datasetId: string };
  test.beforeAll(async ({ baseURL }) => {
    made = await makeDataset(baseURL);
  });

  test('a version freezes the labels of now and says what it holds', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/versions`);
    await expect(page.getByText('No version yet')).toBeVisible();
    await expect(versions(page)).toContainText('20 labels not in a version');
    await page.getByRole('button', { name: 'Freeze', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Version 1', exact: true })).toBeVisible();
    await expect(page.getByText('20 labels · frozen, never changes')).toBeVisible();
    await expect(versions(page)).toContainText('nothing new');
    await expect(page.getByRole('row', { name: /good/ })).toContainText('+20');
  });

  test('what changed since is shown, by class and by pair', async ({ page }) => {
    await decide(made.api, made.datasetId, { className: 'bad', from: 15, to: 30 });
    await page.goto(`/datasets/${made.datasetId}/versions`);
    await versions(page)
      .getByRole('button', { name: /Since version 1/ })
      .click();
    await expect(page).toHaveURL(/version=since/);
    await expect(page.getByText('+10', { exact: true })).toBeVisible();
    await expect(page.getByRole('row', { name: /bad/ }).first()).toContainText('+15');
    await expect(page.getByRole('row', { name: /good/ }).first()).toContainText('−5');
    await expect(page.getByRole('table', { name: 'Changes by pair of classes' })).toContainText('5');

    await page.getByRole('button', { name: 'Freeze', exact: true }).click();
    await expect(page.getByText('30 labels · frozen, never changes')).toBeVisible();
    await expect(page.getByLabel('Compared with')).toHaveValue('previous');
    await page.getByLabel('Compared with').selectOption({ label: 'now' });
    await expect(page).toHaveURL(/with=now/);
    await expect(page.getByText('Nothing changed since this version')).toBeVisible();
  });

  test('a version is exported once for each kind, guarded or raw, and downloaded', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}/versions`);
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const guarded = (await download(page, /^Download .*\.csv$/)).toString('utf8');
    expect(guarded.split('\n')[0]).toMatch(/^id,class,label_source,operation_id,operation_seq,person,decided_at/);
    expect(guarded.trimEnd().split('\n')).toHaveLength(61);
    expect(guarded).toContain(`"'=HYPERLINK(""http://localhost"")"`);
    expect(guarded.match(/,bad,person,/g)).toHaveLength(15);

    await page.getByRole('button', { name: 'Export as JSON Lines' }).click();
    const lines = await download(page, /^Download .*\.jsonl$/);
    const rows = lines
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { class: string | null });
    expect(rows).toHaveLength(60);
    expect(rows.filter((row) => row.class === 'bad')).toHaveLength(15);

    type Export = { status: string; sha256: string | null; format: string };
    const { exports } = await made.api.get<{ exports: Export[] }>(`/api/datasets/${made.datasetId}/exports`);
    const hash = createHash('sha256').update(lines).digest('hex');
    expect(exports.filter(({ format }) => format === 'jsonl').map(({ sha256 }) => sha256)).toEqual([hash]);
    await page.getByRole('button', { name: 'Export as JSON Lines' }).click();
    await expect(page.getByText(/\.jsonl is already there, with the same bytes/)).toBeVisible();

    await page.getByLabel('Raw: leave every cell as it is').check();
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const raw = (await download(page, /^Download .*-raw\.csv$/)).toString('utf8');
    expect(raw).toContain('"=HYPERLINK(""http://localhost"")"');
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`the screen has nothing that axe finds serious, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`/datasets/${made.datasetId}/versions`);
      await expect(page.getByText('30 labels · frozen, never changes')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`)).toEqual(
        [],
      );
    });
  }
});
