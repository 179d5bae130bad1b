import type { AuditAnswer, AuditStatus, AuditView } from '@/lib/audits/audit';
import { findMistakes, trackOf } from '@/lib/audits/estimate';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { NotFound } from '@/lib/errors';
import type { GroupSource } from '@/lib/operations/operation';

/** An audit as it begins. */
export type NewAudit = {
  id: string;
  datasetId: string;
  personId: string;
  groupId: string;
  groupSource: GroupSource;
  labelClassId: string;
  populationHash: Uint8Array<ArrayBuffer>;
  populationCount: number;
  targetError: number;
  sampleIds: string[];
};

const withPerson = { person: { select: { name: true } } } satisfies Prisma.AuditInclude;
type AuditRow = Prisma.AuditGetPayload<{ include: typeof withPerson }>;

/** Writes an audit that has no answers yet. */
export async function insertAudit(tx: Tx, audit: NewAudit): Promise<AuditView> {
  return toView(await tx.audit.create({ data: { ...audit, status: 'running' }, include: withPerson }));
}

/** An audit with the hash of what it is of. Throws NotFound, also when its dataset is deleted. */
export async function openAudit(
  tx: Tx,
  auditId: string,
): Promise<{ dataset: AuthorizedDataset; audit: AuditView; populationHash: Uint8Array }> {
  const row = await tx.audit.findUnique({ where: { id: auditId }, include: withPerson });
  if (row === null) throw new NotFound('audit', auditId);
  const dataset = await openDataset(tx, row.datasetId);
  return { dataset, audit: toView(row), populationHash: row.populationHash };
}

/** Locks the row of an audit until the transaction ends. */
export async function lockAudit(tx: Tx, auditId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Audit" WHERE "id" = ${auditId}::uuid FOR UPDATE`;
}

/** The audits of a group that were not abandoned, newest first, with what they are of. */
export async function listKept(
  tx: Tx,
  group: { datasetId: string; groupId: string },
): Promise<{ audit: AuditView; populationHash: Uint8Array; isUsed: boolean }[]> {
  const rows = await tx.audit.findMany({
    where: { ...group, status: { not: 'abandoned' } },
    orderBy: { createdAt: 'desc' },
    include: { ...withPerson, operation: { select: { id: true } } },
  });
  return rows.map(({ operation, ...row }) => ({
    audit: toView(row),
    populationHash: row.populationHash,
    isUsed: operation !== null,
  }));
}

/** The newest audits of a group that were not abandoned, one for each class, newest first. */
export async function listCurrent(tx: Tx, group: { datasetId: string; groupId: string }): Promise<AuditView[]> {
  const rows = await tx.audit.findMany({
    where: { ...group, status: { not: 'abandoned' } },
    orderBy: [{ labelClassId: 'asc' }, { createdAt: 'desc' }],
    distinct: ['labelClassId'],
    include: withPerson,
  });
  return rows.map(toView).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** The newest audit of a group as a class that came to a verdict; null for none. */
export async function findVerdict(
  tx: Tx,
  group: { datasetId: string; groupId: string; labelClassId: string },
): Promise<AuditView | null> {
  const row = await tx.audit.findFirst({
    where: { ...group, status: { in: ['passed', 'failed'] } },
    orderBy: { endedAt: 'desc' },
    include: withPerson,
  });
  return row === null ? null : toView(row);
}

/** Keeps the answers of an audit, and with the last one the verdict. */
export async function keepAnswers(
  tx: Tx,
  auditId: string,
  kept: {
    answers: readonly AuditAnswer[];
    verdict: { status: AuditStatus; mistakeCount: number; lowerCount: number; upperCount: number } | null;
  },
): Promise<AuditView> {
  const { answers, verdict } = kept;
  const row = await tx.audit.update({
    where: { id: auditId },
    data: { answers: [...answers], ...(verdict === null ? {} : { ...verdict, endedAt: new Date() }) },
    include: withPerson,
  });
  return toView(row);
}

/** Ends running audits without a verdict. */
export async function abandonAudits(tx: Tx, auditIds: readonly string[]): Promise<void> {
  await tx.audit.updateMany({
    where: { id: { in: [...auditIds] }, status: 'running' },
    data: { status: 'abandoned', endedAt: new Date() },
  });
}

function toView(row: AuditRow): AuditView {
  const { populationHash, lowerCount, upperCount, mistakeCount, personId, person, ...rest } = row;
  const audit = { ...rest, answers: row.answers as AuditAnswer[] };
  const isJudged = row.status === 'passed' || row.status === 'failed';
  return {
    ...audit,
    personName: person.name,
    track: trackOf(audit),
    mistakeIds: isJudged ? findMistakes(audit) : null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
