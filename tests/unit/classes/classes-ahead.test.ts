import { expect, test } from 'vitest';
import { newClass, requestEdit } from '@/components/classes/class-requests';
import { applyEdit, applyWaiting } from '@/components/classes/classes-ahead';
import type { OutboxAct, OutboxClassEdit } from '@/components/outbox/outbox-acts';
import { makeClass } from '@/tests/unit/review/make-group';

const read = () => ({ classes: ['glass', 'paper', 'metal'].map((name, position) => makeClass(name, position)) });
const names = ({ classes }: ReturnType<typeof read>) => classes.map(({ name }) => name);
const change = (labelClassId: string, values: object): OutboxClassEdit => ({ kind: 'change', labelClassId, values });
const actOf = (classEdit: OutboxClassEdit, given: Partial<OutboxAct> = {}) =>
  ({ datasetId: 'd', kind: 'class', refusal: null, classEdit, ...given }) as OutboxAct;

test('an edit is shown by the rules of the server: name, key, place, parent, colour', () => {
  const counted = { classes: read().classes.map((each) => ({ ...each, labelCount: 7 })) };
  const renamed = applyEdit(counted, change('class-1', { name: 'carton', description: 'Boxes', mark: 20 }));
  expect(renamed.classes[1]).toMatchObject({ name: 'carton', description: 'Boxes', slot: 20, labelCount: 7 });
  expect(names(applyEdit(read(), change('class-2', { position: 0 })))).toEqual(['metal', 'glass', 'paper']);
  const nested = applyEdit(read(), change('class-2', { parentId: 'class-0' }));
  expect(names(nested)).toEqual(['glass', 'metal', 'paper']);
  const keyed = applyEdit(applyEdit(read(), change('class-0', { key: '5' })), change('class-1', { key: '5' }));
  expect(keyed.classes.map(({ key }) => key)).toEqual([null, '5', null]);
  expect(() => applyEdit(read(), change('class-0', { name: 'paper' }))).toThrow(/already has a class named “paper”/);
  expect(() => applyEdit(nested, change('class-0', { parentId: 'class-2' }))).toThrow(/below itself/);
});

test('a class can be used before the server has made it, under the id that it will have', () => {
  const made = newClass(' wood ');
  const after = applyEdit(read(), made);
  expect(after.classes[3]).toMatchObject({ id: made.labelClassId, name: 'wood', slot: 3, position: 3, labelCount: 0 });
  expect(made.labelClassId).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
  expect(applyEdit(after, made)).toEqual(after);
  const { body } = requestEdit('d', made, { idempotencyKey: 'key-1' });
  expect(body).toEqual({ id: made.labelClassId, name: 'wood', parentId: null, idempotencyKey: 'key-1' });
});

test('what waits stands on top of every reading, in order; what was refused, is of another dataset or goes does not', () => {
  const made = newClass('wood');
  const acts = [
    actOf(made),
    actOf(change(made.labelClassId, { name: 'timber' })),
    actOf(change('class-1', { name: 'glass' })),
    actOf(change('class-0', { name: 'jars' }), { refusal: { kind: 'conflict', message: '', changed: [] } }),
    actOf(change('class-0', { name: 'jars' }), { datasetId: 'e' }),
    actOf({ kind: 'remove', labelClassId: 'class-2', intoId: null }),
  ];
  expect(names(applyWaiting(read(), 'd', acts))).toEqual(['glass', 'paper', 'metal', 'timber']);
});

test('requests carry their keys: a deletion in its address', () => {
  const how = { idempotencyKey: 'key-1', revision: 7 };
  const remove = (intoId: string | null) => requestEdit('d', { kind: 'remove', labelClassId: 'class-2', intoId }, how);
  expect(remove(null)).toMatchObject({
    method: 'DELETE',
    path: '/api/classes/class-2?revision=7&idempotencyKey=key-1',
  });
  expect(remove('class-0')).toEqual({
    path: '/api/classes/class-2/merge',
    body: { intoId: 'class-0', revision: 7, idempotencyKey: 'key-1' },
  });
  expect(requestEdit('d', change('class-0', { key: '3' }), { idempotencyKey: 'key-1' })).toEqual({
    ...{ method: 'PATCH', path: '/api/classes/class-0' },
    body: { key: '3', idempotencyKey: 'key-1' },
  });
});
