import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import {
  type ClassRow,
  type ClassValues,
  diffClasses,
  findRow,
  planChange,
  planCreate,
} from '@/lib/datasets/class-edits';
import { hasClass, listClasses, openClass, readClassRows, writeClassRows } from '@/lib/datasets/classes-repo.server';
import type { LabelClass } from '@/lib/datasets/label-class';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { Prisma, PrismaClient } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';
import { recordEffects } from '@/lib/labels/record-effects.server';
import { findClassEditAfter } from '@/lib/operations/effects-repo.server';
import type { ClassEditDetail } from '@/lib/operations/operation-detail';
import { findRepeated } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';
import { readMarks } from '@/lib/samples/revision-repo.server';

/** Who edits which dataset's classes; the key makes a repeated request answer as the first did. */
export type ClassEdit = {
  dataset: AuthorizedDataset;
  actor: Actor;
  idempotencyKey?: string | undefined;
  /** What tells this request from another one with the same key. */
  request: Record<string, unknown>;
};

/** What an edit does: the classes before and after, and what the log says of it. */
export type PlannedEdit = {
  before: readonly ClassRow[];
  after: readonly ClassRow[];
  /** Classes that the edit itself placed. */
  placedIds: readonly string[];
  detail: Omit<ClassEditDetail, 'type' | 'changes' | 'counts'> & { counts?: ClassEditDetail['counts'] };
  /** What it does to samples. */
  effects: Prisma.Sql | null;
};

const NO_COUNTS = { labelCount: 0, exclusionCount: 0, suggestionCount: 0 };

/**
 * Carries out one edit of classes as one operation, in the caller's transaction, under the lock of the dataset, which it takes. Returns the id of
 * the operation, or null when nothing changed; a repeated request is answered with the operation that it made.
 */
export async function recordClassEdit(
  tx: Tx,
  edit: ClassEdit,
  plan: (rows: readonly ClassRow[]) => Promise<PlannedEdit>,
): Promise<{ operationId: string; labelClassId: string; isRepeated: boolean } | null> {
  const { dataset, actor } = edit;
  const idempotencyKey = edit.idempotencyKey ?? `class-${randomUUID()}`;
  const requestHash = hashRequest(actor.personId, edit.request);
  await lockDataset(tx, dataset.id);
  const repeated = await findRepeated(tx, { datasetId: dataset.id, idempotencyKey, requestHash });
  if (repeated !== null) {
    return { operationId: repeated.id, labelClassId: repeated.labelClassId ?? '', isRepeated: true };
  }
  const id = uuidv7();
  const { before, after, placedIds, detail, effects } = await plan(await readClassRows(tx, dataset.id));
  const changes = diffClasses(before, after, placedIds);
  if (changes.length === 0) return null;
  await writeClassRows(tx, dataset.id, { before, after });
  const { labelClassId } = detail;
  const operation = {
    ...{ id, kind: 'classEdit' as const, personId: actor.personId, labelClassId, idempotencyKey, requestHash },
    ...{ groupSource: null, groupId: null, groupTitle: null, excludedCount: 0, beyondCount: 0, conflictCount: 0 },
    ...{ revertsId: null, note: null, createdAt: new Date() },
    detail: { type: 'classEdit' as const, counts: NO_COUNTS, ...detail, changes },
  };
  await recordEffects(tx, { dataset, operation, effects });
  return { operationId: id, labelClassId, isRepeated: false };
}

/** Throws Conflict when one of the classes was edited after the revision that the person saw. */
export async function refuseUnseenEdits(
  tx: Tx,
  seen: { datasetId: string; revision: number | undefined; labelClassIds: readonly string[] },
): Promise<void> {
  if (seen.revision === undefined) return;
  const later = await findClassEditAfter(tx, { ...seen, revision: seen.revision });
  if (later === null) return;
  throw new Conflict(
    `${later.personName} edited this class after revision ${seen.revision}, which this request saw. Nothing was changed. Look at it again.`,
    { revision: later.seq },
  );
}

/**
 * Makes a class at the end of its siblings, with the next colour and shape. Throws Conflict when the dataset has a class of
 * this name (details name it) or when the id that the request brings is taken, TooLarge at CLASS_LIMIT, NotFound for an unknown parent.
 */
export async function createClass(
  client: PrismaClient,
  request: Omit<ClassEdit, 'request'> & {
    values: {
      id?: string | undefined;
      name: string;
      description?: string | undefined;
      parentId?: string | null | undefined;
    };
  },
): Promise<LabelClass> {
  const { dataset, values } = request;
  return await client.$transaction(async (tx) => {
    const made = await recordClassEdit(tx, { ...request, request: { create: values } }, async (before) => {
      const id = values.id ?? uuidv7();
      if (values.id !== undefined) await refuseTakenId(tx, id);
      const after = planCreate(before, { ...values, id });
      const detail = { edit: 'create' as const, labelClassId: id, name: values.name, into: null };
      return { before, after, placedIds: [id], detail, effects: null };
    });
    return await readClass(tx, dataset, made?.labelClassId ?? '');
  });
}

async function refuseTakenId(tx: Tx, id: string): Promise<void> {
  if (!(await hasClass(tx, id))) return;
  throw new Conflict(`Another class has the id ${id}. Nothing was changed. Give the class a new id.`);
}

/**
 * Renames, describes, recolours, moves or nests a class, or gives it a key or examples, all of them or some. Throws Conflict for a name that another
 * class has or an edit that the person has not seen, Invalid for a parent below the class, NotFound for a class, a parent or an
 * example that the dataset does not hold.
 */
export async function changeClass(
  client: PrismaClient,
  request: Omit<ClassEdit, 'request' | 'dataset'> & {
    labelClassId: string;
    revision?: number | undefined;
    values: ClassValues;
  },
): Promise<LabelClass> {
  const { labelClassId, revision, values } = request;
  return await client.$transaction(async (tx) => {
    const { dataset } = await openClass(tx, labelClassId);
    await recordClassEdit(tx, { ...request, dataset, request: { change: values, labelClassId } }, async (before) => {
      await refuseUnseenEdits(tx, { datasetId: dataset.id, revision, labelClassIds: [labelClassId] });
      await refuseUnknownExamples(tx, dataset, values.exampleIds ?? []);
      const { name } = findRow(before, labelClassId);
      const after = planChange(before, labelClassId, values);
      const isPlaced = values.position !== undefined || values.parentId !== undefined;
      const detail = { edit: 'change' as const, labelClassId, name, into: null };
      return { before, after, placedIds: isPlaced ? [labelClassId] : [], detail, effects: null };
    });
    return await readClass(tx, dataset, labelClassId);
  });
}

async function refuseUnknownExamples(tx: Tx, dataset: AuthorizedDataset, sampleIds: readonly string[]): Promise<void> {
  if (sampleIds.length === 0) return;
  const known = new Set((await readMarks(tx, dataset.id, sampleIds)).map((mark) => mark.sampleId));
  const unknown = sampleIds.find((sampleId) => !known.has(sampleId));
  if (unknown !== undefined) throw new NotFound('sample', unknown);
}

async function readClass(tx: Tx, dataset: AuthorizedDataset, labelClassId: string): Promise<LabelClass> {
  const found = (await listClasses(tx, dataset)).find(({ id }) => id === labelClassId);
  if (found === undefined) throw new NotFound('class', labelClassId);
  return found;
}
