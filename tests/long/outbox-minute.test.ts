import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import { expect, it } from 'vitest';
import { createRandom } from '@/lib/math/random';
import { pollFor, textFile, uploadFiles, waitForImport, waitForJobs } from '@/tests/support/api';
import { findBrowser } from '@/tests/support/browser';
import { makeTexts, toCsv } from '@/tests/support/texts';
import { withVictim } from '@/tests/support/victim';

const AWAY_MS = 60_000;
const PAUSE_MS = 1_500;

/** Labels two samples of the open group by keys. */
async function labelTwo(page: Page): Promise<void> {
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('1');
  await delay(PAUSE_MS);
}

it('loses and doubles nothing of a minute of decisions without a network, with the server killed meanwhile', () =>
  withVictim(async (victim) => {
    const { api } = victim;
    const files = [textFile('notes.csv', toCsv(makeTexts(createRandom(53), 420)))];
    const { id } = await uploadFiles(api, { datasetName: 'A minute away' }, files);
    await api.post(`/api/imports/${id}/start`);
    const datasetId = (await waitForImport(api, id)).datasetId ?? '';
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/cluster-runs`, { k: 3 });
    await waitForJobs(api, datasetId);
    await api.post(`/api/datasets/${datasetId}/classes`, { name: 'glass' });

    const { executablePath, args } = await findBrowser(process.env.CHROMIUM_PATH);
    const browser = await chromium.launch({ executablePath, args });
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      const { url } = victim;
      await page.goto(`${url}/datasets/${datasetId}/review`);
      await page.locator('[data-rank][tabindex="0"]').waitFor();
      await context.setOffline(true);
      const endMs = Date.now() + AWAY_MS;
      let actCount = 0;
      for (; Date.now() < endMs; actCount += 1) {
        await labelTwo(page);
        if (actCount === 5) await victim.kill('web');
      }
      await page.close();
      await context.setOffline(false);
      const again = await context.newPage();
      await again.goto(`${url}/datasets/${datasetId}`);
      const count = async () =>
        (
          await victim.pool.query(
            `SELECT count(*)::int AS acts, count(DISTINCT "idempotencyKey")::int AS keys,
               (SELECT count(*)::int FROM "Label") AS labels FROM "Operation" WHERE kind = 'label'`,
          )
        ).rows[0] as { acts: number; keys: number; labels: number };
      await pollFor(count, ({ acts }) => acts >= actCount, { what: 'the acts of the minute', everyMs: 500 });
      expect(actCount).toBeGreaterThan(10);
      expect(await count()).toEqual({ acts: actCount, keys: actCount, labels: 2 * actCount });
    } finally {
      await browser.close();
    }
  }));
