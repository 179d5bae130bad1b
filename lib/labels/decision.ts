import { z } from 'zod';
import type { Progress } from '@/lib/datasets/dataset';
import {
  GROUP_SOURCES,
  idempotencyKey,
  OPERATION_SAMPLE_LIMIT,
  type OperationSummary,
  uuid,
} from '@/lib/operations/operation';

const sampleIds = z.array(uuid).max(OPERATION_SAMPLE_LIMIT, {
  message: `One operation takes at most ${OPERATION_SAMPLE_LIMIT} samples. Send the rest as another operation.`,
});

const group = z.strictObject({
  source: z.enum(GROUP_SOURCES),
  id: uuid.optional(),
  title: z.string().max(300).optional(),
  /** Members beyond the boundary, which stay as they are; kept on the operation. */
  beyondCount: z.int().min(0).optional(),
});

/** Own earlier requests that one decision may name. */
export const OWN_KEY_LIMIT = 200;

const common = {
  idempotencyKey,
  /** The dataset revision that the person saw. A sample touched later is refused with 409. */
  revision: z.int().min(0),
  /**
   * Idempotency keys of the person's own earlier requests that touch the same samples and that the revision does not
   * hold yet, because they waited together with this one: samples that one of them touched last are no conflict.
   */
  after: z.array(idempotencyKey).max(OWN_KEY_LIMIT).optional(),
  group: group.optional(),
  note: z.string().max(2000).optional(),
};

/**
 * The body of POST /api/datasets/:datasetId/operations.
 * accept  gives the class to sampleIds; a sample that carries another label is kept and answered as a conflict.
 *         excludedSampleIds (by hand) are remembered as "not this class".
 * label   gives the class and replaces what was there (an exception labeled on the spot, a relabel).
 *         Where samples may carry several classes, accept and label add the class to what is there.
 * exclude remembers "not this class"; takes that class away where the sample carried it.
 * clear   takes all labels away, or only that of labelClassId.
 */
export const decision = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('accept'),
    labelClassId: uuid,
    sampleIds: sampleIds.min(1),
    excludedSampleIds: sampleIds.optional(),
    /** The audit that it stands on: passed, of this group and class, and of exactly these samples and the mistakes it found. */
    auditId: uuid.optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('label'), labelClassId: uuid, sampleIds: sampleIds.min(1) }),
  z.strictObject({ ...common, kind: z.literal('exclude'), labelClassId: uuid, sampleIds: sampleIds.min(1) }),
  z.strictObject({ ...common, kind: z.literal('clear'), labelClassId: uuid.optional(), sampleIds: sampleIds.min(1) }),
]);
export type Decision = z.infer<typeof decision>;

/**
 * The body of POST /api/datasets/:datasetId/undo and /redo: one's own newest act, or the one that was sent with the key
 * `of`. A page that sends later what a person did now names what it means.
 */
export const undoRequest = z.strictObject({ idempotencyKey, of: idempotencyKey.optional() });

/**
 * A member that changed since the client looked: details of a 409. One that was deleted is a change too; personName says
 * who deleted it, "Somebody" of a deletion of before that was kept.
 */
export type ChangedSample = {
  sampleId: string;
  labelClassId: string | null;
  labelClassName: string | null;
  revision: number;
  personName: string;
  at: string;
  isDeleted?: boolean;
};

/** What happened to the members of a group since a revision. */
export type GroupChanges = { revision: number; changed: ChangedSample[] };

export type DecisionAnswer = {
  operation: OperationSummary;
  progress: Progress;
  /** Members that carry another label and kept it. */
  conflicts: { sampleId: string; labelClassId: string }[];
};

/** What merging or deleting a class answers. */
export type ClassEditAnswer = { operation: OperationSummary; progress: Progress };

export type UndoAnswer = {
  operation: OperationSummary;
  /** The operation that was reverted (or, for redo, brought back). */
  reverted: OperationSummary;
  progress: Progress;
  /** The samples whose state went back. */
  sampleIds: string[];
  /** Samples that somebody decided later: they keep the later decision. */
  keptSampleIds: string[];
};
