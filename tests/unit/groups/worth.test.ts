import { describe, expect, test } from 'vitest';
import { judgeWorth, suggestForGroup } from '@/lib/groups/worth';

const known = (labelClassId: string, labelCount: number, suggestionCount: number) => ({
  labelClassId,
  labelCount,
  suggestionCount,
});

describe('the suggestion of a group', () => {
  test('is the class that more than half should belong to, by the known members', () => {
    expect(suggestForGroup([known('a', 4, 0)])).toEqual({
      labelClassId: 'a',
      share: 1,
      knownCount: 4,
      from: 'person',
    });
    expect(suggestForGroup([known('a', 0, 9), known('b', 1, 0)])).toEqual({
      labelClassId: 'a',
      share: 0.9,
      knownCount: 10,
      from: 'import',
    });
  });

  test('is none without known members, or where they point in several directions', () => {
    expect(suggestForGroup([])).toBeNull();
    expect(suggestForGroup([known('a', 2, 0), known('b', 2, 0), known('c', 1, 0)])).toBeNull();
    expect(suggestForGroup([known('a', 30, 0), known('b', 0, 30)])).toBeNull();
  });

  test('is none where too few are known: 3 of 3 leave a share of .44 possible, 5 of 6 one of .44 too', () => {
    expect(suggestForGroup([known('a', 1, 0)])).toBeNull();
    expect(suggestForGroup([known('a', 3, 0)])).toBeNull();
    expect(suggestForGroup([known('a', 5, 0), known('b', 1, 0)])).toBeNull();
    expect(suggestForGroup([known('a', 8, 0), known('b', 1, 0)])).toMatchObject({ labelClassId: 'a' });
  });

  test('does not depend on the order of the classes', () => {
    const classes = [known('b', 1, 0), known('a', 1, 0)];
    expect(suggestForGroup(classes)).toEqual(suggestForGroup(classes.toReversed()));
  });
});

describe('worth', () => {
  const suggestion = (share: number, knownCount: number) => ({
    labelClassId: 'a',
    share,
    knownCount,
    from: 'person' as const,
  });

  test('is the number of samples that one accept should label rightly', () => {
    expect(judgeWorth({ cohesion: 0.6, suggestion: null }, 100)).toBe(60);
    expect(judgeWorth({ cohesion: 0.6, suggestion: suggestion(0.9, 10) }, 100)).toBe(90);
    expect(judgeWorth({ cohesion: 0.6, suggestion: suggestion(1, 2) }, 100)).toBe(60);
    expect(judgeWorth({ cohesion: -0.1, suggestion: null }, 100)).toBe(0);
    expect(judgeWorth({ cohesion: 1, suggestion: null }, 0)).toBe(0);
  });
});
