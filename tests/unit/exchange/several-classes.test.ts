import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinNames } from '@/lib/exchange/formats/class-lists';
import { writeCsv } from '@/lib/exchange/formats/csv';
import { FolderPlan } from '@/lib/exchange/formats/folders';
import { writeJsonl } from '@/lib/exchange/formats/jsonl';
import { splitClasses } from '@/lib/samples/split-classes';
import { makeRow, makeSource, readAll } from '@/tests/unit/exchange/manifest-rows';

const [first] = makeRow().labels;
if (first === undefined) throw new Error('The row has a label.');
const second = {
  ...first,
  labelClassId: '019abc00-0000-7000-8000-0000000000c2',
  className: 'fee; abroad',
  operationSeq: 9,
};
const row = makeRow({ labels: [first, second] });
const source = makeSource([row, makeRow({ labels: [] })], { isMultiLabel: true });

describe('a version of several classes', () => {
  it('is written as CSV with lists in one order', async () => {
    expect(await readAll(writeCsv(source))).toBe(
      [
        'id,classes,label_sources,operation_ids,operation_seqs,people,decided_at,file_name,position,name,external_id,origin_count,sha256,text,metadata.lang,metadata.score',
        `019abc00-0000-7000-8000-000000000001,declined;fee\\; abroad,person;person,${first.operationId};${first.operationId},7;9,Ada;Ada,2026-03-04T05:06:07.089Z;2026-03-04T05:06:07.089Z,cards.csv,2,row 2,c-17,1,${row.payloadHash},My card was declined,en,-0.5`,
        `019abc00-0000-7000-8000-000000000001,,,,,,,cards.csv,2,row 2,c-17,1,${row.payloadHash},My card was declined,en,-0.5`,
        '',
      ].join('\n'),
    );
  });

  it('is written as JSON Lines with a list of labels', async () => {
    const [line = '', empty = ''] = (await readAll(writeJsonl(source))).split('\n');
    expect(
      line.startsWith('{"id":"019abc00-0000-7000-8000-000000000001","labels":[{"class":"declined","classId":'),
    ).toBe(true);
    expect(JSON.parse(line).labels).toHaveLength(2);
    expect(JSON.parse(empty)).toMatchObject({ labels: [] });
  });

  it('puts each image once into one folder', () => {
    const image = { ...row, name: 'cat.png', mediaType: 'image/png', origins: [] };
    const plan = new FolderPlan([{ labelClassId: first.labelClassId, name: 'declined' }], true);
    expect(plan.place(image)).toBe('images/cat.png');
    expect(plan.place({ ...image, labels: [] })).toBeNull();
  });

  it('joins names so that an import reads them back', () => {
    const name = fc.stringMatching(/^[a-z;\\ ]{0,6}[a-z;\\]$/).map((text) => text.trim());
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.filter((text) => text !== ''),
          { maxLength: 4 },
        ),
        (names) => {
          expect(splitClasses(joinNames(names), ';')).toEqual(names);
        },
      ),
    );
    expect(splitClasses('food; travel ;;food', ';')).toEqual(['food', 'travel']);
    expect(splitClasses('food; travel', null)).toEqual(['food; travel']);
  });
});
