import { expect, it } from 'vitest';
import { type Chain, type ChainLink, doesActStand, doesLinkStand, takenBackBy, tipOf } from '@/lib/operations/chain';

const link = (id: string) => ({ id }) as ChainLink;
const chain = (...ids: string[]): Chain => ({ act: link('act'), reverts: ids.map(link) });

it('says of every link whether it stands, by how many came after it', () => {
  expect(doesActStand(chain())).toBe(true);
  expect(doesActStand(chain('undo'))).toBe(false);
  expect(doesActStand(chain('undo', 'redo'))).toBe(true);
  const long = chain('undo', 'redo', 'again');
  expect(['act', 'undo', 'redo', 'again'].map((id) => doesLinkStand(long, id))).toEqual([false, true, false, true]);
  expect(doesLinkStand(long, 'another')).toBe(false);
});

it('knows the tip, and what took a link back', () => {
  expect(tipOf(chain()).id).toBe('act');
  expect(tipOf(chain('undo', 'redo')).id).toBe('redo');
  expect(takenBackBy(chain('undo'), 'act')?.id).toBe('undo');
  expect(takenBackBy(chain('undo'), 'undo')).toBeNull();
});
