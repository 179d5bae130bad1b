import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../app/tokens.css', import.meta.url), 'utf8');

/** The declarations of the first block behind a selector. */
function readBlock(selector: string): Map<string, string> {
  const from = css.indexOf('{', css.indexOf(selector)) + 1;
  const block = css.slice(from, css.indexOf('}', from));
  return new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const light = readBlock(':root {');
const darkBySystem = readBlock(':root:not([data-theme="light"])');
const darkByChoice = readBlock(':root[data-theme="dark"]');

/** Relative luminance by WCAG 2.2, from "#rrggbb". */
function luminanceOf(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const linear = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

function contrastOf(one: string, other: string): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const PAGE = ['canvas', 'surface', 'sunken', 'raised'];
const TINTS = ['accent-weak', 'warn-weak', 'danger-weak'];
const CLASSES = Array.from({ length: 12 }, (_, position) => `c${position + 1}`);
const NEEDED: [foreground: string, backgrounds: string[], least: number][] = [
  ['text', [...PAGE, ...TINTS, 'mark'], 4.5],
  ['text-2', [...PAGE, ...TINTS], 4.5],
  ['text-3', [...PAGE, 'accent-weak', 'warn-weak'], 4.5],
  ['accent-text', [...PAGE, 'accent-weak'], 4.5],
  ['on-accent', ['accent'], 4.5],
  ['ok', PAGE, 4.5],
  ['warn', [...PAGE, 'warn-weak'], 4.5],
  ['danger', [...PAGE, 'danger-weak'], 4.5],
  ['on-inverse', ['inverse'], 4.5],
  ['control', PAGE, 3],
  ['accent', PAGE, 3],
  ...CLASSES.map((name): [string, string[], number] => [name, PAGE, 3]),
];

describe('tokens', () => {
  it('are the same for a dark system and for a person who chose dark', () => {
    expect(darkBySystem.size).toBeGreaterThan(30);
    expect([...darkBySystem]).toEqual([...darkByChoice]);
  });

  it('give every dark value a light one', () => {
    for (const name of darkByChoice.keys()) expect(light.has(name), name).toBe(true);
  });

  it.each([
    ['light', light],
    ['dark', darkByChoice],
  ] as const)('keep the contrast that reading needs: %s', (_name, theme) => {
    for (const [foreground, backgrounds, least] of NEEDED) {
      for (const background of backgrounds) {
        const contrast = contrastOf(theme.get(foreground) ?? '', theme.get(background) ?? '');
        expect(contrast, `${foreground} on ${background}`).toBeGreaterThanOrEqual(least);
      }
    }
  });
});
