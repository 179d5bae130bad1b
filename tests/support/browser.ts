import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';

/** A browser that tests can drive, and how it was found. */
export type TestBrowser = { executablePath: string; args: string[]; origin: string };

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/**
 * Looks for a Chromium without installing anything by hand: the path of $CHROMIUM_PATH, Playwright's own download, one of
 * the system, and at last the one inside the npm package @sparticuz/chromium (Linux x64).
 * Throws when the given path is not there, or when none is found.
 */
export async function findBrowser(givenPath: string | undefined): Promise<TestBrowser> {
  if (givenPath !== undefined && givenPath !== '') {
    if (!existsSync(givenPath)) throw new Error(`CHROMIUM_PATH is ${givenPath}, and there is no such file.`);
    return { executablePath: givenPath, args: FLAGS, origin: 'CHROMIUM_PATH' };
  }
  const own = chromium.executablePath();
  if (existsSync(own)) return { executablePath: own, args: FLAGS, origin: "Playwright's own" };
  const system = SYSTEM_PATHS.find((file) => existsSync(file));
  if (system !== undefined) return { executablePath: system, args: FLAGS, origin: 'the system' };
  const headless = ['--headless=shell', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  return { executablePath: await unpackBrowser(), args: [...FLAGS, ...headless], origin: '@sparticuz/chromium' };
}

/** The package unpacks into the temporary directory, where what another account unpacked would be in the way. */
async function unpackBrowser(): Promise<string> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = path.join(os.tmpdir(), `sheaf-chromium-${process.getuid?.() ?? 'user'}`);
  mkdirSync(process.env.TMPDIR, { recursive: true, mode: 0o700 });
  try {
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
