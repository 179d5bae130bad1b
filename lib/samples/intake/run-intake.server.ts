import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { UnreadableTable } from '@/lib/samples/intake/csv-scanner';
import { restrictDecoders } from '@/lib/samples/intake/image-copies.server';
import { inspectFiles } from '@/lib/samples/intake/inspect-files.server';
import type { IntakeMessage, IntakeRequest } from '@/lib/samples/intake/intake-message';
import { readAllImages } from '@/lib/samples/intake/read-all-images.server';
import { readTables } from '@/lib/samples/intake/read-table.server';
import { readVectors } from '@/lib/samples/intake/read-vectors.server';
import { UnreadableVectors } from '@/lib/samples/intake/vectors';
import { UnreadableArchive } from '@/lib/samples/intake/zip-entries.server';

const ALIVE_EVERY_MS = 2_000;
/** Errors whose message says to a person why the files cannot be taken. */
const REFUSALS = [UnreadableTable, UnreadableArchive, UnreadableVectors];

/** The body of the intake child: one request on standard input, messages on standard output, one per line. */
export async function runIntake(): Promise<void> {
  // Whoever started this process may die first; its pipe closes then, and nothing here should outlive it.
  process.stdout.on('error', () => process.exit(1));
  const request: IntakeRequest = JSON.parse(await text(process.stdin));
  restrictDecoders();
  const alive = setInterval(() => void send({ type: 'alive' }), ALIVE_EVERY_MS);
  try {
    await answer(request);
    await send({ type: 'end' });
  } catch (error) {
    if (!(error instanceof Error && REFUSALS.some((refusal) => error instanceof refusal))) throw error;
    await send({ type: 'fail', message: error.message });
  } finally {
    clearInterval(alive);
  }
  // Pictures that were begun before a failure need not be finished.
  process.stdout.end(() => process.exit(0));
}

async function answer(request: IntakeRequest): Promise<void> {
  if (request.task === 'inspect') await inspectFiles(request, send);
  else if (request.task === 'read-images') await readAllImages(request, send);
  else if (request.task === 'read-vectors') await readVectors(request, send);
  else await readTables(request, send);
}

async function send(message: IntakeMessage): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
}
