import type { ImportSummary } from '@/lib/samples/import';

const STATUS_SAYS: Record<ImportSummary['status'], string> = {
  uploading: 'not all files have arrived',
  inspecting: 'being looked into',
  ready: 'waits for you to start it',
  queued: 'waits for other work to end',
  running: 'running',
  committed: 'imported',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Where an import stands, after its name: "waits for you to start it". */
export function sayImportStatus(status: ImportSummary['status']): string {
  return STATUS_SAYS[status];
}
