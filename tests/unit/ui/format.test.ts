import { describe, expect, it } from 'vitest';
import {
  estimateLeftMs,
  formatAgo,
  formatBytes,
  formatCount,
  formatCounted,
  formatPercent,
  formatRate,
  formatSimilarity,
  formatSpan,
} from '@/components/ui/format';

describe('numbers', () => {
  it('sets thousands apart', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatCounted(1, 'class', 'classes')).toBe('1 class');
    expect(formatCounted(0, 'class', 'classes')).toBe('0 classes');
    expect(formatCounted(2_527, 'sample')).toBe('2,527 samples');
  });

  it('never calls a part nothing or all', () => {
    expect(formatPercent(0, 0)).toBe('0 %');
    expect(formatPercent(0, 9)).toBe('0 %');
    expect(formatPercent(1, 1_000)).toBe('< 1 %');
    expect(formatPercent(999, 1_000)).toBe('99 %');
    expect(formatPercent(9, 9)).toBe('100 %');
    expect(formatPercent(1_604, 2_527)).toBe('63 %');
  });

  it('steps sizes by 1,024', () => {
    expect(formatBytes(0)).toBe('0 bytes');
    expect(formatBytes(1_023)).toBe('1,023 bytes');
    expect(formatBytes(31_744)).toBe('31 KB');
    expect(formatBytes(24_222_105)).toBe('23.1 MB');
    expect(formatBytes(2 * 1024 ** 3)).toBe('2.0 GB');
    expect(formatBytes(500 * 1024 ** 2)).toBe('500 MB');
  });
});

describe('times', () => {
  const now = new Date('2026-03-10T12:00:00Z');
  const earlier = (spanMs: number) => new Date(now.getTime() - spanMs);

  it('says how long ago', () => {
    expect(formatAgo(earlier(1_000), now)).toBe('just now');
    expect(formatAgo(earlier(240_000), now)).toBe('4 min ago');
    expect(formatAgo(earlier(3 * 3_600_000), now)).toBe('3 h ago');
    expect(formatAgo(earlier(30 * 3_600_000), now)).toBe('yesterday');
    expect(formatAgo(earlier(5 * 86_400_000), now)).toBe('5 days ago');
    expect(formatAgo(earlier(60 * 86_400_000), now)).toMatch(/^Jan 9, 2026$/);
  });

  it('rounds spans to what a person plans by', () => {
    expect(formatSpan(10)).toBe('1 s');
    expect(formatSpan(59_000)).toBe('59 s');
    expect(formatSpan(190_000)).toBe('3 min');
    expect(formatSpan(5_400_000)).toBe('1 h 30 min');
    expect(formatSpan(7_200_000)).toBe('2 h');
  });

  it('says rates in words and knows when it does not know', () => {
    expect(formatRate(21.4)).toBe('21 a second');
    expect(formatRate(0.2)).toBe('12 a minute');
    expect(estimateLeftMs(100, 200, 50)).toBe(2_000);
    expect(estimateLeftMs(100, 200, 0)).toBeNull();
    expect(estimateLeftMs(0, 0, 5)).toBeNull();
  });
});

it('a similarity is cut to hundredths, as the cuts of a list are', () => {
  expect([0.629, 1 - 0.38, 1, 0, -0.055].map(formatSimilarity)).toEqual(['.62', '.62', '1.00', '.00', '−.06']);
  expect(formatSimilarity(1 - Math.fround(0.38))).toBe('.62');
});
