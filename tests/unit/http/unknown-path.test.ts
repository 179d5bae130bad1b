import { expect, test } from 'vitest';
import * as unknownPath from '@/app/api/[[...path]]/route';

test('every method is refused', () => {
  expect(Object.keys(unknownPath).toSorted()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
});

test.each(Object.entries(unknownPath))('%s of an unknown path answers JSON', async (method, refuse) => {
  const response = await refuse(new Request('http://localhost/api/data-sets?x=1', { method }));
  expect(response.status).toBe(404);
  expect(response.headers.get('Cache-Control')).toBe('private, no-store');
  expect(await response.json()).toEqual({
    error: {
      kind: 'not-found',
      message: `There is no ${method} /api/data-sets. docs/API.md lists every path with its methods.`,
    },
  });
});
