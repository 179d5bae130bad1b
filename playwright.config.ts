import { defineConfig } from '@playwright/test';

// npm run test:e2e starts the product and finds the browser, and says both here. Without it: what runs on port 3000.
const { BASE_URL = 'http://127.0.0.1:3000', E2E_BROWSER, E2E_BROWSER_ARGS = '[]', E2E_REPORT, E2E_TRACE } = process.env;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // One product and two cores: each file makes datasets of its own, and the files share the machine.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  reporter: [['list'], ...(E2E_REPORT === undefined ? [] : [['json', { outputFile: E2E_REPORT }] as const])],
  use: {
    baseURL: BASE_URL,
    viewport: { width: 1280, height: 800 },
    // Recording every step slows all tests down: E2E_TRACE=1 asks for it.
    trace: E2E_TRACE === undefined ? 'off' : 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(E2E_BROWSER === undefined ? {} : { executablePath: E2E_BROWSER }),
      args: JSON.parse(E2E_BROWSER_ARGS) as string[],
    },
  },
});
