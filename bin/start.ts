import { buildPagesIfNeeded, generateIfNeeded, hasCurrentPages } from '@/bin/build';
import { buildBundles, watchBundles } from '@/bin/bundles';
import { prepareDataDirectory } from '@/bin/data-directory';
import { DataLock } from '@/bin/lock';
import { checkPort, Supervisor } from '@/bin/supervisor';
import { readOrMakeAccessToken } from '@/lib/auth/access-token.server';
import type { Config } from '@/lib/config.server';
import { configOrExit } from '@/lib/config.server';

const isDevelopment = process.argv.includes('--dev');
const config = configOrExit();

/** Everything but the one line with the address goes to stderr. */
function report(message: string): void {
  process.stderr.write(`${message}\n`);
}

function addressOf({ HOST, PORT, ALLOWED_HOSTS, isLoopback }: Config): string {
  const [publicName = HOST] = isLoopback ? [] : ALLOWED_HOSTS;
  const name = publicName.includes(':') && !/^\[|:\d+$/.test(publicName) ? `[${publicName}]` : publicName;
  return `http://${/:\d+$/.test(name) && !name.endsWith(']') ? name : `${name}:${PORT}`}`;
}

async function build(): Promise<void> {
  await generateIfNeeded(config);
  if (isDevelopment) return;
  if (!hasCurrentPages(config))
    report('Building the pages; this happens once after each change and takes about a minute.');
  await Promise.all([buildBundles(), buildPagesIfNeeded(config)]);
}

async function buildAndWatch(onChange: () => void): Promise<void> {
  let isFirst = true;
  await new Promise<void>((resolve, reject) => {
    watchBundles((problem) => {
      if (problem !== undefined) report(problem);
      if (isFirst) {
        isFirst = false;
        if (problem === undefined) resolve();
        else reject(new Error(problem));
      } else if (problem === undefined) {
        onChange();
      }
    }).catch(reject);
  });
}

/** npm passes a signal on to its shell, and the shell not to us; so when npm is gone, that is our signal. */
function watchNpm(onEnd: () => void): void {
  if (config.npm_lifecycle_event === undefined) return;
  const parentPid = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parentPid) return;
    clearInterval(timer);
    onEnd();
  }, 250);
  timer.unref();
}

async function main(): Promise<void> {
  prepareDataDirectory(config);
  const address = addressOf(config);
  const lock = await DataLock.acquire(config.paths.lock, address, config.paths.data);
  const accessToken =
    config.ACCESS_TOKEN ?? (config.isLoopback ? undefined : readOrMakeAccessToken(config.paths.accessToken));
  const supervisor = new Supervisor({ config, lock, isDevelopment, accessToken, report });
  const end = async (code: number) => {
    await supervisor.stop();
    lock.release();
    process.exit(code);
  };
  let isEnding = false;
  const endOnce = () => {
    if (isEnding) return;
    isEnding = true;
    void end(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOnce);
  watchNpm(endOnce);
  try {
    await checkPort(config);
    // Before the build, which takes a minute: data that is refused should be refused at once.
    await supervisor.startDatabase();
    await build();
    if (isDevelopment) await buildAndWatch(() => void supervisor.restartWorker());
    await supervisor.startProcesses();
    const isGenerated = config.ACCESS_TOKEN === undefined && accessToken !== undefined;
    process.stdout.write(`Sheaf is ready at ${address}${isGenerated ? ` (access token: ${accessToken})` : ''}\n`);
  } catch (error) {
    if (isEnding) return;
    report((error as Error).message);
    await end(1);
  }
}

try {
  await main();
} catch (error) {
  report((error as Error).message);
  process.exit(1);
}
