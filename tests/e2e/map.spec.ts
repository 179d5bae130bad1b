import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { OpenGroup, ReviewQueue } from '@/lib/groups/group';
import type { MapAnswer } from '@/lib/maps/map';
import { decodeMap, type MapPoints } from '@/lib/maps/map-format';
import { parseHex } from '@/lib/maps/map-palette';
import { sampleIdAt } from '@/lib/maps/map-selection';
import { type Place, toScreen, WHOLE_MAP } from '@/lib/maps/map-view';
import { type Api, connectApi, importFiles, textFile, waitForJobs } from '@/tests/support/api';

const TOPICS = [
  'bread oven flour dough',
  'train platform ticket seat',
  'river stone meadow bird',
  'guitar chord song drum',
];
const COUNT = 240;

type Made = { api: Api; datasetId: string; points: MapPoints; classId: string };

async function makeMap(baseURL: string | undefined): Promise<Made> {
  const api = connectApi(baseURL ?? '', 'Ada');
  const rows = Array.from(
    { length: COUNT },
    (_, row) => `"Note ${row} about ${TOPICS[row % TOPICS.length]}",,s${row % 5}`,
  );
  const imported = await importFiles(api, { datasetName: `Atlas ${Date.now()}` }, [
    textFile('notes.csv', ['text,topic,shelf', ...rows].join('\n')),
  ]);
  const datasetId = imported.datasetId ?? '';
  const { id: classId } = await api.post<LabelClass>(`/api/datasets/${datasetId}/classes`, { name: 'kitchen' });
  await waitForJobs(api, datasetId);
  await api.post<MapAnswer>(`/api/datasets/${datasetId}/map`);
  await waitForJobs(api, datasetId);
  const { map } = await api.get<MapAnswer>(`/api/datasets/${datasetId}/map`);
  const bytes = await (await api.fetch(`/api/maps/${map?.id}/points`)).arrayBuffer();
  return { api, datasetId, points: decodeMap(bytes), classId };
}

const canvasOf = (page: Page) => page.getByRole('img', { name: /^Map of/ });
const panelOf = (page: Page) => page.getByRole('region', { name: 'Selection' });
const legendOf = (page: Page) => page.getByRole('list', { name: 'Legend' });

async function openMap(page: Page, datasetId: string, query = ''): Promise<void> {
  await page.goto(`/datasets/${datasetId}/map${query}`);
  await expect(canvasOf(page)).toHaveAccessibleName(new RegExp(`^Map of ${COUNT} samples`));
}

type Screen = { left: number; top: number; places: Place[] };

/** Where each point of the whole map is on the page. */
async function locatePoints(page: Page, { places, count }: MapPoints): Promise<Screen> {
  const box = await canvasOf(page).boundingBox();
  if (box === null) throw new Error('The map is not on the page.');
  const placeOf = (i: number) => ({ x: places[2 * i] as number, y: places[2 * i + 1] as number });
  const located = Array.from({ length: count }, (_, i) => toScreen(WHOLE_MAP, box, placeOf(i)));
  return { left: box.x, top: box.y, places: located.map(({ x, y }) => ({ x: x + box.x, y: y + box.y })) };
}

/** Even-odd by the book. */
function isInside({ x, y }: Place, corners: readonly Place[]): boolean {
  return (
    corners.filter((from, i) => {
      const to = corners[(i + 1) % corners.length] as Place;
      return from.y > y !== to.y > y && x < from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y);
    }).length %
      2 ===
    1
  );
}

/** A figure of eight round the middle of the points, so that the loop crosses itself; whole pixels, as a mouse has them. */
function drawEight(screen: Screen): Place[] {
  const middle = (of: (place: Place) => number) => screen.places.map(of).sort((a, b) => a - b)[COUNT >> 1] as number;
  const [x, y] = [middle((place) => place.x), middle((place) => place.y)];
  return Array.from({ length: 60 }, (_, i) => {
    const angle = (i / 60) * 2 * Math.PI;
    return { x: Math.round(x + 210 * Math.sin(angle)), y: Math.round(y + 190 * Math.sin(2 * angle)) };
  });
}

async function drag(page: Page, corners: readonly Place[]): Promise<void> {
  const [first, ...rest] = corners;
  await page.mouse.move(first?.x ?? 0, first?.y ?? 0);
  await page.mouse.down();
  for (const { x, y } of rest) await page.mouse.move(x, y);
  await page.mouse.up();
}

