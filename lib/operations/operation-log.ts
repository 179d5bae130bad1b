import { z } from 'zod';
import { GROUP_SOURCES, OPERATION_KINDS, type OperationSummary, uuid } from '@/lib/operations/operation';

/** What proposed the samples of an act: a group, a file (`import`), or nobody (`single`: picked one by one). */
export const LOG_SOURCES = [...GROUP_SOURCES, 'import', 'single'] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

/** The filters of the operations log; the same names stand in the API's query. */
export const logFilter = z.strictObject({
  /** The id of the person who acted. */
  person: uuid.optional(),
  class: uuid.optional(),
  kind: z.enum(OPERATION_KINDS).optional(),
  source: z.enum(LOG_SOURCES).optional(),
  /** At or after this moment. */
  from: z.iso.datetime().optional(),
  /** Before this moment. */
  to: z.iso.datetime().optional(),
  /** Found in a note, in the title of a group, or in the name of a class that was edited; case does not matter. */
  q: z.string().trim().max(200).optional(),
});
export type LogFilter = z.infer<typeof logFilter>;

/** How many samples of an operation its line shows. */
export const GLIMPSE_SIZE = 4;

export type GlimpsedSample = { id: string; preview: string };

/** An operation as the log lists it. */
export type LoggedOperation = OperationSummary & {
  samples: GlimpsedSample[];
  /** The operation that took it back; null while it stands. */
  takenBackBy: { id: string; seq: number; personName: string; createdAt: string } | null;
};

export type OperationPage = { operations: LoggedOperation[]; nextCursor: string | null };

export type LogCounts = {
  matchedCount: number;
  /** All operations of the dataset. */
  totalCount: number;
  /** Who has acted in the dataset, by name. */
  people: { id: string; name: string }[];
  /** Classes that were deleted or merged into others: the log speaks of them still. */
  goneClasses: { id: string; name: string }[];
};

/** One sample of an operation, by the ids of its classes. */
export type TouchedSample = GlimpsedSample & {
  beforeClassIds: string[];
  afterClassIds: string[];
  /** "Not this class", as the operation left it. */
  excludedClassIds: string[];
  /** Whether the sample is in the dataset still. */
  isDeleted: boolean;
};

/** One operation with a page of its samples; `nextCursor` goes on. */
export type OperationView = {
  operation: LoggedOperation;
  samples: TouchedSample[];
  nextCursor: string | null;
};

/** One sample that a revert is about, with the decision that it keeps or goes back to; null where none stands. */
export type TurnedSample = GlimpsedSample & {
  beforeClassIds: string[];
  afterClassIds: string[];
  decidedBy: {
    operationId: string;
    seq: number;
    kind: OperationSummary['kind'];
    personName: string;
    groupTitle: string | null;
    createdAt: string;
  } | null;
};
