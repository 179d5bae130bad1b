import { startBackend } from '@/lib/embeddings/embedder.tf';
import { wasmFolder } from '@/lib/embeddings/model-files.server';
import { type OpenedModel, openOwnModel } from '@/lib/embeddings/own-model.tf';
import { checkOwnModel, readCheckedModel } from '@/lib/embeddings/own-model-check.server';
import type { OwnModelAnswer, OwnModelRequest } from '@/lib/embeddings/own-model-message';
import { explainRefusal } from '@/lib/embeddings/own-model-refusal';
import { SheafError } from '@/lib/errors';
import { UnreadableArchive, UnreadableEntry } from '@/lib/samples/intake/zip-entries.server';

/** The body of the child that runs a person's model: requests come over the channel of the parent, one at a time. */
export function runOwnModel(): void {
  // Whoever started this process may die first; nothing here should outlive it.
  process.once('disconnect', () => process.exit(1));
  const backend = startBackend(wasmFolder());
  let opened: OpenedModel | undefined;
  let sidePx: number | null = null;
  const answer = async (request: OwnModelRequest): Promise<OwnModelAnswer> => {
    await backend;
    if (request.task !== 'embed') sidePx = request.settings.sidePx;
    if (request.task === 'check') return { kind: 'checked', checked: await checkOwnModel(request) };
    if (request.task === 'open') {
      opened = await openOwnModel(await readCheckedModel(request.folder, request.weightsHash), request.settings);
      return { kind: 'opened' };
    }
    if (opened === undefined) throw new Error('No model was opened.');
    return { kind: 'vectors', vectors: (await opened.embed(request.pictures)).vectors };
  };
  process.on('message', (request: OwnModelRequest) => {
    void answer(request)
      .catch((error: unknown) => explain(error, sidePx))
      .then((message) => process.send?.(message));
  });
}

function explain(error: unknown, sidePx: number | null): OwnModelAnswer {
  const isOurs = error instanceof SheafError || error instanceof UnreadableArchive || error instanceof UnreadableEntry;
  const said = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', message: isOurs ? said : explainRefusal(said, sidePx), isRefusal: true };
}
