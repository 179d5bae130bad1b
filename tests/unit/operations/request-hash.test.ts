import { expect, it } from 'vitest';
import { hashRequest } from '@/lib/operations/request-hash.server';

const hex = (request: Record<string, unknown>, personId = 'ada') =>
  Buffer.from(hashRequest(personId, request)).toString('hex');

it('is the same for the same request, whatever the order of its keys, and with what is left out', () => {
  expect(hex({ a: 1, b: { c: [1, 2], d: null } })).toBe(hex({ b: { d: null, c: [1, 2] }, a: 1, e: undefined }));
});

it('differs by person, value, order of a list and type', () => {
  const hashes = [
    hex({ a: 1 }),
    hex({ a: 1 }, 'ben'),
    hex({ a: '1' }),
    hex({ a: [1, 2] }),
    hex({ a: [2, 1] }),
    hex({ a: null }),
    hex({}),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
