import { expect, test } from 'vitest';
import { encodeId } from '@/lib/embeddings/id-bytes';
import { countGroupsOf } from '@/lib/neighbours/count-groups';

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function makeGrouped(groups: number[][]) {
  const members = groups.flat();
  const ids = new Uint8Array(members.length * 16);
  members.forEach((n, place) => {
    ids.set(encodeId(id(n)), place * 16);
  });
  return { ids, groupOf: Uint32Array.from(groups.flatMap((group, number) => group.map(() => number))) };
}

test('groups of some samples, and which of them are like others, are counted', () => {
  const grouped = makeGrouped([
    [1, 2, 3],
    [4, 5],
    [6, 7],
  ]);
  const counted = countGroupsOf(grouped, [id(2), id(3), id(4), id(5), id(99)]);
  expect(counted).toEqual({ groupCount: 2, sampleCount: 4, withOthersCount: 2 });
  expect(countGroupsOf(grouped, [])).toEqual({ groupCount: 0, sampleCount: 0, withOthersCount: 0 });
  expect(countGroupsOf(makeGrouped([]), [id(1)])).toEqual({ groupCount: 0, sampleCount: 0, withOthersCount: 0 });
});
