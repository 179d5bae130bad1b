import { describe, expect, test } from 'vitest';
import { areCurrent, changePages, revisionSeen, samplesOf } from '@/lib/review/sample-pages';
import type { SampleItem, SamplePage } from '@/lib/samples/sample';

function sample(id: string, labelClassId: string | null = null): SampleItem {
  return {
    id,
    preview: `${id}.jpg`,
    width: 8,
    height: 8,
    labelClassId,
    labelClassIds: labelClassId === null ? [] : [labelClassId],
    labelSource: labelClassId === null ? null : 'import',
    suggestedClassId: null,
  };
}

function page(revision: number, ...samples: SampleItem[]): SamplePage {
  return { samples, nextCursor: null, totalCount: 10, revision, instead: [] };
}

const PAGES = [page(5, sample('a'), sample('b', 'paper')), page(7, sample('c'), sample('d'))];

describe('what the person saw', () => {
  test('is the oldest page that holds one of the samples', () => {
    expect(revisionSeen(PAGES, ['c', 'd'])).toBe(7);
    expect(revisionSeen(PAGES, ['a', 'd'])).toBe(5);
  });

  test('is current only when every page was read just before the act', () => {
    expect(areCurrent(PAGES, 8)).toBe(false);
    expect(areCurrent([page(7), page(7)], 8)).toBe(true);
  });

  test('a sample on two pages counts once', () => {
    expect(samplesOf([page(5, sample('a')), page(5, sample('a'), sample('b'))]).map(({ id }) => id)).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('after a decision', () => {
  test('samples carry the new label, and the page the revision of the answer', () => {
    const [first] = changePages(PAGES, { sampleIds: ['a', 'b'], labelClassId: 'glass' }, 8, {});
    expect(first?.samples.map(({ labelClassId, labelSource }) => [labelClassId, labelSource])).toEqual([
      ['glass', 'person'],
      ['glass', 'person'],
    ]);
    expect(first?.revision).toBe(8);
    expect(first?.totalCount).toBe(10);
  });

  test('those that no longer match leave the list and the count', () => {
    const pages = changePages(PAGES, { sampleIds: ['a', 'c'], labelClassId: 'glass' }, 8, { state: 'unlabeled' });
    expect(samplesOf(pages).map(({ id }) => id)).toEqual(['b', 'd']);
    expect(pages.map(({ totalCount }) => totalCount)).toEqual([8, 8]);
  });

  test('a cleared label leaves no source behind', () => {
    const [first] = changePages(PAGES, { sampleIds: ['b'], labelClassId: null }, 8, {});
    expect(first?.samples[1]).toMatchObject({ labelClassId: null, labelSource: null });
  });
});
