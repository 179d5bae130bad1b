import { existsSync } from 'node:fs';
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
  const { default: packaged } = await import('@sparticuz/chromium');
  const headless = ['--headless=shell', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
  return {
    executablePath: await packaged.executablePath(),
    args: [...FLAGS, ...headless],
    origin: '@sparticuz/chromium',
  };
}
