import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildPagesIfNeeded, generateIfNeeded } from '@/bin/build';
import { buildBundles } from '@/bin/bundles';
import { configOrExit } from '@/lib/config.server';
import { findPostgresBinaries } from '@/lib/db/postgres-binaries.server';
import { startApp } from '@/tests/support/app';
import { findBrowser } from '@/tests/support/browser';
import { startPlainPostgres } from '@/tests/support/plain-postgres';
import type { StepResult } from '@/tests/support/steps';
import { findScript, runCommand, runCountedStep, runStep } from '@/tests/support/steps';

// npm test runs every part but long; names of parts choose, and what follows "--" goes to the runner of the part.
const PARTS = ['check', 'unit', 'integration', 'e2e', 'plain', 'long'] as const;
type Part = (typeof PARTS)[number];
const USUAL: readonly Part[] = ['check', 'unit', 'integration', 'e2e', 'plain'];

/** Tests of the embedded server itself, which say nothing about another one. */
const EMBEDDED_ONLY = ['tests/integration/start/**', 'tests/integration/db/**', 'tests/integration/support/**'];
const DEFAULT_LONG_BUDGET_S = '1200';

const config = configOrExit();
const reports = mkdtempSync(path.join(os.tmpdir(), 'sheaf-reports-'));

function readArguments(): { parts: readonly Part[]; rest: string[] } {
  const given = process.argv.slice(2).filter((argument) => argument !== '--');
  const parts = PARTS.filter((part) => given.includes(part));
  const rest = given.filter((argument) => !(PARTS as readonly string[]).includes(argument));
  return { parts: parts.length > 0 ? parts : USUAL, rest };
}

function prepare(needsPages: boolean): Promise<StepResult> {
  return runStep('build', async () => {
    await generateIfNeeded(config);
    await Promise.all([buildBundles(), needsPages ? buildPagesIfNeeded(config) : undefined]);
    return true;
  });
}

function check(): Promise<StepResult[]> {
  const quiet = (name: string, script: string, args: string[]) => runStep(name, () => runCommand({ script, args }));
  const types = quiet('types', findScript('typescript', 'tsc'), ['--noEmit']);
  const others = async () => [
    await quiet('lint', findScript('@biomejs/biome', 'biome'), ['check', '--error-on-warnings', '.']),
    await quiet('dependency rules', findScript('dependency-cruiser', 'depcruise'), ['app', 'components', 'lib', 'bin']),
    await quiet('unused code', findScript('knip'), ['--no-progress', '--no-config-hints']),
  ];
  return Promise.all([types, others()]).then(([first, rest]) => [first, ...rest]);
}

type VitestReport = { numPassedTests: number; numFailedTests: number };

/** The long tier says how far it got; of the others only what failed is worth reading. */
const silenceOf = (name: string) => (name === 'long' ? [] : ['--silent=passed-only']);

function runVitest(name: string, args: string[], env: Record<string, string> = {}): Promise<StepResult> {
  const report = path.join(reports, `${name.replaceAll(' ', '-')}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const command = {
    script: findScript('vitest'),
    args: ['run', ...silenceOf(name), ...reporters, ...args],
    env,
    isLoud: true,
  };
  return runCountedStep(
    name,
    report,
    () => runCommand(command),
    (counted) => {
      const { numPassedTests, numFailedTests } = counted as VitestReport;
      return { passedCount: numPassedTests, failedCount: numFailedTests };
    },
  );
}

type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number } };

async function runBrowserTests(rest: string[]): Promise<StepResult> {
  const report = path.join(reports, 'browser.json');
  const browser = await findBrowser(process.env.CHROMIUM_PATH);
  process.stdout.write(`browser: ${browser.executablePath} (${browser.origin})\n`);
  const app = await startApp();
  const env = {
    BASE_URL: app.url,
    E2E_BROWSER: browser.executablePath,
    E2E_BROWSER_ARGS: JSON.stringify(browser.args),
    E2E_REPORT: report,
  };
  const command = { script: findScript('@playwright/test', 'playwright'), args: ['test', ...rest], env, isLoud: true };
  try {
    const result = await runCountedStep(
      'browser tests',
      report,
      () => runCommand(command),
      (counted) => {
        const { expected, unexpected, flaky } = (counted as PlaywrightReport).stats;
        return { passedCount: expected, failedCount: unexpected + flaky };
      },
    );
    if (result.failedCount > 0) process.stdout.write(`${app.readLogs()}\n`);
    return result;
  } finally {
    await app.remove();
  }
}

/** The integration tests, and a start of the product, on a Postgres of another major through an ordinary account. */
async function runOnPlainPostgres(rest: string[]): Promise<StepResult[]> {
  const { major } = await findPostgresBinaries();
  const plain = await startPlainPostgres(major);
  if ('reason' in plain) {
    process.stdout.write(`skipped plain Postgres: ${plain.reason}\n`);
    return [];
  }
  const excluded = EMBEDDED_ONLY.flatMap((pattern) => ['--exclude', pattern]);
  try {
    return [
      await runStep(`start on Postgres ${plain.major}`, async () => {
        const app = await startApp({ env: { DATABASE_URL: plain.url } });
        const answer = await fetch(`${app.url}/api/health`);
        await app.remove();
        return answer.ok;
      }),
      await runVitest(`integration on Postgres ${plain.major}`, ['--project', 'integration', ...excluded, ...rest], {
        TEST_DATABASE_URL: plain.url,
      }),
    ];
  } finally {
    await plain.stop();
  }
}

async function runPart(part: Part, rest: string[]): Promise<StepResult[]> {
  switch (part) {
    case 'check':
      return check();
    case 'unit':
    case 'integration':
      return [await runVitest(part, ['--project', part, ...rest])];
    case 'e2e':
      return [await runBrowserTests(rest)];
    case 'plain':
      return runOnPlainPostgres(rest);
    case 'long': {
      const budget = process.env.SHEAF_LONG_BUDGET_S ?? DEFAULT_LONG_BUDGET_S;
      return [await runVitest(part, ['--project', part, ...rest], { SHEAF_LONG_BUDGET_S: budget })];
    }
  }
}

async function main(): Promise<number> {
  const { parts, rest } = readArguments();
  const needsPages = parts.some(
    (part) => part === 'e2e' || part === 'plain' || part === 'long' || part === 'integration',
  );
  const results = [await prepare(needsPages)];
  if (results[0]?.failedCount === 0) {
    for (const part of parts) results.push(...(await runPart(part, rest)));
  }
  const total = (count: 'passedCount' | 'failedCount') => results.reduce((sum, result) => sum + result[count], 0);
  process.stdout.write(`${total('passedCount')} passed, ${total('failedCount')} failed\n`);
  return total('failedCount') === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  rmSync(reports, { recursive: true, force: true });
}
