import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { ensureClasses } from '@/lib/datasets/classes-repo.server';
import { personGivenName } from '@/lib/datasets/dataset';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { findOtherClass, giveClass } from '@/lib/labels/apply-decision';
import { recordAct } from '@/lib/labels/record-act.server';
import { readHolding } from '@/lib/labels/repo.server';
import { insertImportedSuggestions } from '@/lib/labels/suggestion-repo.server';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import { hashRequest } from '@/lib/operations/request-hash.server';
import { type Effect, EMPTY_STATE, isSameState } from '@/lib/operations/sample-state';
import { readMarks } from '@/lib/samples/revision-repo.server';

/** A label that a file gives to a sample; the sample is there, the class need not be. */
export type ImportedLabel = { sampleId: string; className: string };

export type ImportedLabels = {
  dataset: AuthorizedDataset;
  importId: string;
  /** Who started the import. */
  actor: Actor;
  as: 'suggestions' | 'labels';
  /** In the order of the file. A sample may stand here several times, with several classes. */
  rows: readonly ImportedLabel[];
};

export type ImportedLabelsAnswer = {
  /** New suggestions, or samples that got their label. */
  appliedCount: number;
  /** Samples that carry another label, from before or from an earlier row of this file, and keep it. */
  keptCount: number;
  /** Labels that cannot name a class (empty, over 200 characters, control characters) and were left out. */
  unusableCount: number;
};

/**
 * Writes the labels of an import, in the caller's transaction: as suggestions, or as labels by operations of kind
 * import, each of at most OPERATION_SAMPLE_LIMIT samples. Classes that are missing are made, in the order of their
 * names. A label that a sample carries is never overwritten. Done once per import: the caller's commit is the guard.
 */
export async function applyImportedLabels(tx: Tx, labels: ImportedLabels): Promise<ImportedLabelsAnswer> {
  const answer: ImportedLabelsAnswer = { appliedCount: 0, keptCount: 0, unusableCount: 0 };
  const named = nameClasses(labels.rows, answer);
  if (named.length === 0) return answer;
  await lockDataset(tx, labels.dataset.id);
  const names = [...new Set(named.map((row) => row.className))].sort((a, b) => (a < b ? -1 : 1));
  const classIds = await ensureClasses(tx, labels.dataset, names);
  const rows = named.flatMap(({ sampleId, className }) => {
    const labelClassId = classIds.get(className);
    return labelClassId === undefined ? [] : [{ sampleId, labelClassId }];
  });
  if (labels.as === 'suggestions') {
    for (const chunk of cut(rows)) {
      const given = { datasetId: labels.dataset.id, importId: labels.importId, rows: chunk };
      answer.appliedCount += await insertImportedSuggestions(tx, given);
    }
    return answer;
  }
  const first = labels.dataset.isMultiLabel ? groupBySample(rows) : keepFirst(rows, answer);
  for (const [index, chunk] of cut(first).entries()) await labelChunk(tx, { ...labels, index, chunk, answer });
  return answer;
}

function nameClasses(rows: readonly ImportedLabel[], answer: ImportedLabelsAnswer): ImportedLabel[] {
  const known = new Map<string, string | null>();
  return rows.flatMap(({ sampleId, className }) => {
    let name = known.get(className);
    if (name === undefined) {
      name = personGivenName.safeParse(className).data ?? null;
      known.set(className, name);
    }
    if (name !== null) return [{ sampleId, className: name }];
    answer.unusableCount += 1;
    return [];
  });
}

type ClassedRow = { sampleId: string; labelClassId: string };
/** A sample with the classes that a file gives it: one, or several where samples may carry several. */
type GivenSample = { sampleId: string; labelClassIds: string[] };

function groupBySample(rows: readonly ClassedRow[]): GivenSample[] {
  const classesOf = new Map<string, Set<string>>();
  for (const { sampleId, labelClassId } of rows) {
    const classes = classesOf.get(sampleId) ?? new Set();
    classesOf.set(sampleId, classes.add(labelClassId));
  }
  return [...classesOf].map(([sampleId, classes]) => ({ sampleId, labelClassIds: [...classes] }));
}

function keepFirst(rows: readonly ClassedRow[], answer: ImportedLabelsAnswer): GivenSample[] {
  const classOf = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const { sampleId, labelClassId } of rows) {
    const first = classOf.get(sampleId);
    if (first === undefined) classOf.set(sampleId, labelClassId);
    else if (first !== labelClassId) contradicted.add(sampleId);
  }
  answer.keptCount += contradicted.size;
  return [...classOf].map(([sampleId, labelClassId]) => ({ sampleId, labelClassIds: [labelClassId] }));
}

function cut<T>(rows: readonly T[]): T[][] {
  const chunkCount = Math.ceil(rows.length / OPERATION_SAMPLE_LIMIT);
  return Array.from({ length: chunkCount }, (_, index) =>
    rows.slice(index * OPERATION_SAMPLE_LIMIT, (index + 1) * OPERATION_SAMPLE_LIMIT),
  );
}

type Chunk = Omit<ImportedLabels, 'rows'> & { index: number; chunk: GivenSample[]; answer: ImportedLabelsAnswer };

async function labelChunk(tx: Tx, { dataset, importId, actor, index, chunk, answer }: Chunk): Promise<void> {
  const sampleIds = chunk.map((row) => row.sampleId);
  const { states } = await readHolding(tx, { datasetId: dataset.id, sampleIds });
  const marks = await readMarks(tx, dataset.id, sampleIds);
  const live = new Set(marks.filter((mark) => !mark.isDeleted).map((mark) => mark.sampleId));
  const createdAt = new Date();
  const id = uuidv7();
  const act = {
    operationId: id,
    personId: actor.personId,
    decidedAt: createdAt.toISOString(),
    labelSource: 'import',
  } as const;
  let conflictCount = 0;
  const effects: Effect[] = [];
  for (const { sampleId, labelClassIds } of chunk) {
    const before = states.get(sampleId) ?? EMPTY_STATE;
    const { isMultiLabel } = dataset;
    const after = labelClassIds.reduce((state, id) => giveClass(state, id, act, isMultiLabel), before);
    const isTaken = !isMultiLabel && labelClassIds.some((id) => findOtherClass(before, id) !== null);
    if (isTaken) conflictCount += 1;
    else if (!isSameState(before, after)) effects.push({ sampleId, before, after });
  }
  answer.keptCount += conflictCount;
  answer.appliedCount += effects.length;
  if (effects.length === 0) return;
  const idempotencyKey = `import-${importId}-${index + 1}`;
  await recordAct(tx, {
    dataset,
    operation: {
      id,
      kind: 'import',
      personId: actor.personId,
      labelClassId: null,
      groupSource: null,
      groupId: null,
      groupTitle: null,
      sampleCount: effects.length,
      excludedCount: 0,
      beyondCount: 0,
      conflictCount,
      idempotencyKey,
      requestHash: hashRequest(actor.personId, { idempotencyKey }),
      revertsId: null,
      note: null,
      createdAt,
    },
    effects,
    isLive: (sampleId) => live.has(sampleId),
  });
}
