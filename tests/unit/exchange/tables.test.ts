import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCells, guardCell } from '@/lib/exchange/formats/cells';
import { writeCsv } from '@/lib/exchange/formats/csv';
import { writeJsonl } from '@/lib/exchange/formats/jsonl';
import { makeRow, makeSource, readAll } from '@/tests/unit/exchange/manifest-rows';

const plain = makeRow();
const unlabeled = makeRow({
  sampleId: '019abc00-0000-7000-8000-000000000002',
  text: '=HYPERLINK("http://x")',
  labels: [],
  origins: [
    {
      fileName: 'cards.csv',
      position: 3,
      name: 'row 3',
      externalId: null,
      metadata: { '=key': '+1', lang: 'a,b\n"c"' },
    },
    { fileName: 'cards.csv', position: 9, name: 'row 9', externalId: 'c-99', metadata: null },
  ],
});

describe('CSV', () => {
  it('has these bytes', async () => {
    expect(await readAll(writeCsv(makeSource([plain, unlabeled])))).toBe(
      [
        'id,class,label_source,operation_id,operation_seq,person,decided_at,file_name,position,name,external_id,origin_count,sha256,text,metadata.=key,metadata.lang,metadata.score',
        `019abc00-0000-7000-8000-000000000001,declined,person,019abc00-0000-7000-8000-0000000000f1,7,Ada,2026-03-04T05:06:07.089Z,cards.csv,2,row 2,c-17,1,${'a1b2c3d4'.repeat(8)},My card was declined,,en,-0.5`,
        `019abc00-0000-7000-8000-000000000002,,,,,,,cards.csv,3,row 3,,2,${'a1b2c3d4'.repeat(8)},"'=HYPERLINK(""http://x"")",+1,"a,b\n""c""",`,
        '',
      ].join('\n'),
    );
  });

  it('raw leaves every cell as it is', async () => {
    const written = await readAll(writeCsv(makeSource([unlabeled], { raw: true })));
    expect(written).toContain(',"=HYPERLINK(""http://x"")",+1,');
  });

  it('has no text column for images, and a header without rows', async () => {
    const written = await readAll(writeCsv(makeSource([], { modality: 'image' })));
    expect(written).toBe(
      'id,class,label_source,operation_id,operation_seq,person,decided_at,file_name,position,name,external_id,origin_count,sha256\n',
    );
  });

  it('reads back as it was, whatever the texts', async () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        const rows = values.map((text) => makeRow({ text }));
        const written = await readAll(writeCsv(makeSource(rows, { raw: true })));
        const read: { text: string }[] = parse(written, { columns: true, record_delimiter: '\n' });
        expect(read.map((row) => row.text)).toEqual(values);
      }),
    );
  });
});

describe('cells', () => {
  it.each([
    '=1+1',
    '+49 170 1',
    '-',
    '@cmd',
    '\t=1',
    '\r=1',
    ' =1',
    '"=1',
    "'=1",
    '\n-a',
    '+1-1',
    '--1',
    '＝1',
    '-1e',
    '=',
    '+',
  ])('guards %j', (value) => {
    expect(guardCell(value)).toBe(`'${value}`);
  });

  it.each(['', 'text', '1', '-1', '+1', '-0.5', '+.5', '-1e5', '+1.5E-7', '3=3', 'a@b.c', 'a-b', ' text', "it's"])(
    'leaves %j',
    (value) => {
      expect(guardCell(value)).toBe(value);
    },
  );

  it('quotes only where it must', () => {
    expect(formatCells(['a b', 'c,d', 'e"f', 'g\rh', 'i\nj', ''])).toBe('a b,"c,d","e""f","g\rh","i\nj",\n');
  });
});

describe('JSON Lines', () => {
  it('has these bytes, with every origin and nothing guarded', async () => {
    expect(await readAll(writeJsonl(makeSource([plain, unlabeled])))).toBe(
      [
        `{"id":"019abc00-0000-7000-8000-000000000001","class":"declined","classId":"019abc00-0000-7000-8000-0000000000c1","labelSource":"person","operationId":"019abc00-0000-7000-8000-0000000000f1","operationSeq":7,"person":"Ada","decidedAt":"2026-03-04T05:06:07.089Z","name":"row 2","mediaType":null,"sha256":"${'a1b2c3d4'.repeat(8)}","text":"My card was declined","origins":[{"fileName":"cards.csv","position":2,"name":"row 2","externalId":"c-17","metadata":{"lang":"en","score":"-0.5"}}]}`,
        `{"id":"019abc00-0000-7000-8000-000000000002","class":null,"classId":null,"labelSource":null,"operationId":null,"operationSeq":null,"person":null,"decidedAt":null,"name":"row 2","mediaType":null,"sha256":"${'a1b2c3d4'.repeat(8)}","text":"=HYPERLINK(\\"http://x\\")","origins":[{"fileName":"cards.csv","position":3,"name":"row 3","externalId":null,"metadata":{"=key":"+1","lang":"a,b\\n\\"c\\""}},{"fileName":"cards.csv","position":9,"name":"row 9","externalId":"c-99","metadata":null}]}`,
        '',
      ].join('\n'),
    );
  });
});
