import { AxeBuilder } from '@axe-core/playwright';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';

const PERSON = { 'X-Person': 'access' };
const THEMES = ['light', 'dark'] as const;
/** Other files' imports may be before these in the worker's queue. */
const WORK_TIMEOUT_MS = 300_000;
const WIDTHS = [1440, 1024, 800];

async function call<Answer>(
  request: APIRequestContext,
  method: 'get' | 'post',
  path: string,
  data?: unknown,
): Promise<Answer> {
  const response = await request[method](path, { headers: PERSON, ...(data === undefined ? {} : { data }) });
  expect(response.ok(), `${method} ${path}: ${await response.text()}`).toBe(true);
  return (await response.json()) as Answer;
}

function makeTexts(): Buffer {
  const topics = [
    'the late train to the north',
    'fresh bread from the oven',
    'a broken bicycle wheel',
    'rain over the harbour',
  ];
  const rows = Array.from({ length: 120 }, (_, row) => `"Note ${row} about ${topics[row % 4]}",topic ${row % 4}`);
  return Buffer.from(['text,topic', ...rows, ',topic 1'].join('\n'));
}

type Import = { id: string; status: string; datasetId: string | null };
type Clusters = { clusters: { id: string }[] };

async function waitFor<Answer>(read: () => Promise<Answer>, isDone: (answer: Answer) => boolean): Promise<Answer> {
  let answer = await read();
  await expect(async () => {
    answer = await read();
    expect(isDone(answer)).toBe(true);
  }).toPass({ timeout: WORK_TIMEOUT_MS, intervals: [300] });
  return answer;
}

/** One import that waits for its start and one that became a dataset with clusters, labels and a version. */
async function prepare(request: APIRequestContext): Promise<{ paths: [name: string, path: string][] }> {
  const announce = async (datasetName: string) => {
    const bytes = makeTexts();
    const made = await call<Import>(request, 'post', '/api/imports', {
      datasetName,
      files: [{ name: 'notes.csv', sizeBytes: bytes.length }],
    });
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
    const headers = { ...PERSON, 'X-Content-SHA256': digest, 'Content-Type': 'application/octet-stream' };
    expect((await request.put(`/api/imports/${made.id}/files/0`, { headers, data: bytes })).ok()).toBe(true);
    await call(request, 'post', `/api/imports/${made.id}/inspect`);
    return await waitFor(
      () => call<Import>(request, 'get', `/api/imports/${made.id}`),
      ({ status }) => status === 'ready',
    );
  };
  const waiting = await announce('Waits');
  const started = await announce('Accessible notes');
  await call(request, 'post', `/api/imports/${started.id}/start`);
  const done = await waitFor(
    () => call<Import>(request, 'get', `/api/imports/${started.id}`),
    ({ status }) => status === 'committed',
  );
  const root = `/datasets/${done.datasetId}`;
  const queue = await waitFor(
    () => call<Clusters>(request, 'get', `/api${root}/clusters`),
    ({ clusters }) => clusters.length > 0,
  );
  const sampleId = await decide(request, root, queue.clusters[0]?.id ?? '');
  await call(request, 'post', `/api${root}/versions`, {});
  return {
    paths: [
      ['home', '/'],
      ['import: files', '/import'],
      ['import: columns', `/import/${waiting.id}`],
      ['import: done', `/import/${started.id}`],
      ['overview', root],
      ['review', `${root}/review`],
      ['samples', `${root}/samples`],
      ['one sample', `${root}/samples/${sampleId}`],
      ['versions', `${root}/versions`],
      ['no such page', '/nowhere'],
    ],
  };
}

/** Accepts one cluster, so that labels, history and a version have something to show. */
async function decide(request: APIRequestContext, root: string, clusterId: string): Promise<string> {
  const { sampleIds, revision } = await call<{ sampleIds: string[]; revision: number }>(
    request,
    'get',
    `/api/clusters/${clusterId}`,
  );
  const { classes } = await call<{ classes: { id: string }[] }>(request, 'get', `/api${root}/classes`);
  await call(request, 'post', `/api${root}/operations`, {
    kind: 'accept',
    idempotencyKey: crypto.randomUUID(),
    revision,
    labelClassId: classes[0]?.id,
    sampleIds,
    group: { source: 'cluster', id: clusterId },
  });
  return sampleIds[0] ?? '';
}

async function settle(page: Page, path: string): Promise<void> {
  await page.goto(path);
  // A page of a dataset listens to a stream that does not end: its network is never silent.
  await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {});
  await expect(page.getByRole('main')).toBeVisible();
}

async function expectNothingSerious(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const said = grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(said, where).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const over = await page.evaluate(() => {
    const main = document.querySelector('main');
    const widest = Math.max(
      document.documentElement.scrollWidth,
      main === null ? 0 : main.scrollWidth + main.getBoundingClientRect().left,
    );
    return widest - document.documentElement.clientWidth;
  });
  expect(over, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
}

test('every screen is accessible in both themes and fits from 800 pixels on', async ({ page, request }) => {
  test.setTimeout(2 * WORK_TIMEOUT_MS);
  const { paths } = await prepare(request);
  for (const [name, path] of paths) {
    await test.step(`${name}, light and dark`, async () => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.setViewportSize({ width: 1440, height: 900 });
      await settle(page, path);
      await expectNothingSerious(page, `${name}, light`);
      // The theme follows the system without a reload.
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await expectNothingSerious(page, `${name}, dark`);
    });
    await test.step(`${name}, narrow`, async () => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoSidewaysScroll(page, `${name} at ${width}`);
      }
      await expectNothingSerious(page, `${name}, 800 wide`);
    });
  }
});

test('help and palette are accessible in both themes', async ({ page }) => {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await settle(page, '/');
    await expect(async () => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expectNothingSerious(page, `help, ${theme}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog', { name: 'Search or run' })).toBeVisible();
    await expectNothingSerious(page, `palette, ${theme}`);
  }
});
