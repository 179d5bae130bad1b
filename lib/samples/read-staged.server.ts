import { config } from '@/lib/config.server';
import { Invalid } from '@/lib/errors';
import type { ImportFileRecord } from '@/lib/samples/import-files-repo.server';
import type { ImportRecord } from '@/lib/samples/imports-repo.server';
import { describeChildEnd, toIntakeFiles } from '@/lib/samples/inspection.server';
import { type ChildEnd, ChildEnded, runChild } from '@/lib/samples/intake/child.server';
import type { IntakeMessage, IntakePlace, IntakeRequest, IntakeResult } from '@/lib/samples/intake/intake-message';
import { outDir } from '@/lib/samples/staging.server';

// More than the decoder takes at once: meanwhile the others wait for the disk.
const CONCURRENCY = 8;
const CULPRIT_LIMIT = 20;

type Begun = IntakePlace & { name: string; sizeBytes: number | null };

/**
 * The results of staged files, in the order of the files, from child processes. When a picture ends the child, the next
 * child reads one picture at a time, so that the one which does it again is known: it is left out, and reading goes on
 * behind it. Throws Invalid when the files as a whole cannot be read.
 */
export async function* readStaged(
  record: ImportRecord,
  files: readonly ImportFileRecord[],
  signal: AbortSignal,
): AsyncGenerator<IntakeResult[]> {
  if (record.modality === 'text') yield* readTable(record, files, signal);
  else yield* readPictures(record, files, signal);
}

async function* readTable(
  record: ImportRecord,
  files: readonly ImportFileRecord[],
  signal: AbortSignal,
): AsyncGenerator<IntakeResult[]> {
  const { table, columns } = record.settings;
  if (table === undefined || columns === undefined) throw new Invalid('The columns of the table are not chosen yet.');
  const request: IntakeRequest = { task: 'read-table', files: toIntakeFiles(record.id, files), table, columns };
  try {
    for await (const message of runChild(request, signal)) {
      const results = takeResults(message);
      if (results !== null) yield results;
    }
  } catch (error) {
    if (error instanceof ChildEnded) throw new Invalid(describeChildEnd(error));
    throw error;
  }
}

async function* readPictures(
  record: ImportRecord,
  files: readonly ImportFileRecord[],
  signal: AbortSignal,
): AsyncGenerator<IntakeResult[]> {
  const progress = new PictureProgress();
  for (let culprits = 0; ; ) {
    const request: IntakeRequest = {
      task: 'read-images',
      files: toIntakeFiles(record.id, files),
      outDir: outDir(record.id),
      after: progress.after,
      decompressedBytes: progress.decompressedBytes,
      concurrency: progress.hasCrashed ? 1 : CONCURRENCY,
    };
    try {
      for await (const message of runChild(request, signal)) {
        const results = progress.note(message);
        if (results !== null) yield results;
      }
      return;
    } catch (error) {
      if (!(error instanceof ChildEnded)) throw error;
      const culprit = progress.findCulprit(error.end);
      if (culprit !== null) culprits += 1;
      if (culprit === undefined || culprits > CULPRIT_LIMIT) throw new Invalid(describeChildEnd(error));
      if (culprit !== null) yield [culprit];
    }
  }
}

/** Where reading stands, so that a new child can go on. */
class PictureProgress {
  after: IntakePlace | null = null;
  decompressedBytes = 0;
  hasCrashed = false;
  #begun: Begun | null = null;

  /** Notes a message; answers its results, if it has any. */
  note(message: IntakeMessage): IntakeResult[] | null {
    if (message.type === 'begin') this.#begun = message.entry;
    if (message.type === 'progress') this.decompressedBytes = message.decompressedBytes;
    const results = takeResults(message);
    const last = results?.at(-1);
    if (last !== undefined) {
      this.after = 'row' in last ? last.row : last.problem;
      this.#begun = null;
    }
    return results;
  }

  /**
   * After the first death of a child: null, to try again one at a time. After that: the picture it died of, left out.
   * undefined when it died of no picture.
   */
  findCulprit(end: ChildEnd): IntakeResult | null | undefined {
    if (!this.hasCrashed) {
      this.hasCrashed = true;
      this.#begun = null;
      return null;
    }
    if (this.#begun === null) return undefined;
    const { filePosition, position, name, sizeBytes } = this.#begun;
    this.after = { filePosition, position };
    this.#begun = null;
    return { problem: { filePosition, position, name, reason: describeCulprit(end), sizeBytes } };
  }
}

function describeCulprit(end: ChildEnd): string {
  const { INTAKE_MEMORY_BYTES, IMAGE_DECODE_TIMEOUT_MS } = config();
  if (end === 'memory') {
    return `Decoding the picture needed more than ${Math.round(INTAKE_MEMORY_BYTES / 2 ** 20)} MiB of memory, the limit.`;
  }
  if (end === 'crashed') return 'The picture is damaged: decoding it ended the process that did.';
  return `Decoding the picture did not end within ${(IMAGE_DECODE_TIMEOUT_MS * 2) / 1000} s, the limit.`;
}

function takeResults(message: IntakeMessage): IntakeResult[] | null {
  if (message.type === 'fail') throw new Invalid(message.message);
  return message.type === 'results' ? message.results : null;
}
