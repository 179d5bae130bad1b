import { z } from 'zod';

export const EXPORT_FORMATS = ['csv', 'jsonl', 'folders'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const createExport = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  /** Leave cells that a spreadsheet would run as they are (csv only). */
  raw: z.boolean().optional(),
});

export type ExportSummary = {
  id: string;
  versionId: string;
  versionNumber: number;
  format: ExportFormat;
  raw: boolean;
  status: 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';
  fileName: string;
  sizeBytes: number | null;
  /** Hex SHA-256 of the file. */
  sha256: string | null;
  message: string | null;
  jobId: string | null;
  createdAt: string;
  readyAt: string | null;
};
