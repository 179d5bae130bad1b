import { z } from 'zod';
import { GROUP_SOURCES, type GroupSource, OPERATION_SAMPLE_LIMIT, uuid } from '@/lib/operations/operation';

/** Classes of one sample at most, where a dataset lets samples have several. */
const ANSWER_CLASS_LIMIT = 50;

/** The body of POST /api/datasets/:datasetId/audits: the samples that an accept would label now, and as what. */
export const startAudit = z.strictObject({
  groupId: uuid,
  groupSource: z.enum(GROUP_SOURCES),
  labelClassId: uuid,
  sampleIds: z
    .array(uuid)
    .min(1)
    .max(OPERATION_SAMPLE_LIMIT, {
      message: `An audit covers one accept, which takes at most ${OPERATION_SAMPLE_LIMIT} samples. Move the boundary in, or split the group.`,
    }),
  /** How many to look at; absent: as many as lib/audits/estimate.ts plans. */
  sampleCount: z.int().min(1).max(OPERATION_SAMPLE_LIMIT).optional(),
});
export type StartAudit = z.infer<typeof startAudit>;

/**
 * What a person says of one sample, shown alone: its class (several where the dataset allows it), that it belongs to none of
 * the classes, or that they cannot tell.
 */
export const auditAnswer = z.union([
  z.strictObject({ labelClassIds: z.array(uuid).min(1).max(ANSWER_CLASS_LIMIT) }),
  z.strictObject({ noneOfThese: z.literal(true) }),
  z.strictObject({ cannotTell: z.literal(true) }),
]);
export type AuditAnswer = z.infer<typeof auditAnswer>;

export const AUDIT_STATUSES = ['running', 'passed', 'failed', 'abandoned'] as const;
export type AuditStatus = (typeof AUDIT_STATUSES)[number];

/** What the first `checkedCount` answers say of all samples: how many are wrong, at least and at most. */
export type AuditPoint = { checkedCount: number; mistakeCount: number; lowerCount: number; upperCount: number };

/** One audit. While it runs it keeps to itself which answers were mistakes. */
export type AuditView = {
  id: string;
  datasetId: string;
  groupId: string;
  groupSource: GroupSource;
  /** The class that the group would be accepted as. */
  labelClassId: string;
  status: AuditStatus;
  personName: string;
  /** Samples that the estimate is of. */
  populationCount: number;
  /** The share of wrong samples, 0–1, that the upper end of the interval may have at most. */
  targetError: number;
  /** How sure the interval is, 0–1. */
  confidence: number;
  /** The drawn samples, in the order in which they are shown. */
  sampleIds: string[];
  /** As many as were given, beside sampleIds. */
  answers: AuditAnswer[];
  /** The estimate after every fifth answer, and at the end. */
  track: AuditPoint[];
  /** Drawn samples that are not of the class, or of which the person could not tell; null until the verdict. */
  mistakeIds: string[] | null;
  createdAt: string;
  endedAt: string | null;
};

/** The figures of an audit as they stand on the accept that it let pass. */
export type AuditFigures = {
  populationCount: number;
  sampleCount: number;
  mistakeCount: number;
  lowerCount: number;
  upperCount: number;
  confidence: number;
};

/** What audits say of standing labels: of one class, or of all. Counts are of samples. */
export type ExpectedErrors = {
  labelCount: number;
  /** Labels that stand since an accept that passed an audit. The others are not audited. */
  auditedCount: number;
  /** Wrong ones among the audited, expected, and at least and at most. */
  expectedCount: number;
  lowerCount: number;
  upperCount: number;
};

/** What GET /api/datasets/:datasetId/expected-errors answers. */
export type ExpectedErrorsDetail = {
  targetError: number;
  all: ExpectedErrors;
  classes: ({ labelClassId: string } & ExpectedErrors)[];
};

/** The body of PUT /api/datasets/:datasetId/target-error. */
export const setTargetError = z.strictObject({
  targetError: z
    .number()
    .min(0.01, { message: 'The target is a share of at least 0.01: below it an audit would see nearly all samples.' })
    .max(0.5, { message: 'The target is a share of at most 0.5: more than half wrong is no label.' }),
});
