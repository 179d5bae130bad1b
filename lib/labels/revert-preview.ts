import { z } from 'zod';
import { OWN_KEY_LIMIT } from '@/lib/labels/decision';
import { idempotencyKey, type OperationSummary } from '@/lib/operations/operation';
import type { TurnedSample } from '@/lib/operations/operation-log';
import { TURN_OUTCOMES, type TurnOutcome } from '@/lib/operations/turn-outcome';

/** The body of POST /api/operations/:operationId/revert. */
export const revertRequest = z.strictObject({
  idempotencyKey,
  /** The dataset revision of the preview. A sample of the operation that was touched later is refused with 409. */
  revision: z.int().min(0).optional(),
  /** Idempotency keys of the person's own requests that waited before this one: what they touched is no surprise. */
  after: z.array(idempotencyKey).max(OWN_KEY_LIMIT).optional(),
});

/** The query of GET /api/operations/:operationId/revert/samples, but for the page. */
export const turnedQuery = { outcome: z.enum(TURN_OUTCOMES) };

/** What a revert would do, worked out by the code that does it. Nothing was changed. */
export type RevertPreview = {
  operation: OperationSummary;
  /** False: what the act did is taken back. True: it was taken back, and is brought back. */
  willStand: boolean;
  /** The dataset revision that this was worked out at. */
  revision: number;
  /** What becomes of the samples, with the first few of each. */
  outcomes: { outcome: TurnOutcome; count: number; samples: TurnedSample[] }[];
  /** Of those that get another label: from which classes to which, most first. */
  changes: { beforeClassIds: string[]; afterClassIds: string[]; count: number }[];
  labeledCount: { before: number; after: number };
  /** Classes whose count of labels changes, most first. */
  classes: { labelClassId: string; before: number; after: number }[];
  /** The classes that are named here, deleted ones included. */
  names: { id: string; name: string; slot: number }[];
  /** What it changes besides labels, as sentences without an end. */
  says: string[];
};
