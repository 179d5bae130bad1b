import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import yauzl from 'yauzl';
import { writeClothes } from '@/lib/exchange/demo-clothes.server';
import { type Api, connectApi } from '@/tests/support/api';
import {
  acceptButton,
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
import { traceScripting, widenGroup } from './scripting-trace';

const LEAST_COUNT = 500;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The entries of a zip, by path. */
function readZip(bytes: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (failed, zip) => {
      if (failed !== null) return reject(failed);
      const entries = new Map<string, Buffer>();
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (broken, stream) => {
          if (broken !== null) return reject(broken);
          const parts: Buffer[] = [];
          stream.on('data', (part: Buffer) => parts.push(part));
          stream.on('end', () => {
            if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, Buffer.concat(parts));
            zip.readEntry();
          });
        });
      });
      zip.on('end', () => resolve(entries));
      zip.on('error', reject);
      zip.readEntry();
    });
  });
}

test.describe('images, from a zip to labeled folders', () => {
  test.describe.configure({ mode: 'serial', timeout: 600_000 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sheaf-clothes-'));
  const file = path.join(folder, 'clothes.zip');
  let api: Api;
  let datasetId = '';

  test.beforeAll(async ({ baseURL }) => {
    api = connectApi(baseURL ?? '', 'Ada');
    await writeClothes(file);
  });
  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('import, embed, cluster, accept by keyboard, exclude, label on the spot, undo, export', async ({ page }) => {
    datasetId = await importByBrowser(page, api, { file, name: `Clothes ${Date.now()}` });
    const { progress: imported } = await api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`);
    const { sampleCount } = imported;
    expect(sampleCount).toBeGreaterThanOrEqual(LEAST_COUNT);
    await openReview(page, datasetId);
    await expectLabeled(page, 0, sampleCount);

    await typeClass(page, 'tops');
    const before = await readAccept(page);
    expect(before.className).toBe('tops');
    for (const _ of [1, 2]) {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('x');
    }
    const without = { ...before, count: before.count - 2, excludedCount: before.excludedCount + 2 };
    await expectAccept(page, without);
    await expect(cursor(page)).toHaveAttribute('aria-label', /^Sample .+, excluded, 3 of [\d,]+$/);

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByText('2 selected')).toBeVisible();
    await typeClass(page, 'shoes');
    await expect(page.getByRole('status').filter({ hasText: '2 labeled shoes' })).toBeVisible();
    await expectLabeled(page, 2, sampleCount);
    await expectAccept(page, { count: without.count - 2, className: 'tops' });

    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.getByRole('status').filter({ hasText: 'Taken back: 2 samples labeled shoes' })).toBeVisible();
    await expectLabeled(page, 0, sampleCount);
    await expectAccept(page, without);
    await page.keyboard.press('Shift+ControlOrMeta+z');
    await expectLabeled(page, 2, sampleCount);

    const first = await acceptByKey(page);
    await expectLabeled(page, 2 + first.count, sampleCount);
    await expect(cursor(page)).toBeFocused();
    await expect(acceptButton(page)).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('2');
    const second = await acceptByKey(page);
    expect(second.className).toBe('shoes');

    await page.keyboard.press('1');
    const title = (await groupTitle(page).textContent()) ?? '';
    const third = await acceptByKey(page);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(groupTitle(page)).toHaveText(title);
    await expectLabeled(page, 2 + first.count + second.count, sampleCount);
    await expect(cursor(page)).toBeFocused();
    await expectAccept(page, third);
    await acceptByKey(page);

    const tops = first.count + third.count;
    const shoes = 2 + second.count;
    await expectLabeled(page, tops + shoes, sampleCount);
    await expectLabels(api, datasetId, [
      ['tops', tops],
      ['shoes', shoes],
    ]);

    await freezeByBrowser(page, tops + shoes);
    const entries = await readZip(await exportByBrowser(page, 'Image folders', /^Download .*\.zip$/));
    const originals = new Set([...(await readZip(readFileSync(file))).values()].map(sha256));
    const inFolder = (name: string) => [...entries].filter(([entry]) => entry.startsWith(`${name}/`));
    expect(inFolder('tops')).toHaveLength(tops);
    expect(inFolder('shoes')).toHaveLength(shoes);
    expect(entries.size).toBe(tops + shoes + 1);
    for (const [, bytes] of [...inFolder('tops'), ...inFolder('shoes')])
      expect(originals.has(sha256(bytes))).toBe(true);
    const table = (entries.get('labels.csv') ?? Buffer.alloc(0)).toString('utf8');
    expect(table.match(/,tops,person,/g)).toHaveLength(tops);
  });

  test('members that somebody changed meanwhile are taken out, said, and the rest is offered', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('1');
    const clusterId = new URL(page.url()).searchParams.get('cluster') ?? '';
    const group = await api.get<{ revision: number; sampleIds: string[] }>(`/api/clusters/${clusterId}`);
    const { classes } = await api.get<ProgressAnswer>(`/api/datasets/${datasetId}/progress`);
    const mira = connectApi(api.url, 'Mira');
    await page.keyboard.press('x');
    const before = await readAccept(page);
    await mira.post(`/api/datasets/${datasetId}/operations`, {
      ...{
        kind: 'label',
        labelClassId: classes[1]?.id,
        revision: group.revision,
        idempotencyKey: `mira-${Date.now()}`,
      },
      sampleIds: group.sampleIds.slice(2, 5),
    });
    const title = (await groupTitle(page).textContent()) ?? '';
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Open it' }).click();
    await expect(groupTitle(page)).toHaveText(title);
    await expect(
      page.getByText(/Mira labeled 3 of these as shoes at \d\d:\d\d\. [\d,]+ remain\. Your exclusions are kept\./),
    ).toBeVisible();
    await expectAccept(page, { count: before.count - 3, excludedCount: before.excludedCount });
    await acceptByKey(page);
  });

  test('boundary, rubber band, pointer and look closer', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('1');
    const before = await readAccept(page);
    await page.keyboard.press('[');
    await expectAccept(page, { count: before.count - 1, excludedCount: before.excludedCount + 1 });
    const slider = page.getByRole('slider', { name: 'Boundary' });
    await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`${before.excludedCount + 1} beyond$`));
    await page.keyboard.press('b');
    await expectAccept(page, before);

    const tile = (rank: number) => page.locator(`[data-rank="${rank}"]`);
    const [from, to] = await Promise.all([tile(0).boundingBox(), tile(2).boundingBox()]);
    if (from === null || to === null) throw new Error('The tiles are not on the screen.');
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 40, { steps: 5 });
    await page.mouse.up();
    await expect(page.getByText('3 selected')).toBeVisible();
    await page.keyboard.press('x');
    await expectAccept(page, { count: before.count - 3 });
    await tile(1).hover();
    await tile(1).locator('[data-act=exclude]').click();
    await expectAccept(page, { count: before.count - 2 });
    for (let step = 0; step < 2; step += 1) await page.keyboard.press('ControlOrMeta+z');
    await expectAccept(page, before);

    await page.keyboard.press('Space');
    await expect(page.getByRole('region', { name: 'Closer look' }).getByRole('img')).toHaveCount(1);
    await page.keyboard.press('Space');
    await expect(page.getByRole('img', { name: /What the model sees/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Closer look' })).toBeHidden();
  });

  test('at 5,000 members no frame scripts for 50 ms while scrolling', async ({ page }) => {
    await page.route('**/api/groups/*', (route) => widenGroup(route, 5_000));
    await openReview(page, datasetId);
    await expect(page.getByText('5,000 samples')).toBeVisible();
    const frames = await traceScripting(page, async () => {
      await page.getByTestId('page').evaluate(async (element) => {
        for (let top = 0; top < element.scrollHeight; top += 240) {
          element.scrollTop = top;
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      });
    });
    expect(frames.length).toBeGreaterThan(200);
    test.info().annotations.push({
      type: 'scripting',
      description: `${frames.length} frames, the longest ${frames.at(-1)?.toFixed(1)} ms`,
    });
    expect(frames.at(-1)).toBeLessThan(50);
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`the desk has nothing that axe finds serious, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      for (const width of [1440, 800]) {
        await page.setViewportSize({ width, height: 900 });
        await openReview(page, datasetId);
        await page.keyboard.press('x');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Shift+ArrowRight');
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(
          serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`),
        ).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      }
    });
  }

  test('an audit shows picture after picture, and the mistakes hold the accept', async ({ page }) => {
    await openReview(page, datasetId);
    await page.keyboard.press('1');
    await page.keyboard.press('q');
    const place = page.getByTestId('audit-place');
    await expect(place).toHaveText(/^1 of [1-9]/);
    const count = Number((await place.textContent())?.split(' of ')[1]);
    const picture = page.getByRole('region', { name: 'Audit' }).getByRole('img', { name: `Sample 1 of ${count}` });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await page.keyboard.press('Space');
    await expect(page.getByRole('img', { name: /^What the model sees of sample 1/ })).toBeVisible();
    const wrongCount = Math.ceil(count / 4);
    for (let at = 1; at <= count; at += 1) {
      await expect(place).toHaveText(`${at} of ${count}`);
      await page.keyboard.press(at <= wrongCount ? '2' : '1');
    }
    await expect(page.getByText('Held by the target')).toBeVisible();
    const mistakes = page.getByRole('region', { name: 'Mistakes' });
    await expect(mistakes.getByRole('img')).toHaveCount(wrongCount);
    await expect(mistakes.getByText('you said shoes')).toHaveCount(wrongCount);
    await page.keyboard.press('Escape');
    await expect(acceptButton(page)).toHaveText(/held: up to [\d.]+ % may be wrong/);
    await expect(cursor(page)).toBeFocused();
  });
});
