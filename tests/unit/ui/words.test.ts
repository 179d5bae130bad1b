import { describe, expect, it } from 'vitest';
import { describeKeys, sayKeys } from '@/components/ui/key-names';
import { cutAtMatches } from '@/components/ui/marked';
import { sayPace } from '@/components/ui/progress-line';

const capsOf = (keys: string, mac: boolean) => describeKeys(keys, mac).map(({ caps }) => caps);

describe('key caps', () => {
  it('follow the machine', () => {
    expect(capsOf('Mod+K', true)).toEqual([['⌘', 'K']]);
    expect(capsOf('Mod+K', false)).toEqual([['Ctrl', 'K']]);
    expect(capsOf('Shift+Enter', true)).toEqual([['⇧', '↵']]);
  });

  it('tell sequences and the plus key apart from chords', () => {
    expect(capsOf('G O', false)).toEqual([['G'], ['O']]);
    expect(capsOf('+', false)).toEqual([['+']]);
    expect(capsOf('Mod++', false)).toEqual([['Ctrl', '+']]);
  });

  it('have words', () => {
    expect(sayKeys('G O', false)).toBe('G then O');
    expect(sayKeys('Shift+Mod+Z', true)).toBe('Shift Command Z');
  });
});

describe('marked text', () => {
  it('keeps the text and marks every place', () => {
    const pieces = cutAtMatches('Glass in a glass', 'gla');
    expect(pieces.map(({ piece }) => piece).join('')).toBe('Glass in a glass');
    expect(pieces.filter(({ marked }) => marked).map(({ piece }) => piece)).toEqual(['Gla', 'gla']);
  });

  it('marks nothing where nothing is wanted, or where letters change length in lower case', () => {
    expect(cutAtMatches('abc', '  ')).toEqual([{ at: 0, piece: 'abc', marked: false }]);
    expect(cutAtMatches('İzmir glass', 'glass')).toEqual([{ at: 0, piece: 'İzmir glass', marked: false }]);
  });
});

describe('pace', () => {
  it('says rate and time left, and neither before they are known', () => {
    expect(sayPace({ done: 312, total: 412, perSecond: 20 })).toBe('20 a second · 5 s left');
    expect(sayPace({ done: 312, total: null, perSecond: 20 })).toBe('20 a second');
    expect(sayPace({ done: 0, total: 412, perSecond: null })).toBe('');
    expect(sayPace({ done: 412, total: 412, perSecond: 20 })).toBe('20 a second');
  });
});
