import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress, lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid } from '@/lib/errors';
import { enqueueJob } from '@/lib/jobs/repo.server';
import { diffLabels, type LabeledSample } from '@/lib/versions/diff';
import { readManifest } from '@/lib/versions/manifest.server';
import {
  findFreezing,
  findPreviousVersion,
  insertVersion,
  listVersions,
  type OpenVersion,
  openVersion,
  setVersionJob,
} from '@/lib/versions/repo.server';
import { countSinceNewest, readClassNames, readLabelsNow } from '@/lib/versions/since-repo.server';
import type { VersionDiff, VersionSummary } from '@/lib/versions/version';

/** Starts to freeze a version, as a job. Throws Conflict while another is being frozen, Invalid without samples. */
export async function startVersion(
  client: PrismaClient,
  request: { dataset: AuthorizedDataset; actor: Actor; note: string },
): Promise<VersionSummary> {
  const { dataset } = request;
  return await client.$transaction(async (tx) => {
    const revision = await lockDataset(tx, dataset.id);
    const freezing = await findFreezing(tx, dataset.id);
    if (freezing !== null) {
      throw new Conflict(`Version ${freezing.number} is being frozen. Wait until it is done, then freeze the next.`, {
        versionId: freezing.id,
      });
    }
    const { sampleCount } = await getProgress(tx, dataset);
    if (sampleCount === 0) throw new Invalid(`${dataset.name} has no samples to freeze. Import some first.`);
    const versionId = await insertVersion(tx, { ...request, revision });
    const job = { kind: 'snapshot' as const, payload: { versionId }, datasetId: dataset.id };
    await setVersionJob(tx, versionId, await enqueueJob(tx, job));
    return (await openVersion(tx, versionId)).summary;
  });
}

/** The versions of a dataset, newest first, and how many labels are not in one yet. */
export async function listVersionsWithRest(
  tx: Tx,
  dataset: AuthorizedDataset,
): Promise<{ versions: VersionSummary[]; since: { labelCount: number } }> {
  const [versions, labelCount] = await Promise.all([listVersions(tx, dataset), countSinceNewest(tx, dataset)]);
  return { versions, since: { labelCount } };
}

/**
 * What changed between a version and the frozen one before it (`previous`), the present labels (`now`), or another
 * version of the same dataset; always from the older to the newer. Throws NotFound, and Conflict for a version that
 * is not frozen.
 */
export async function diffVersion(tx: Tx, versionId: string, compareWith: string): Promise<VersionDiff> {
  const version = await openVersion(tx, versionId);
  if (compareWith === 'now') return await compare(tx, version, null);
  if (compareWith === 'previous') {
    const previous = await findPreviousVersion(tx, version.dataset.id, version.summary.number);
    return await compare(tx, previous === null ? null : await openVersion(tx, previous.id), version);
  }
  const other = await openVersion(tx, compareWith);
  if (other.dataset.id !== version.dataset.id) throw new Invalid('The two versions belong to different datasets.');
  const isOlder = other.summary.number < version.summary.number;
  return await compare(tx, isOlder ? other : version, isOlder ? version : other);
}

/** From null means from nothing; to null means to now. */
async function compare(tx: Tx, from: OpenVersion | null, to: OpenVersion | null): Promise<VersionDiff> {
  const dataset = (from ?? to)?.dataset;
  if (dataset === undefined) throw new Invalid('Nothing is compared with nothing.');
  const before = from === null ? [] : readLabels(from);
  const {
    before: countsBefore,
    after: countsAfter,
    ...diff
  } = await diffLabels(before, to === null ? readLabelsNow(tx, dataset) : readLabels(to));
  const names = new Map<string, { labelClassId: string; name: string; slot: number }>();
  const known = [...(await readClassNames(tx, dataset)), ...(from?.summary.classCounts ?? [])];
  for (const { labelClassId, name, slot } of known) {
    if (!names.has(labelClassId)) names.set(labelClassId, { labelClassId, name, slot });
  }
  const classes = [...names.values()].map((entry) => ({
    ...entry,
    before: countsBefore.get(entry.labelClassId) ?? 0,
    after: countsAfter.get(entry.labelClassId) ?? 0,
  }));
  return {
    fromNumber: from?.summary.number ?? null,
    toNumber: to?.summary.number ?? null,
    isMultiLabel: [from, to].some((side) => side?.summary.isMultiLabel) || (to === null && dataset.isMultiLabel),
    ...diff,
    classes: classes.filter((entry) => entry.before > 0 || entry.after > 0),
  };
}

async function* readLabels(version: OpenVersion): AsyncGenerator<LabeledSample> {
  for await (const { sampleId, labels } of readManifest(requireManifest(version))) {
    yield { sampleId, labelClassIds: labels.map((label) => label.labelClassId) };
  }
}

/** The hash of a version's manifest. Throws Conflict while it is being frozen or when that failed. */
export function requireManifest({ summary, manifestHash }: OpenVersion): Uint8Array<ArrayBuffer> {
  if (summary.status === 'frozen' && manifestHash !== null) return manifestHash;
  throw new Conflict(
    summary.status === 'freezing'
      ? `Version ${summary.number} is still being frozen. Try again when it is done.`
      : `Version ${summary.number} could not be frozen: ${summary.message ?? 'no reason was kept'}. Freeze another one.`,
  );
}
