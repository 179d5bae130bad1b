import { createHash, randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { AuditAnswer, AuditView, StartAudit } from '@/lib/audits/audit';
import { drawSample, estimateAt, keepsTarget, planSampleCount } from '@/lib/audits/estimate';
import { abandonAudits, insertAudit, keepAnswers, listKept, lockAudit, openAudit } from '@/lib/audits/repo.server';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { listClasses, openClass } from '@/lib/datasets/classes-repo.server';
import { lockDataset } from '@/lib/datasets/repo.server';
import { getTargetError } from '@/lib/datasets/target-error-repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import { countLive } from '@/lib/samples/revision-repo.server';

/** Nobody can foresee which samples an audit shows: 48 bits of the system's random source make one number. */
const random = () => randomInt(2 ** 48 - 1) / (2 ** 48 - 1);

/** What an audit is of: SHA-256 over the sorted ids of its samples. */
export function hashPopulation(sampleIds: readonly string[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    createHash('sha256')
      .update([...sampleIds].sort().join(' '))
      .digest(),
  );
}

/**
 * Begins an audit: draws its samples at random from those given. One of the same samples as the same class goes on
 * instead, and its verdict stands: drawing again until it passes would say nothing. Other running audits of the group are
 * abandoned, for a group has one at a time. Throws NotFound for a class or samples that the dataset does not hold, Invalid
 * for more to look at than there are.
 */
export async function beginAudit(
  client: PrismaClient,
  request: { dataset: AuthorizedDataset; actor: Actor; audit: StartAudit },
): Promise<AuditView> {
  const { dataset, actor, audit } = request;
  const { groupId, groupSource, labelClassId } = audit;
  return await client.$transaction(async (tx) => {
    await lockDataset(tx, dataset.id);
    const sampleIds = await checkPopulation(tx, dataset, audit);
    const populationHash = hashPopulation(sampleIds);
    const targetError = await getTargetError(tx, dataset);
    const kept = await listKept(tx, { datasetId: dataset.id, groupId });
    const same = kept.find(
      (one) =>
        one.audit.labelClassId === labelClassId &&
        Buffer.compare(one.populationHash, populationHash) === 0 &&
        (one.audit.status === 'running' || (!one.isUsed && one.audit.targetError === targetError)),
    );
    if (same !== undefined) return same.audit;
    const others = kept.filter((one) => one.audit.status === 'running').map((one) => one.audit.id);
    await abandonAudits(tx, others);
    const populationCount = sampleIds.length;
    const sampleCount = audit.sampleCount ?? planSampleCount({ populationCount, targetError });
    return await insertAudit(tx, {
      ...{ id: uuidv7(), datasetId: dataset.id, personId: actor.personId, groupId, groupSource, labelClassId },
      ...{ populationHash, populationCount, targetError },
      sampleIds: drawSample(random, sampleIds, sampleCount),
    });
  });
}

async function checkPopulation(tx: Tx, dataset: AuthorizedDataset, audit: StartAudit): Promise<string[]> {
  const owner = await openClass(tx, audit.labelClassId);
  if (owner.dataset.id !== dataset.id) throw new NotFound('class', audit.labelClassId);
  const sampleIds = [...new Set(audit.sampleIds)];
  if (audit.sampleCount !== undefined && audit.sampleCount > sampleIds.length) {
    throw new Invalid(
      `An audit of ${sampleIds.length} samples cannot look at ${audit.sampleCount}. Leave sampleCount out for the planned number.`,
    );
  }
  const liveCount = await countLive(tx, dataset.id, sampleIds);
  if (liveCount === sampleIds.length) return sampleIds;
  throw new Invalid(
    `${sampleIds.length - liveCount} of the ${sampleIds.length} samples are not in the dataset, or were deleted. Open the group again.`,
  );
}

/** One audit. Throws NotFound. */
export async function getAudit(tx: Tx, auditId: string): Promise<AuditView> {
  return (await openAudit(tx, auditId)).audit;
}

/**
 * Takes the answer for one drawn sample: the next one, or one given before, which it replaces. With the last answer the
 * verdict falls, once: it passes when the upper end of the interval keeps the target. Throws Conflict after the verdict
 * or the end, or when answers before this one are missing; NotFound for a class of another dataset.
 */
export async function answerAudit(
  client: PrismaClient,
  request: { auditId: string; position: number; answer: AuditAnswer },
): Promise<AuditView> {
  const { auditId, position, answer } = request;
  return await client.$transaction(async (tx) => {
    await lockAudit(tx, auditId);
    const { dataset, audit } = await openAudit(tx, auditId);
    refuseAnswer(audit, position);
    await checkAnswer(tx, dataset, answer);
    const answers = [...audit.answers];
    answers[position] = answer;
    return await keepAnswers(tx, auditId, { answers, verdict: judge({ ...audit, answers }) });
  });
}

function refuseAnswer(audit: AuditView, position: number): void {
  if (audit.status !== 'running') {
    throw new Conflict(
      `The audit has ended (${audit.status}); its ${audit.answers.length} answers stand. Audit the group again for another estimate.`,
    );
  }
  const last = Math.min(audit.answers.length, audit.sampleIds.length - 1);
  if (position <= last) return;
  throw new Conflict(
    `Answer ${position} cannot be given yet: ${audit.answers.length} of ${audit.sampleIds.length} are there. Answer ${last} next.`,
  );
}

async function checkAnswer(tx: Tx, dataset: AuthorizedDataset, answer: AuditAnswer): Promise<void> {
  if (!('labelClassIds' in answer)) return;
  const known = new Set((await listClasses(tx, dataset)).map((labelClass) => labelClass.id));
  const unknown = answer.labelClassIds.find((id) => !known.has(id));
  if (unknown !== undefined) throw new NotFound('class', unknown);
}

function judge(audit: AuditView) {
  if (audit.answers.length < audit.sampleIds.length) return null;
  const point = estimateAt(audit, audit.answers.length);
  const { mistakeCount, lowerCount, upperCount } = point;
  const status = keepsTarget(point, audit) ? ('passed' as const) : ('failed' as const);
  return { status, mistakeCount, lowerCount, upperCount };
}

/** Ends a running audit without a verdict. One that has ended stays as it is. Throws NotFound. */
export async function stopAudit(tx: Tx, auditId: string): Promise<AuditView> {
  await openAudit(tx, auditId);
  await abandonAudits(tx, [auditId]);
  return await getAudit(tx, auditId);
}
