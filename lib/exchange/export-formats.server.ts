import type { ExportFormat } from '@/lib/exchange/export';
import { writeCsv } from '@/lib/exchange/formats/csv';
import { writeFolders } from '@/lib/exchange/formats/folders.server';
import { writeJsonl } from '@/lib/exchange/formats/jsonl';
import type { FormatWriter } from '@/lib/exchange/formats/source';

/** Every format, one line each. */
export const EXPORT_WRITERS: Record<ExportFormat, { write: FormatWriter; extension: string; mediaType: string }> = {
  csv: { write: writeCsv, extension: 'csv', mediaType: 'text/csv; charset=utf-8' },
  jsonl: { write: writeJsonl, extension: 'jsonl', mediaType: 'application/jsonl' },
  folders: { write: writeFolders, extension: 'zip', mediaType: 'application/zip' },
};
