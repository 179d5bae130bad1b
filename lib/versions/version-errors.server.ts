import type { ExpectedErrorsDetail } from '@/lib/audits/audit';
import { type AuditedLabels, sumExpectedErrors } from '@/lib/audits/expected-errors';
import { type AuditedOperation, listAuditedOperations } from '@/lib/audits/expected-errors-repo.server';
import { getTargetError } from '@/lib/datasets/target-error-repo.server';
import type { Tx } from '@/lib/db/client.server';
import { readManifest } from '@/lib/versions/manifest.server';
import { openVersion } from '@/lib/versions/repo.server';
import { requireManifest } from '@/lib/versions/versions.server';

/**
 * What audits say of the labels that a version froze: per class and in all. Each frozen label names its operation; those
 * of accepts that an audit let pass are counted, so later edits change nothing. Reads the whole manifest, and only where
 * an audited accept came before the version. Throws NotFound, and Conflict for a version that is not frozen.
 */
export async function readVersionErrors(tx: Tx, versionId: string): Promise<ExpectedErrorsDetail> {
  const version = await openVersion(tx, versionId);
  const { dataset, summary } = version;
  const manifestHash = requireManifest(version);
  const operations = await listAuditedOperations(tx, dataset.id, summary.revision);
  const audited = operations.length === 0 ? [] : await countFrozen(manifestHash, operations);
  const classes = summary.classCounts.map(({ labelClassId, count }) => ({ labelClassId, labelCount: count }));
  return sumExpectedErrors(await getTargetError(tx, dataset), classes, audited);
}

/** Frozen labels by the audited accept that gave them, and how many of their samples the audit did not show. */
async function countFrozen(
  manifestHash: Uint8Array<ArrayBuffer>,
  operations: readonly AuditedOperation[],
): Promise<AuditedLabels[]> {
  const byId = new Map(operations.map((each) => [each.operationId, { ...each, seen: new Set(each.sampleIds) }]));
  const counted = new Map<string, AuditedLabels>();
  for await (const { sampleId, labels } of readManifest(manifestHash)) {
    for (const { operationId, labelClassId } of labels) {
      const operation = byId.get(operationId);
      if (operation === undefined) continue;
      const key = `${operationId} ${labelClassId}`;
      const { operationId: _, sampleIds, seen, ...figures } = operation;
      const entry = counted.get(key) ?? {
        ...{ ...figures, labelClassId, sampleCount: sampleIds.length },
        ...{ standingCount: 0, unseenCount: 0 },
      };
      entry.standingCount += 1;
      entry.unseenCount += Number(!seen.has(sampleId));
      counted.set(key, entry);
    }
  }
  return [...counted.values()];
}
