import { openDataset } from '@/lib/datasets/access.server';
import type { JobContext, JobResult } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { storeBlob } from '@/lib/storage/blobs.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';
import { formatManifestRow } from '@/lib/versions/manifest';
import { type Frozen, freezeVersion, openVersion } from '@/lib/versions/repo.server';
import { type SnapshotReader, withSnapshot } from '@/lib/versions/snapshot-repo.server';

const MANIFEST_MEDIA_TYPE = 'application/jsonl';

/**
 * Freezes a version: writes every live sample with its label, as one transaction sees them, into a manifest in storage,
 * and then makes the version immutable. The revision it holds is that of this reading. Starts again from nothing when
 * it was interrupted.
 */
export async function runSnapshot(context: JobContext<'snapshot'>): Promise<JobResult> {
  const { job, database } = context;
  const { summary, dataset } = await openVersion(database.db, job.payload.versionId);
  if (summary.status === 'frozen') return { versionId: summary.id };
  await requireDiskForJob();
  await openDataset(database.db, dataset.id);
  const frozen = await withSnapshot(database.pool, dataset.id, (snapshot) => writeManifest(context, snapshot));
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    await freezeVersion(tx, summary.id, frozen);
  });
  return { versionId: summary.id, sampleCount: frozen.sampleCount };
}

async function writeManifest({ signal, progress }: JobContext<'snapshot'>, snapshot: SnapshotReader): Promise<Frozen> {
  const payloadHashes: string[] = [];
  const counts = new Map<string, number>();
  let sampleCount = 0;
  let labelCount = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    for await (const rows of snapshot.rows) {
      signal.throwIfAborted();
      for (const row of rows) {
        // Only images have a payload file; the text of a text stands in the manifest itself.
        if (row.mediaType !== null) payloadHashes.push(row.payloadHash);
        labelCount += Number(row.labels.length > 0);
        for (const label of row.labels) counts.set(label.labelClassId, (counts.get(label.labelClassId) ?? 0) + 1);
      }
      sampleCount += rows.length;
      progress({ done: sampleCount, unit: 'samples' });
      yield encoder.encode(rows.map((row) => `${formatManifestRow(row)}\n`).join(''));
    }
  }
  const manifest = { ...(await storeBlob(lines())), mediaType: MANIFEST_MEDIA_TYPE };
  const classCounts = snapshot.classes.map((entry) => ({ ...entry, count: counts.get(entry.labelClassId) ?? 0 }));
  const { revision, isMultiLabel } = snapshot;
  return { revision, isMultiLabel, manifest, sampleCount, labelCount, classCounts, payloadHashes };
}
