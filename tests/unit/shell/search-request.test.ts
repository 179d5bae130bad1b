import { expect, test } from 'vitest';
import { keepForSearch, requestSearch, takeSearchRequest } from '@/components/shell/search-request';

test('what is typed on the way to the search reaches it once, and runs nothing', () => {
  requestSearch(0);
  expect(['c', 'x', 'Backspace', 'a', 'Shift', 't'].map((key) => keepForSearch(key, 10))).not.toContain(false);
  expect(takeSearchRequest(20)).toBe('cat');
  expect(takeSearchRequest(21)).toBeNull();
  expect(keepForSearch('a', 22)).toBe(false);
});

test('Escape, or a screen that never comes, gives the keys back', () => {
  requestSearch(0);
  expect(keepForSearch('Escape', 10)).toBe(false);
  expect(keepForSearch('a', 11)).toBe(false);
  requestSearch(0);
  expect(keepForSearch('a', 6_000)).toBe(false);
  expect(takeSearchRequest(6_001)).toBeNull();
});
