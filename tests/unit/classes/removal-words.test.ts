import { expect, test } from 'vitest';
import { sayUncounted } from '@/components/classes/removal-words';

test('a preview says what of one’s own it does not count yet', () => {
  expect(sayUncounted(1)).toBe(
    '1 edit of yours is not sent yet, and not counted here. The counts are read again once it is in.',
  );
  expect(sayUncounted(1200)).toBe(
    '1,200 edits of yours are not sent yet, and not counted here. The counts are read again once they are in.',
  );
});
