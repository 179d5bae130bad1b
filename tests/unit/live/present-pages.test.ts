import { expect, it } from 'vitest';
import { writeEvent } from '@/lib/live/change';
import { PAGE_LIMIT, PRESENCE_MS, PresentPages } from '@/lib/live/present-pages';

const GROUP = '0190a0a0-0000-7000-8000-000000000001';
const OTHER = '0190a0a0-0000-7000-8000-000000000002';
const page = (pageId: string, groupId: string | null = GROUP) => ({ pageId, groupId });

it('tells news from what is known', () => {
  const pages = new PresentPages();
  expect(pages.note('d', 'Ada', page('page-one'), 0)).toBe(true);
  expect(pages.note('d', 'Ada', page('page-one'), 10)).toBe(false);
  expect(pages.note('d', 'Ada', page('page-one', OTHER), 20)).toBe(true);
  expect(pages.note('d', 'Adele', page('page-one', OTHER), 30)).toBe(true);
  expect(pages.list('d')).toEqual([{ pageId: 'page-one', personName: 'Adele', groupId: OTHER }]);
  expect(pages.list('another')).toEqual([]);
});

it('lets a page go that leaves, has no group open, or says nothing for long', () => {
  const pages = new PresentPages();
  pages.note('d', 'Ada', page('page-one'), 0);
  pages.note('d', 'Ben', page('page-two'), 0);
  pages.note('d', 'Cid', page('page-three'), 0);
  expect(pages.note('d', 'Ada', page('page-one', null), 1)).toBe(true);
  expect(pages.note('d', 'Ben', { ...page('page-two'), isLeaving: true }, 1)).toBe(true);
  expect(pages.note('d', 'Ben', { ...page('page-two'), isLeaving: true }, 2)).toBe(false);
  expect(pages.dropSilent(PRESENCE_MS)).toEqual([]);
  expect(pages.dropSilent(PRESENCE_MS + 1)).toEqual(['d']);
  expect(pages.list('d')).toEqual([]);
  expect(pages.dropSilent(2 * PRESENCE_MS)).toEqual([]);
});

it('keeps no more pages of a dataset than its limit, and those that it has stay', () => {
  const pages = new PresentPages();
  for (let number = 0; number < PAGE_LIMIT; number += 1) pages.note('d', 'Ada', page(`page-${number}-x`), 0);
  expect(pages.note('d', 'Ada', page('one-too-many'), 0)).toBe(false);
  expect(pages.note('d', 'Ada', page('page-0-x', OTHER), 0)).toBe(true);
  expect(pages.list('d')).toHaveLength(PAGE_LIMIT);
});

it('writes events on lines of their own, whatever names people have', () => {
  const written = writeEvent({
    type: 'presence',
    pages: [{ pageId: 'p', personName: 'A\n\ndata: x', groupId: GROUP }],
  });
  expect(written.split('\n')).toHaveLength(4);
  expect(written.startsWith('event: presence\ndata: {')).toBe(true);
});
