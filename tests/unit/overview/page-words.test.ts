import { expect, test } from 'vitest';
import { isOwnHost, sayPhase, sayWork } from '@/components/compute/compute-words';
import { firstPageState } from '@/lib/embeddings/page-producer-state';

test.each([
  ['localhost', true],
  ['sheaf.localhost', true],
  ['127.0.0.1', true],
  ['127.12.0.3', true],
  ['[::1]', true],
  ['localhost.example.org', false],
  ['127.example.org', false],
  ['192.168.0.12', false],
  ['notlocalhost', false],
])('%s means the machine of the browser itself: %s', (hostname, isOwn) => {
  expect(isOwnHost(hostname)).toBe(isOwn);
});

test('a page says what it returned and what was kept, at work and after it left', () => {
  const state = { ...firstPageState, backend: 'webgl' as const, ratePerS: 38, returnedCount: 1_412 };
  expect(sayWork({ state, keptCount: 1_380 })).toBe('WebGL · 38 a second · 1,412 returned · 1,380 checked and kept');
  expect(sayWork({ state, keptCount: null })).toBe('WebGL · 38 a second · 1,412 returned');
  const left = { ...state, phase: 'ended' as const, end: 'left' as const };
  expect(sayPhase({ state: left, keptCount: 1_380 })).toBe(
    'This page has left. This page returned 1,412 embeddings, 1,380 checked and kept by then.',
  );
});
