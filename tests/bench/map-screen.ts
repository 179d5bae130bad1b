import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import type { LegendEntry, MapAnswer, MapTitles } from '@/lib/maps/map';
import { buildGrid } from '@/lib/maps/map-grid';
import { orderPoints } from '@/lib/maps/map-order';
import { markInside } from '@/lib/maps/map-region';
import { combine } from '@/lib/maps/map-selection';
import { traceScripting } from '@/tests/e2e/scripting-trace';
import { connectApi, importFiles, textFile, waitForJobs } from '@/tests/support/api';
import { startApp } from '@/tests/support/app';
import { findBrowser } from '@/tests/support/browser';
import { makeMapBytes, scatterPlaces } from '@/tests/support/map-points';

const ISLAND_COUNT = 300;
const CLASS_COUNT = 24;
const LABELED_SHARE = 0.3;
const MAP_ID = '00000000-0000-7000-8000-000000000001';
const PAN_STEPS = 90;
const REPEATS = 5;

type Options = { rowCount: number; say: (line: string) => void };
type Generated = { points: ArrayBuffer; colours: Uint16Array; legend: LegendEntry[]; titles: MapTitles };

function idOf(i: number): string {
  return `018f0000-0000-7000-8000-${i.toString(16).padStart(12, '0')}`;
}

/** Islands of points, the first ones labeled whole: as a map looks when a part of the clusters is done. */
function generate(rowCount: number): Generated {
  const { places, islands } = scatterPlaces(rowCount, ISLAND_COUNT, 1);
  const colours = islands.map((island) => (island % 10 < 10 * LABELED_SHARE ? 1 + (island % CLASS_COUNT) : 0));
  const entries = Array.from({ length: CLASS_COUNT + 1 }, (_, value) => ({
    ...{ value, id: value === 0 ? null : idOf(value), name: `class ${value}` },
    slot: value === 0 ? null : value - 1,
    count: colours.reduce((sum, own) => sum + (own === value ? 1 : 0), 0),
  }));
  const titles = Array.from({ length: ISLAND_COUNT }, (_, island) => {
    const first = islands.indexOf(island);
    const place = { x: places[2 * first] ?? 0, y: places[2 * first + 1] ?? 0 };
    return {
      id: idOf(island),
      title: `island · ${island}`,
      level: 'cluster' as const,
      ...place,
      count: ISLAND_COUNT - island,
    };
  });
  const ids = Array.from({ length: rowCount }, (_, i) => idOf(i));
  return { points: makeMapBytes(ids, places), colours, legend: entries, titles: { titles } };
}

/** Answers for the map's routes as the product does, from memory. */
function serveMap({ points, colours, legend, titles }: Generated): Server {
  const sendBytes = (response: ServerResponse, bytes: ArrayBufferLike) => {
    response.setHeader('Content-Type', 'application/octet-stream').end(Buffer.from(bytes as ArrayBuffer));
  };
  const sendJson = (response: ServerResponse, body: unknown) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
  };
  return createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (path.endsWith('/points')) sendBytes(response, points);
    else if (path.endsWith('/colours')) sendBytes(response, colours.buffer);
    else if (path.endsWith('/legend')) sendJson(response, { entries: legend, revision: 1 });
    else sendJson(response, titles);
  });
}

async function routeMap(page: Page, rowCount: number, port: number): Promise<void> {
  const map = {
    id: MAP_ID,
    key: '00',
    sampleCount: rowCount,
    modelName: 'Generated',
    createdAt: '',
    missingCount: 0,
  };
  const answer: MapAnswer = { status: 'ready', job: null, map };
  await page.route('**/api/datasets/*/map', (route) => route.fulfill({ json: answer }));
  await page.route('**/api/maps/**', (route) => {
    const { pathname, search } = new URL(route.request().url());
    return route.continue({ url: `http://127.0.0.1:${port}${pathname}${search}` });
  });
}

