import type { AuditView } from '@/lib/audits/audit';
import { hashPopulation } from '@/lib/audits/audits.server';
import { findVerdict, openAudit } from '@/lib/audits/repo.server';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import { findAuditedBy } from '@/lib/operations/audited-repo.server';

/** What an accept says of itself: which group, as what, which samples, and the audit that it stands on. */
export type AuditedAccept = {
  groupId: string | null;
  labelClassId: string;
  sampleIds: readonly string[];
  auditId: string | null;
};

/**
 * Refuses an accept that an audit speaks against. With an audit: it must have passed, be of this group and class, and of
 * exactly these samples together with the mistakes that it found. Without one: the newest verdict on this group and class
 * must not be a failure. Throws Conflict with `{ hold }` for a held group, Conflict or Invalid for an audit that does not
 * fit, NotFound for one of another dataset.
 */
export async function judgeAccept(tx: Tx, dataset: AuthorizedDataset, accept: AuditedAccept): Promise<void> {
  if (accept.auditId !== null) return await judgeAudited(tx, dataset, { ...accept, auditId: accept.auditId });
  if (accept.groupId === null) return;
  const { groupId, labelClassId } = accept;
  const verdict = await findVerdict(tx, { datasetId: dataset.id, groupId, labelClassId });
  if (verdict?.status !== 'failed') return;
  throw new Conflict(describeHold(verdict), { hold: { auditId: verdict.id } });
}

const percent = (share: number) => `${(100 * share).toFixed(1).replace(/\.0$/, '')} %`;

function describeHold(audit: AuditView): string {
  const { upperCount = 0, mistakeCount = 0 } = audit.track.at(-1) ?? {};
  return `Held by an audit: ${mistakeCount} of ${audit.sampleIds.length} drawn samples were not of this class, so up to ${percent(upperCount / audit.populationCount)} of the ${audit.populationCount} may be wrong; the target is ${percent(audit.targetError)}. Nothing was applied. Split the group, or take the wrong ones out and audit it again.`;
}

async function judgeAudited(
  tx: Tx,
  dataset: AuthorizedDataset,
  accept: AuditedAccept & { auditId: string },
): Promise<void> {
  const { audit, populationHash } = await openAudit(tx, accept.auditId);
  if (audit.datasetId !== dataset.id) throw new NotFound('audit', accept.auditId);
  if (audit.groupId !== accept.groupId || audit.labelClassId !== accept.labelClassId) {
    throw new Invalid('The audit is of another group or another class. Send the audit of this one, or none.');
  }
  if (audit.status !== 'passed') throw new Conflict(describeUnpassed(audit), { hold: { auditId: audit.id } });
  const usedBy = await findAuditedBy(tx, audit.id);
  if (usedBy !== null) {
    throw new Conflict(
      `The audit stands on operation ${usedBy} already; an audit carries one accept. Audit what is left, or accept it without.`,
    );
  }
  const covered = [...accept.sampleIds, ...(audit.mistakeIds ?? [])];
  const isWhole = new Set(covered).size === covered.length && covered.length === audit.populationCount;
  if (isWhole && Buffer.compare(hashPopulation(covered), populationHash) === 0) return;
  throw new Conflict(
    `The audit is of ${audit.populationCount} samples, and this accept with the ${audit.mistakeIds?.length ?? 0} mistakes found does not name exactly those. Its estimate says nothing of others. Nothing was applied: audit the samples as they are now.`,
    { population: { auditId: audit.id } },
  );
}

function describeUnpassed(audit: AuditView): string {
  if (audit.status === 'failed') return describeHold(audit);
  if (audit.status === 'abandoned') return 'The audit was stopped before its verdict. Audit the group again.';
  return `The audit is not finished: ${audit.answers.length} of ${audit.sampleIds.length} samples are answered. Answer the rest first.`;
}
