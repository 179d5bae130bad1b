import { describe, expect, it } from 'vitest';
import { findClashes, KEYMAP, type Keymap, withOverrides } from '@/components/shell/keymap';

const keymap: Keymap = KEYMAP;

describe('keymap', () => {
  it('gives no key to two commands of one screen', () => {
    for (const [id, entry] of Object.entries(keymap)) {
      for (const keys of entry.keys) expect(findClashes(keymap, id, keys), `${keys} of ${id}`).toEqual([]);
    }
  });

  it('asks for no chord but Shift where an action is frequent', () => {
    const frequent = Object.entries(keymap).filter(([, { purpose }]) => purpose === 'Decide' || purpose === 'Groups');
    expect(frequent.length).toBeGreaterThan(20);
    for (const [id, entry] of frequent) for (const keys of entry.keys) expect(keys, id).not.toMatch(/Mod|Alt| /);
  });

  it('has twenty class keys in their order', () => {
    const keys = Array.from({ length: 20 }, (_, position) => keymap[`class.choose.${position + 1}`]?.keys[0]);
    expect(keys.slice(0, 10).join('')).toBe('1234567890');
    expect(keys[19]).toBe('Shift+0');
  });
});

describe('own keys', () => {
  it('take the place of the given ones', () => {
    const own = withOverrides(keymap, { 'review.skip': 'Y', 'review.accept': null, 'gone.long.ago': 'Q' });
    expect(own['review.skip']?.keys).toEqual(['Y']);
    expect(own['review.accept']?.keys).toEqual([]);
    expect(own['review.exclude']?.keys).toEqual(['X']);
    expect(own['gone.long.ago']).toBeUndefined();
  });

  it('clash only where both work, and with the start of a sequence', () => {
    expect(findClashes(keymap, 'review.skip', 'X')).toEqual(['review.exclude']);
    const sequences = Object.keys(keymap).filter((id) => keymap[id]?.keys.some((keys) => keys.startsWith('G ')));
    expect(findClashes(keymap, 'review.skip', 'G')).toEqual(sequences);
    expect(findClashes(keymap, 'samples.filter', 'N')).toEqual([]);
    expect(findClashes(keymap, 'help', 'N')).toEqual(['review.skip', 'audit.cannotTell']);
    expect(findClashes(keymap, 'split.part.7', 'G')).toEqual([]);
  });
});
