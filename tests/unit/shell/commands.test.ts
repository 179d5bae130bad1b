import { describe, expect, it } from 'vitest';
import { CommandStack } from '@/components/shell/command-stack';
import type { Command } from '@/components/shell/commands';
import { KEYMAP } from '@/components/shell/keymap';
import { groupCommands } from '@/components/shell/palette-groups';
import { readPlace } from '@/components/shell/place';
import { parseTheme } from '@/components/shell/theme-choice';
import { isTyping, type KeyTarget, ownsChord } from '@/components/shell/typing';

const run = () => {};
const command = (id: string, more: Partial<Command> = {}): Command => ({ id, run, ...more });

describe('the stack of commands', () => {
  it('lets the place that was claimed later win, whenever its commands come', () => {
    const stack = new CommandStack<Command>();
    const [frame, screen] = [stack.claim(), stack.claim()];
    stack.put(screen, [command('undo', { says: 'screen' })]);
    stack.put(frame, [command('undo', { says: 'frame' })]);
    expect(stack.find(({ id }) => id === 'undo')?.command.says).toBe('screen');
    stack.remove(screen);
    expect(stack.find(({ id }) => id === 'undo')?.command.says).toBe('frame');
    expect(stack.find(({ id }) => id === 'redo')).toBeNull();
  });
});

describe('the palette', () => {
  it('lists what can run and has words, once each, places last', () => {
    const placed = [
      command('go.review', { heading: 'Go to', says: 'Review' }),
      command('review.accept', { heading: 'This cluster', says: 'Accept 214 as glass' }),
      command('review.accept', { heading: 'This cluster', says: 'Accept, hidden below' }),
      command('review.skip', { enabled: false }),
      command('palette', { says: null }),
      command('help'),
    ].map((one) => ({ owner: 1, command: one }));
    const groups = groupCommands(placed, KEYMAP);
    expect(groups.map(({ heading }) => heading)).toEqual(['This cluster', 'Here', 'Go to']);
    expect(groups[0]?.commands.map(({ says, keys }) => [says, keys])).toEqual([['Accept 214 as glass', 'Enter']]);
    expect(groups[1]?.commands[0]?.says).toBe('Keyboard help');
  });
});

describe('places', () => {
  it('are read from the path', () => {
    expect(readPlace('/')).toEqual({ datasetId: null, tab: null });
    expect(readPlace('/datasets/abc')).toEqual({ datasetId: 'abc', tab: 'overview' });
    expect(readPlace('/datasets/abc/samples/xyz')).toEqual({ datasetId: 'abc', tab: 'samples' });
    expect(readPlace('/datasets/abc/elsewhere')).toEqual({ datasetId: 'abc', tab: null });
  });
});

describe('the theme', () => {
  it('is one of three whatever the cookie says', () => {
    expect(parseTheme('dark')).toBe('dark');
    expect(parseTheme('"><script>')).toBe('system');
    expect(parseTheme(undefined)).toBe('system');
  });
});

describe('whose keys they are', () => {
  const target = (tagName: string, matching: string[] = [], type?: string): KeyTarget => ({
    tagName,
    ...(type === undefined ? {} : { type }),
    closest: (selector) => matching.some((part) => selector.split(',').includes(part)),
  });

  it('belong to the person who types', () => {
    expect(isTyping(target('INPUT', [], 'search'))).toBe(true);
    expect(isTyping(target('TEXTAREA'))).toBe(true);
    expect(isTyping(target('INPUT', [], 'radio'))).toBe(false);
    expect(isTyping(target('BUTTON'))).toBe(false);
    expect(isTyping(null)).toBe(false);
  });

  it('belong to a focused button for Enter and Space, unless it passes them on', () => {
    expect(ownsChord(target('BUTTON', ['button']), 'Enter')).toBe(true);
    expect(ownsChord(target('BUTTON', ['button', '[data-keys=pass]']), 'Enter')).toBe(false);
    expect(ownsChord(target('BUTTON', ['button']), 'X')).toBe(false);
    expect(ownsChord(target('DIV', ['[role=slider]']), 'ArrowUp')).toBe(true);
    expect(ownsChord(target('DIV'), 'Space')).toBe(false);
  });
});
