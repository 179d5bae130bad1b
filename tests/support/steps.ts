import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** How one step of the test command came out. */
export type StepResult = { name: string; passedCount: number; failedCount: number; seconds: number };

export type Command = {
  /** The script of a package, run by this Node. */
  script: string;
  args: string[];
  env?: Record<string, string>;
  /** Show the output as it comes, instead of only when the command fails. */
  isLoud?: boolean;
};

/** Settings of the person's shell that must not reach what is tested. */
const NOT_PASSED_ON = [
  'DATABASE_URL',
  'TEST_DATABASE_URL',
  'HOST',
  'ALLOWED_HOSTS',
  'ACCESS_TOKEN',
  'PORT',
  'DATA_DIR',
  'NODE_ENV',
];

/** The file behind a command of an installed package. */
export function findScript(packageName: string, command = packageName): string {
  const manifest = path.resolve('node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> };
  const relative = typeof bin === 'string' ? bin : bin[command];
  if (relative === undefined) throw new Error(`The package ${packageName} has no command ${command}.`);
  return path.join(path.dirname(manifest), relative);
}

/** Runs a command to its end; true when it ended with 0. What a quiet one wrote is shown only when it failed. */
export function runCommand(command: Command): Promise<boolean> {
  const env = { ...process.env };
  for (const name of NOT_PASSED_ON) delete env[name];
  const child = spawn(process.execPath, [command.script, ...command.args], {
    env: { ...env, NEXT_TELEMETRY_DISABLED: '1', ...command.env },
    stdio: command.isLoud ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-60_000);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stdout.write(`${error.message}\n`);
      resolve(false);
    });
    child.once('close', (code) => {
      if (code !== 0) process.stdout.write(output);
      resolve(code === 0);
    });
  });
}

/** A step that counts as one test. */
export async function runStep(name: string, run: () => Promise<boolean>): Promise<StepResult> {
  const startedAt = performance.now();
  const isPassed = await run().catch((error: unknown) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  });
  return finish({ name, passedCount: isPassed ? 1 : 0, failedCount: isPassed ? 0 : 1, startedAt });
}

/** A step whose tests are counted in a report that it writes; a runner that wrote none counts as one failure. */
export async function runCountedStep(
  name: string,
  reportFile: string,
  run: () => Promise<boolean>,
  count: (report: unknown) => { passedCount: number; failedCount: number },
): Promise<StepResult> {
  const startedAt = performance.now();
  rmSync(reportFile, { force: true });
  const isPassed = await run();
  const counted = existsSync(reportFile)
    ? count(JSON.parse(readFileSync(reportFile, 'utf8')))
    : { passedCount: 0, failedCount: 0 };
  // A runner can fail without a failed test: a file that does not load, an error outside of any test.
  const failedCount = isPassed ? counted.failedCount : Math.max(1, counted.failedCount);
  return finish({ name, passedCount: counted.passedCount, failedCount, startedAt });
}

function finish(result: Omit<StepResult, 'seconds'> & { startedAt: number }): StepResult {
  const { startedAt, ...counts } = result;
  const seconds = (performance.now() - startedAt) / 1000;
  const verdict = counts.failedCount === 0 ? 'ok' : 'FAILED';
  process.stdout.write(`${verdict.padEnd(7)}${counts.name} (${seconds.toFixed(1)} s)\n`);
  return { ...counts, seconds };
}
