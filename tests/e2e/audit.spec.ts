import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { ExpectedErrorsDetail } from '@/lib/audits/audit';
import type { ReviewQueue } from '@/lib/groups/group';
import { createRandom } from '@/lib/math/random';
import { type Api, connectApi, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { acceptButton, cursor, groupTitle, openReview, typeClass } from './review-walk';

/** "3 of 27" at the head of the audit. */
async function readPlace(page: Page): Promise<{ at: number; of: number }> {
  await expect(page.getByTestId('audit-place')).toHaveText(/ of [1-9]/);
  const says = await page.getByTestId('audit-place').textContent();
  const [at = 0, of = 0] = (says ?? '').split(' of ').map(Number);
  return { at, of };
}

async function answerUntil(page: Page, key: (at: number) => string, until = Number.POSITIVE_INFINITY): Promise<void> {
  const { at, of } = await readPlace(page);
  for (let next = at; next <= Math.min(of, until); next += 1) {
    await expect(page.getByTestId('audit-place')).toHaveText(`${next} of ${of}`);
    await page.keyboard.press(key(next));
  }
}

async function expectNoViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test.describe('accepting by a sample, by keyboard alone', () => {
  test.describe.configure({ mode: 'serial', timeout: 120_000 });
  let api: Api;
  let datasetId = '';

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'me');
    const { id } = await uploadFiles(api, { datasetName: `Audited ${Date.now()}` }, [
      textFile('texts.csv', toCsv(makeTexts(createRandom(43), 120))),
    ]);
    await api.post(`/api/imports/${id}/start`);
    datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: 3 });
    await waitForJobs(api, datasetId);
    for (const name of ['travel', 'kitchen']) await api.post(`/api/datasets/${datasetId}/classes`, { name });
  });

  test('a passed audit is accepted with its estimate, and survives a reload on the way', async ({ page }) => {
    await openReview(page, datasetId);
    const title = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('1');
    await page.keyboard.press('q');
    await expect(groupTitle(page)).toHaveText('Audit');
    await expect(page.getByText(title, { exact: true })).toHaveCount(0);
    await answerUntil(page, () => '1', 6);
    await expect(page.getByText('0 mistakes in 5')).toBeVisible();
    await page.reload();
    await expect(cursor(page)).toBeFocused();
    await expect(page.getByRole('button', { name: /^Audit · 6 of/ })).toBeVisible();
    await page.keyboard.press('q');
    await expect.poll(async () => (await readPlace(page)).at).toBe(7);
    await page.keyboard.press('n');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await readPlace(page)).at).toBe(7);
    await page.keyboard.press('2');
    await expect(page.getByRole('button', { name: /held until the verdict/ })).toBeDisabled();
    await expectNoViolation(page);
    await answerUntil(page, () => '1');
    await expect(page.getByText('Passed', { exact: true })).toBeVisible();
    await expect(page.getByText('you said kitchen')).toBeVisible();
    await expectNoViolation(page);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: /labeled travel · (none wrong|expect)/ })).toBeVisible();
    const errors = async () => (await api.get<ExpectedErrorsDetail>(`/api/datasets/${datasetId}/expected-errors`)).all;
    await expect.poll(async () => (await errors()).auditedCount).toBeGreaterThan(5);
    const { labelCount, auditedCount } = await errors();
    expect(labelCount).toBe(auditedCount + 1);
    await page.goto(`/datasets/${datasetId}`);
    await expect(page.getByRole('columnheader', { name: 'Expected errors' })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Labels by class' }).getByText('not audited')).toBeVisible();
    await expectNoViolation(page);
    await page.goto(`/datasets/${datasetId}/classes`);
    await expect(page.getByTestId('class-errors')).toContainText(
      /^\d+ labels · expected errors: \d.* in \d+, 95 % interval/,
    );
    const { id } = await api.post<{ id: string }>(`/api/datasets/${datasetId}/versions`, {});
    await waitForJobs(api, datasetId);
    await page.goto(`/datasets/${datasetId}/versions?version=${id}`);
    await expect(page.getByTestId('version-errors')).toContainText(`in ${auditedCount}, 1 not audited, 95 % interval`);
    await expectNoViolation(page);
  });

  test('a failed audit holds the accept, and leads to the split', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('1');
    await page.keyboard.press('q');
    await expect(page.getByTestId('audit-place')).toHaveText(/^1 of/);
    await answerUntil(page, (at) => (at <= 3 ? '2' : at <= 5 ? 'x' : '1'));
    await expect(page.getByText('Held by the target')).toBeVisible();
    await expect(page.getByText('you said none of the classes')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(acceptButton(page)).toHaveText(/held: up to [\d.]+ % may be wrong/);
    await expect(cursor(page)).toBeFocused();
    const address = page.url();
    await page.keyboard.press('Enter');
    await page.keyboard.press('q');
    await expect(page.getByText('Held by the target')).toBeVisible();
    expect(page.url()).toBe(address);
    await page.keyboard.press('s');
    await expect(page.getByRole('heading', { name: 'Split in 3 parts' })).toBeVisible();
    const { clusters } = await api.get<ReviewQueue>(`/api/datasets/${datasetId}/clusters`);
    expect(clusters.filter(({ done }) => done)).toHaveLength(1);
  });

  test('one sees one’s own times, and forgets them', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('2');
    await page.waitForTimeout(1_100);
    await typeClass(page, 'travelling');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('your times');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Your times' });
    await dialog.getByText('Texts').click();
    await expect(dialog.getByText(/^1 group timed/)).toBeVisible();
    await expectNoViolation(page);
    await dialog.getByRole('button', { name: /^Forget/ }).press('Enter');
    await expect(dialog.getByText('No group timed yet.')).toBeVisible();
  });
});
