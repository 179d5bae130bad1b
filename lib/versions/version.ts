import { z } from 'zod';
import type { LabelSource } from '@/lib/operations/operation';

export const createVersion = z.strictObject({ note: z.string().max(2000).optional() });

export type VersionSummary = {
  id: string;
  number: number;
  status: 'freezing' | 'frozen' | 'failed';
  /** The dataset revision that was frozen. */
  revision: number;
  note: string;
  /** Hex SHA-256 of the manifest; null while freezing. */
  contentHash: string | null;
  /** Whether samples could carry several classes when it was frozen. */
  isMultiLabel: boolean;
  sampleCount: number;
  /** Samples with a label. */
  labelCount: number;
  classCounts: { labelClassId: string; name: string; slot: number; count: number }[];
  message: string | null;
  jobId: string | null;
  personName: string;
  createdAt: string;
};

/** One line of a manifest (JSON Lines, sorted by sampleId): all that an export needs. */
export type ManifestRow = {
  sampleId: string;
  /** Hex SHA-256 of the payload. */
  payloadHash: string;
  name: string;
  mediaType: string | null;
  text: string | null;
  origins: {
    fileName: string;
    position: number;
    name: string;
    externalId: string | null;
    metadata: Record<string, string> | null;
  }[];
  labels: {
    labelClassId: string;
    className: string;
    labelSource: LabelSource;
    operationId: string;
    operationSeq: number;
    person: string;
    decidedAt: string;
  }[];
};

/** What changed between two versions, or between a version and now. */
export type VersionDiff = {
  fromNumber: number | null;
  /** null stands for now. */
  toNumber: number | null;
  /** Whether samples could carry several classes on one of the sides. */
  isMultiLabel: boolean;
  /** Samples that got their first class, have others than before, and have none any more. */
  addedCount: number;
  changedCount: number;
  clearedCount: number;
  /** Labels, a class on a sample each, that are there after only, and before only. */
  gainedLabelCount: number;
  lostLabelCount: number;
  classes: { labelClassId: string; name: string; slot: number; before: number; after: number }[];
  /**
   * Labels that went from one class to another on changed samples, most first, with up to 6 samples each. Null stands for none: where samples
   * carry several classes, one can come or go alone.
   */
  changes: { fromClassId: string | null; toClassId: string | null; count: number; sampleIds: string[] }[];
};