/** The colour of the page at places, as [red, green, blue]. */
async function readColours(page: Page, places: readonly Place[]): Promise<number[][]> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return places.map(({ x, y }) => {
    const at = (Math.round(y) * info.width + Math.round(x)) * info.channels;
    return [...data.subarray(at, at + 3)];
  });
}

function tokenOf(page: Page, name: string): Promise<string> {
  return page.evaluate((token) => getComputedStyle(document.documentElement).getPropertyValue(token).trim(), name);
}

function distanceTo(token: string, colour: readonly number[]): number {
  return Math.max(...parseHex(token).map((value, i) => Math.abs(value - (colour[i] ?? 0))));
}

test.describe('the map of a dataset', () => {
  test.describe.configure({ mode: 'serial' });
  let made: Made;
  test.beforeAll(async ({ baseURL }) => {
    made = await makeMap(baseURL);
  });

  test('a lasso opens exactly the enclosed points as a group, and Back leads to the same map', async ({ page }) => {
    await openMap(page, made.datasetId);
    const screen = await locatePoints(page, made.points);
    const corners = drawEight(screen);
    const inside = screen.places.flatMap((place, i) =>
      isInside(place, corners) ? [sampleIdAt(made.points.ids, i)] : [],
    );
    expect(inside.length).toBeGreaterThan(10);
    expect(inside.length).toBeLessThan(COUNT - 10);
    await page.keyboard.press('l');
    await drag(page, corners);
    await expect(panelOf(page).getByRole('status')).toHaveText(`${inside.length} samples`);
    await expect(panelOf(page)).toContainText('None is labeled yet');
    await page.keyboard.press('+');
    await expect(page).toHaveURL(/at=0%2C0%2C1.5/);
    await panelOf(page)
      .getByRole('button', { name: `Review ${inside.length} samples` })
      .click();
    await expect(page).toHaveURL(/review\?group=/);
    const groupId = new URL(page.url()).searchParams.get('group') ?? '';
    const group = await made.api.get<OpenGroup>(`/api/groups/${groupId}`);
    expect(group.head.source).toBe('lasso');
    expect([...group.sampleIds].sort()).toEqual([...inside].sort());
    await page.goBack();
    await expect(page).toHaveURL(/map\?at=0%2C0%2C1.5/);
    await expect(canvasOf(page)).toHaveAccessibleName(new RegExp(`${inside.length} chosen`));
    await expect(panelOf(page).getByRole('status')).toHaveText(`${inside.length} samples`);
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toBeHidden();
    await expect(page).toHaveURL(/map\?at=0%2C0%2C1.5$/);
  });

  test('points are drawn where they are, and fill in while somebody labels them', async ({ page }) => {
    await openMap(page, made.datasetId);
    const { places } = await locatePoints(page, made.points);
    // Titles have a halo in the colour of the ground, which would hide points from this test.
    await page.getByTestId('map-titles').evaluate((titles) => titles.toggleAttribute('hidden', true));
    const ground = await tokenOf(page, '--surface');
    await expect
      .poll(async () => (await readColours(page, places)).filter((colour) => distanceTo(ground, colour) > 20).length)
      .toBeGreaterThan(0.95 * COUNT);
    const { clusters } = await made.api.get<ReviewQueue>(`/api/datasets/${made.datasetId}/clusters`);
    const group = await made.api.get<OpenGroup>(`/api/groups/${clusters[0]?.id}`);
    const { sampleIds, revision } = group;
    const accept = { kind: 'accept', labelClassId: made.classId, sampleIds, revision };
    await made.api.post(`/api/datasets/${made.datasetId}/operations`, {
      ...accept,
      idempotencyKey: crypto.randomUUID(),
    });
    await expect(legendOf(page).getByRole('listitem').filter({ hasText: 'kitchen' })).toContainText(
      `${sampleIds.length}`,
    );
    await expect(canvasOf(page)).toHaveAccessibleName(new RegExp(`${sampleIds.length} labeled`));
    const labeled = places.filter((_, i) => sampleIds.includes(sampleIdAt(made.points.ids, i)));
    const first = await tokenOf(page, '--c1');
    await expect
      .poll(async () => (await readColours(page, labeled)).filter((colour) => distanceTo(first, colour) < 60).length)
      .toBeGreaterThan(0.7 * labeled.length);
  });

  test('the legend hides and isolates, and what is hidden is not caught', async ({ page }) => {
    await openMap(page, made.datasetId);
    const kitchen = legendOf(page).getByRole('button', { name: 'kitchen', exact: true });
    await kitchen.click();
    await expect(kitchen).toHaveAttribute('aria-pressed', 'false');
    await expect(page).toHaveURL(new RegExp(`hide=${made.classId}`));
    await kitchen.dblclick();
    await expect(page).toHaveURL(new RegExp(`only=${made.classId}`));
    await page.reload();
    await expect(legendOf(page).getByRole('button', { name: 'unlabeled', exact: true })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await page.keyboard.press('ControlOrMeta+a');
    const labeled = (await made.api.get<{ labeledCount: number }>(`/api/datasets/${made.datasetId}`)).labeledCount;
    await expect(panelOf(page).getByRole('status')).toHaveText(`${labeled} samples`);
    await expect(panelOf(page).getByRole('list', { name: 'Labeled already' })).toHaveText(`${labeled} kitchen`);
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toBeHidden();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('combobox', { name: 'Colour by' }).selectOption({ label: 'Colour: shelf' });
    await expect(page).toHaveURL(/by=metadata%3Ashelf/);
    await expect(legendOf(page).getByRole('listitem')).toHaveCount(5);
  });

  test('a cluster is found, chosen and opened by keyboard alone', async ({ page }) => {
    await page.goto(`/datasets/${made.datasetId}`);
    await expect(page.getByTestId('labeled-progress')).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await expect(canvasOf(page)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    await page.getByRole('radio', { name: 'Legend' }).focus();
    await page.keyboard.press('ArrowRight');
    const list = page.getByRole('list', { name: 'Clusters' });
    await expect(list).toBeVisible();
    for (let tabs = 0; tabs < 4; tabs++) {
      await page.keyboard.press('Tab');
      if (await list.evaluate((element) => element.contains(document.activeElement))) break;
    }
    const size = Number(await list.getByRole('button').first().locator('.figures').textContent());
    await page.keyboard.press('Enter');
    await expect(panelOf(page).getByRole('status')).toHaveText(`${size} samples`);
    await page.keyboard.press('-');
    await page.keyboard.press('Home');
    await expect(page).toHaveURL(/\/map$/);
    await page.keyboard.press('r');
    await expect(page).toHaveURL(/review\?group=/);
  });

  test('of samples with several classes the legend counts and shows every class', async ({ page }) => {
    const { api, datasetId, points } = made;
    await api.patch(`/api/datasets/${datasetId}`, { isMultiLabel: true });
    const { id: secondId } = await api.post<LabelClass>(`/api/datasets/${datasetId}/classes`, { name: 'second' });
    for (let n = 0; n < 20; n++) await api.post(`/api/datasets/${datasetId}/classes`, { name: `empty ${n}` });
    const sampleIds = Array.from({ length: 5 }, (_, i) => sampleIdAt(points.ids, i));
    for (const labelClassId of [made.classId, secondId]) {
      const { revision } = await api.get<{ revision: number }>(`/api/datasets/${datasetId}`);
      const request = { kind: 'label', labelClassId, sampleIds, revision, idempotencyKey: crypto.randomUUID() };
      await api.post(`/api/datasets/${datasetId}/operations`, request);
    }
    await openMap(page, datasetId);
    const second = legendOf(page).getByRole('listitem').filter({ hasText: 'second' });
    await expect(second).toContainText('5');
    await second.getByRole('button', { name: 'second', exact: true }).dblclick();
    await expect(page).toHaveURL(new RegExp(`only=${secondId}`));
    await page.keyboard.press('ControlOrMeta+a');
    await expect(panelOf(page).getByRole('status')).toHaveText('5 samples');
    await expect(panelOf(page).getByRole('list', { name: 'Labeled already' })).toContainText('5 second');
    await expect(page.getByRole('button', { name: '20 without points' })).toBeVisible();
    await page.getByRole('textbox', { name: 'Find in the legend' }).fill('empty 19');
    await expect(legendOf(page).getByRole('listitem')).toHaveText(['empty 19only0']);
  });

  test('without WebGL the page says so and leads to the same groups', async ({ page }) => {
    await page.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      const without = function (this: HTMLCanvasElement, ...given: Parameters<typeof real>) {
        return String(given[0]) === 'webgl2' ? null : real.apply(this, given);
      };
      HTMLCanvasElement.prototype.getContext = without as typeof real;
    });
    await page.goto(`/datasets/${made.datasetId}/map`);
    await expect(page.getByText('No WebGL in this browser. The list of clusters holds the same groups.')).toBeVisible();
    await page.getByRole('list', { name: 'Clusters' }).getByRole('link').first().click();
    await expect(page).toHaveURL(/review\?cluster=/);
  });
});
