import type { Metadata } from 'next';
import type { UploadLimits } from '@/components/imports/import-limits';
import { ImportStart } from '@/components/imports/import-start';
import { config } from '@/lib/config.server';

export const metadata: Metadata = { title: 'Import samples' };

export default function ImportPage() {
  const settings = config();
  const limits: UploadLimits = {
    uploadBytes: settings.MAX_UPLOAD_BYTES,
    decompressedBytes: settings.MAX_DECOMPRESSED_BYTES,
    archiveEntries: settings.MAX_ARCHIVE_ENTRIES,
    entryBytes: settings.MAX_ENTRY_BYTES,
    imagePixels: settings.MAX_IMAGE_PIXELS,
    imageSide: settings.MAX_IMAGE_SIDE,
    textBytes: settings.MAX_TEXT_BYTES,
    rowBytes: settings.MAX_ROW_BYTES,
    columns: settings.MAX_COLUMNS,
  };
  return <ImportStart limits={limits} />;
}