function waitForFrames(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

async function measureLasso(page: Page): Promise<number> {
  await page.keyboard.press('l');
  for (let step = 0; step <= 60; step++) {
    const angle = (step / 60) * 2 * Math.PI;
    await page.mouse.move(480 + 300 * Math.cos(angle), 420 + 300 * Math.sin(angle));
    if (step === 0) await page.mouse.down();
  }
  const startedMs = performance.now();
  await page.mouse.up();
  await page.getByRole('region', { name: 'Selection' }).waitFor();
  const tookMs = performance.now() - startedMs;
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  return Math.round(tookMs);
}

function rank(sorted: readonly number[], share: number): number {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2));
}

async function tracePan(page: Page): Promise<object> {
  await page.mouse.move(300, 300);
  await page.mouse.down();
  const frames = await traceScripting(page, async () => {
    for (let step = 0; step < PAN_STEPS; step++) await page.mouse.move(300 + 4 * step, 300 + step);
  });
  await page.mouse.up();
  return { frames: frames.length, medianMs: rank(frames, 0.5), p95Ms: rank(frames, 0.95), mostMs: rank(frames, 1) };
}

function timeOf(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

/** What the screen computes by itself, the middle of some runs. */
function measureComputations(rowCount: number): Record<string, number> {
  const { places, islands } = scatterPlaces(rowCount, ISLAND_COUNT, 1);
  const loop = Array.from({ length: 400 }, (_, i) => {
    const angle = (i / 400) * 2 * Math.PI;
    const radius = 0.9 + 0.08 * Math.sin(9 * angle);
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  });
  const marks = markInside(places, loop);
  const selection = combine(null, marks, 'replace', () => true);
  const shown = new Uint8Array(65_536).fill(1);
  const middle = (work: () => unknown) =>
    Number((Array.from({ length: REPEATS }, () => timeOf(work)).sort((a, b) => a - b)[REPEATS >> 1] ?? 0).toFixed(1));
  return {
    insideMs: middle(() => markInside(places, loop)),
    combineMs: middle(() => combine(null, marks, 'replace', () => true)),
    orderMs: middle(() => orderPoints(islands, shown, selection)),
    gridMs: middle(() => buildGrid(places)),
  };
}

/**
 * The map of so many points in a real browser, on the real pages: from the address to the first frame, scripting while it
 * is panned, and from the end of a lasso to its count. Drawing is done by whatever the browser has: without a graphics
 * card that is the processor, and frames take longer than scripting says.
 */
export async function measureMapScreen({ rowCount, say }: Options): Promise<object> {
  say(`${rowCount} points`);
  const generated = generate(rowCount);
  const server = serveMap(generated);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app = await startApp();
  const found = await findBrowser(process.env.CHROMIUM_PATH);
  const browser = await chromium.launch({ executablePath: found.executablePath, args: found.args });
  try {
    const api = connectApi(app.url);
    const rows = Array.from({ length: 40 }, (_, i) => `Note ${i} about bread and rivers`);
    const { datasetId } = await importFiles(api, { datasetName: 'Map' }, [
      textFile('notes.csv', ['text', ...rows].join('\n')),
    ]);
    await waitForJobs(api, datasetId ?? '');
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${app.url}/datasets/${datasetId}`);
    await routeMap(page, rowCount, (server.address() as AddressInfo).port);
    const startedMs = performance.now();
    await page.goto(`${app.url}/datasets/${datasetId}/map`);
    await page.getByRole('img', { name: /^Map of/ }).waitFor();
    const loadMs = Math.round(performance.now() - startedMs);
    await waitForFrames(page);
    const firstFrameMs = Math.round(performance.now() - startedMs);
    say('panning');
    const pan = await tracePan(page);
    say('a lasso');
    return { rowCount, loadMs, firstFrameMs, pan, lassoMs: await measureLasso(page), ...measureComputations(rowCount) };
  } finally {
    await browser.close();
    await app.remove();
    server.close();
  }
}
