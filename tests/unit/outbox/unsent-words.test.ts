import { expect, test } from 'vitest';
import type { OutboxAct, OutboxShow } from '@/components/outbox/outbox-acts';
import { sayUnsent } from '@/components/outbox/unsent-words';

const showing = (...counts: number[]): OutboxShow => ({
  labelClassId: 'glass',
  as: 'label',
  leave: false,
  step: null,
  counts,
});

function makeAct(given: Partial<OutboxAct>): OutboxAct {
  return {
    ...{ id: 'act', order: 1, pageId: 'page', datasetId: 'one', personName: 'Ada', at: '2026-11-23T13:00:00.000Z' },
    ...{ kind: 'decide', says: '', group: null, shows: null, requestCount: 1, doneCount: 0, faultCount: 0 },
    refusal: null,
    ...given,
  };
}

test('labels that wait are said as such, and decisions of which no label is known', () => {
  const labels = makeAct({ shows: showing(200, 14), requestCount: 2 });
  expect(sayUnsent([labels], 'one')).toBe('+ 214 unsent');
  expect(sayUnsent([{ ...labels, doneCount: 1 }], 'one')).toBe('+ 14 unsent');
  expect(sayUnsent([labels, makeAct({ place: 'screen' })], 'one')).toBe('+ 214 and 1 decision unsent');
  expect(sayUnsent([makeAct({ kind: 'undo', shows: showing(-1_200) })], 'one')).toBe('− 1,200 unsent');
});

test('nothing is said of another dataset, of what was refused, and of what changes no count', () => {
  const labels = makeAct({ shows: showing(200) });
  const refusal = { kind: 'conflict' as const, message: 'changed', changed: [] };
  expect(sayUnsent([labels], 'two')).toBeNull();
  expect(sayUnsent([{ ...labels, refusal }], 'one')).toBeNull();
  expect(sayUnsent([makeAct({ kind: 'other' }), makeAct({ shows: showing(0) })], 'one')).toBeNull();
  const edit = (kind: 'create' | 'remove') =>
    makeAct({ kind: 'class', classEdit: { kind, labelClassId: 'glass', name: 'glass', parentId: null, intoId: null } });
  expect(sayUnsent([edit('create')], 'one')).toBeNull();
  expect(sayUnsent([edit('remove')], 'one')).toBe('1 decision unsent');
});
