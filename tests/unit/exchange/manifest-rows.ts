import type { ExportSource } from '@/lib/exchange/formats/source';
import type { ManifestRow } from '@/lib/versions/version';

/** A row of a manifest with a label, to be changed where a test needs it. */
export function makeRow(changes: Partial<ManifestRow> = {}): ManifestRow {
  return {
    sampleId: '019abc00-0000-7000-8000-000000000001',
    payloadHash: 'a1b2c3d4'.repeat(8),
    name: 'row 2',
    mediaType: null,
    text: 'My card was declined',
    origins: [
      {
        fileName: 'cards.csv',
        position: 2,
        name: 'row 2',
        externalId: 'c-17',
        metadata: { lang: 'en', score: '-0.5' },
      },
    ],
    labels: [
      {
        labelClassId: '019abc00-0000-7000-8000-0000000000c1',
        className: 'declined',
        labelSource: 'person',
        operationId: '019abc00-0000-7000-8000-0000000000f1',
        operationSeq: 7,
        person: 'Ada',
        decidedAt: '2026-03-04T05:06:07.089Z',
      },
    ],
    ...changes,
  };
}

/** A version that holds these rows. */
export function makeSource(rows: ManifestRow[], changes: Partial<ExportSource> = {}): ExportSource {
  return {
    modality: 'text',
    raw: false,
    isMultiLabel: false,
    classes: [],
    readRows: async function* () {
      yield* rows;
    },
    onRow: () => undefined,
    ...changes,
  };
}

/** All that a writer writes, as text. */
export async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}
