import { expect, test } from 'vitest';
import { facetsQuery, samplesQuery } from '@/lib/review/sample-query';

const ID = '0197d2c5-0000-7000-8000-000000000001';

test.each([
  ['', undefined],
  [ID, [ID]],
  [
    [ID, ID],
    [ID, ID],
  ],
])('a class filter of %o asks for %o', (given, wanted) => {
  expect(facetsQuery.parse({ class: given }).class).toEqual(wanted);
  expect(samplesQuery.parse({ class: given }).class).toEqual(wanted);
});

test('a class that is no id is refused', () => {
  expect(facetsQuery.safeParse({ class: 'cardboard' }).success).toBe(false);
});
