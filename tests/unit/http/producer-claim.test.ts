import { expect, test } from 'vitest';
import { readClaim } from '@/lib/http/producer-claim.server';

const claim = (headers: Record<string, string>) =>
  readClaim('p1', new Request('http://localhost/', { method: 'POST', headers }));

test('a token that is missing and one that cannot be the producer’s are told apart', () => {
  expect(() => claim({})).toThrow('The header X-Producer-Token is missing');
  expect(() => claim({ 'X-Producer-Token': 'wrong' })).toThrow('does not belong to the producer p1');
  expect(claim({ 'X-Producer-Token': 'a'.repeat(43) })).toEqual({ producerId: 'p1', token: 'a'.repeat(43) });
});
