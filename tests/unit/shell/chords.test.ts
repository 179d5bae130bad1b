import { describe, expect, it } from 'vitest';
import { chordsOf, type KeyPress, matchChords } from '@/components/shell/chords';

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe('chords of a key press', () => {
  it('name letters, keys with names and modifiers', () => {
    expect(chordsOf(press('x', 'KeyX'), false)).toEqual(['X']);
    expect(chordsOf(press('X', 'KeyX', { shiftKey: true }), false)).toEqual(['Shift+X']);
    expect(chordsOf(press('Enter', 'Enter', { shiftKey: true }), false)).toEqual(['Shift+Enter']);
    expect(chordsOf(press(' ', 'Space'), false)).toEqual(['Space']);
    expect(chordsOf(press('k', 'KeyK', { ctrlKey: true }), false)).toEqual(['Mod+K']);
    expect(chordsOf(press('k', 'KeyK', { metaKey: true }), true)).toEqual(['Mod+K']);
  });

  it('leave what belongs to the system alone', () => {
    expect(chordsOf(press('k', 'KeyK', { metaKey: true }), false)).toEqual([]);
    expect(chordsOf(press('k', 'KeyK', { ctrlKey: true }), true)).toEqual([]);
    expect(chordsOf(press('Shift', 'ShiftLeft', { shiftKey: true }), false)).toEqual([]);
    expect(chordsOf(press('Dead', 'BracketLeft'), false)).toEqual([]);
  });

  it('find a shifted digit or bracket by its place', () => {
    expect(chordsOf(press('&', 'Digit7', { shiftKey: true }), false)).toEqual(['&', 'Shift+7']);
    expect(chordsOf(press('{', 'BracketLeft', { shiftKey: true }), false)).toEqual(['{', 'Shift+[']);
    expect(chordsOf(press('?', 'Slash', { shiftKey: true }), false)).toEqual(['?']);
  });

  it('work on other layouts', () => {
    // French: digits need Shift; German: the slash is Shift+7; Russian: the letter is another one; German: [ needs AltGr.
    expect(chordsOf(press('&', 'Digit1'), false)[0]).toBe('1');
    expect(chordsOf(press('/', 'Digit7', { shiftKey: true }), false)[0]).toBe('/');
    expect(chordsOf(press('ч', 'KeyX'), false)).toEqual(['Ч', 'X']);
    expect(chordsOf(press('[', 'Digit8', { altKey: true, ctrlKey: true }), false)).toEqual(['[']);
  });
});

describe('matching', () => {
  const bound = new Set(['G O', 'G R', 'R', 'X', '1']);

  it('completes a key or begins a sequence', () => {
    expect(matchChords(['X'], null, bound)).toEqual({ complete: ['X'], begins: null });
    expect(matchChords(['G'], null, bound)).toEqual({ complete: [], begins: 'G' });
    expect(matchChords(['R'], 'G', bound)).toEqual({ complete: ['G R'], begins: null });
    expect(matchChords(['Z'], 'G', bound)).toEqual({ complete: [], begins: null });
  });
});
