import { z } from 'zod';
import type { OperationDetail } from '@/lib/operations/operation-detail';

export const LABEL_SOURCES = ['person', 'import', 'rule', 'classifier'] as const;
export type LabelSource = (typeof LABEL_SOURCES)[number];

export const OPERATION_KINDS = [
  'accept',
  'label',
  'exclude',
  'clear',
  'revert',
  'import',
  'split',
  'merge',
  'park',
  'classEdit',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export const GROUP_SOURCES = [
  'cluster',
  'part',
  'merged',
  'search',
  'similar',
  'lasso',
  'duplicates',
  'filter',
  'rule',
  'classifier',
] as const;
export type GroupSource = (typeof GROUP_SOURCES)[number];

/**
 * What operations know of one sample: its labels and exclusions, each with the operation that made it.
 * An OperationEffect stores one before and one after; null stands for the empty state.
 */
export type SampleState = {
  labels: {
    labelClassId: string;
    labelSource: LabelSource;
    operationId: string;
    personId: string;
    /** ISO 8601, UTC, milliseconds. */
    decidedAt: string;
  }[];
  exclusions: { labelClassId: string; operationId: string; personId: string; decidedAt: string }[];
};

/** The most samples that one operation may touch. */
export const OPERATION_SAMPLE_LIMIT = 10_000;

export type OperationSummary = {
  id: string;
  seq: number;
  kind: OperationKind;
  personName: string;
  labelClass: { id: string; name: string; slot: number } | null;
  groupSource: GroupSource | null;
  groupId: string | null;
  groupTitle: string | null;
  sampleCount: number;
  excludedCount: number;
  beyondCount: number;
  conflictCount: number;
  revertsSeq: number | null;
  /** True once a later operation reverted this one. */
  reverted: boolean;
  /**
   * Of a revert: the act at the foot of its chain. `revertCount` reverts lead up from it, this one included: an odd count
   * took the act back, an even one brought it back. Null for every other kind.
   */
  original: {
    kind: Exclude<OperationKind, 'revert'>;
    sampleCount: number;
    revertCount: number;
    detail: OperationDetail | null;
  } | null;
  note: string | null;
  /** What an act other than labeling changed. */
  detail: OperationDetail | null;
  /** Of an accept by a sample: how many of its samples are wrong, at least and at most, at 95 %. */
  audit: { populationCount: number; lowerCount: number; upperCount: number } | null;
  createdAt: string;
};

export const uuid = z.uuid();
export const idempotencyKey = z
  .string()
  .min(8)
  .max(100)
  .regex(/^[\w-]+$/, {
    message: 'An idempotency key has 8 to 100 letters, digits, hyphens or underscores.',
  });
