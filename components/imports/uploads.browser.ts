import { hashFile } from '@/components/imports/hash-file.browser';
import { putFile } from '@/components/imports/put-file.browser';
import { ApiError, api } from '@/components/shell/api';
import type { ImportDetail } from '@/lib/samples/import';

/** How an import's files travel from this tab to the server. Bytes count once they are sent; files once they are checked. */
export type Upload = {
  importId: string;
  status: 'sending' | 'failed' | 'sent';
  fileCount: number;
  stagedCount: number;
  sizeBytes: number;
  sentBytes: number;
  startedAtMs: number;
  /** Why the upload stands still, when it failed. */
  message: string | null;
};
type Source = { path: string; file: File };
type Running = { upload: Upload; sources: readonly Source[]; stagedPositions: Set<number>; stop: AbortController };

const PARALLEL = 3;
const ATTEMPTS = 5;
const PAUSE_MS = 800;
const running = new Map<string, Running>();
const listeners = new Set<() => void>();

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The upload of an import from this tab, or null when there is none; a new object whenever it changed. */
export function uploadOf(importId: string): Upload | null {
  return running.get(importId)?.upload ?? null;
}

function change(one: Running, patch: Partial<Upload>): void {
  one.upload = { ...one.upload, ...patch };
  for (const listener of listeners) listener();
}

const wait = (spanMs: number) => new Promise((resolve) => setTimeout(resolve, spanMs));
const isPassing = (error: unknown) =>
  error instanceof ApiError && (error.kind === 'unreachable' || error.kind === 'unavailable');

async function sendOnce(
  one: Running,
  position: number,
  source: Source,
  onSent: (sentBytes: number) => void,
): Promise<void> {
  const { signal } = one.stop;
  const sha256 = await hashFile(source.file, signal);
  const path = `/api/imports/${one.upload.importId}/files/${position}`;
  await putFile({ path, file: source.file, sha256, signal, onSent });
}

/** Sends one file, again after a pause while the server is only away for a moment. */
async function sendFile(one: Running, position: number, source: Source): Promise<void> {
  let sentBytes = 0;
  const count = (nowBytes: number) => {
    change(one, { sentBytes: one.upload.sentBytes + nowBytes - sentBytes });
    sentBytes = nowBytes;
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sendOnce(one, position, source, count);
      break;
    } catch (error) {
      count(0);
      if (!isPassing(error) || attempt === ATTEMPTS) throw nameFile(error, source.path);
      await wait(PAUSE_MS * attempt);
    }
  }
  count(source.file.size);
  one.stagedPositions.add(position);
  change(one, { stagedCount: one.stagedPositions.size });
}

/** The same failure with the file's name in its sentence, where the server spoke about the file. */
function nameFile(error: unknown, path: string): unknown {
  if (!(error instanceof ApiError) || isPassing(error)) return error;
  return new ApiError(error.kind, error.status, `${path}: ${error.message}`, error.details);
}

async function sendAll(one: Running): Promise<void> {
  const waiting = [...one.sources.entries()].filter(([position]) => !one.stagedPositions.has(position));
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await sendFile(one, next[0], next[1]).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: PARALLEL }, lane));
  const failed = lanes.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await api.post<ImportDetail>(`/api/imports/${one.upload.importId}/inspect`);
}

function sayFailure(error: unknown): string {
  if (error instanceof DOMException && error.name === 'NotReadableError') {
    return 'A file changed or went away while it was read. Choose it again.';
  }
  return error instanceof Error ? error.message : 'The upload stopped.';
}

async function run(one: Running): Promise<void> {
  change(one, { status: 'sending', message: null });
  try {
    await sendAll(one);
    change(one, { status: 'sent' });
  } catch (error) {
    if (!one.stop.signal.aborted) change(one, { status: 'failed', message: sayFailure(error) });
  }
}

/**
 * Sends the files of an announced import, in their order, three at a time, and has the server look inside them at the end.
 * @param after an earlier upload that goes first
 * @returns when this upload has ended, well or not
 */
export function startUpload(importId: string, sources: readonly Source[], after: Promise<void>): Promise<void> {
  const sizeBytes = sources.reduce((sum, source) => sum + source.file.size, 0);
  const startedAtMs = performance.now();
  const upload: Upload = {
    importId,
    status: 'sending',
    fileCount: sources.length,
    stagedCount: 0,
    sizeBytes,
    sentBytes: 0,
    startedAtMs,
    message: null,
  };
  const one: Running = { upload, sources, stagedPositions: new Set(), stop: new AbortController() };
  running.set(importId, one);
  return after.then(() => run(one));
}

/** Goes on after a failure, with the files that are not through yet. */
export function resumeUpload(importId: string): void {
  const one = running.get(importId);
  if (one !== undefined && one.upload.status === 'failed') void run(one);
}

/** Stops sending; the import itself is cancelled at the server. */
export function stopUpload(importId: string): void {
  running.get(importId)?.stop.abort();
  running.delete(importId);
}

/** Whether this tab must stay open for some upload. */
export function isSending(): boolean {
  return [...running.values()].some(({ upload }) => upload.status === 'sending');
}
