import { expect, it } from 'vitest';
import { listNamesakes, sayPresence } from '@/components/live/namesakes';
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
  expect(pages.list('d')).toEqual([{ pageId: 'page-one', browserId: 'page-one', personName: 'Adele', groupId: OTHER }]);
  expect(pages.list('another')).toEqual([]);
});

it('keeps a page without a group, and lets one go that leaves or says nothing for long', () => {
  const pages = new PresentPages();
  pages.note('d', 'Ada', page('page-one'), 0);
  pages.note('d', 'Ben', page('page-two'), 0);
  pages.note('d', 'Cid', page('page-three'), 0);
  expect(pages.note('d', 'Ada', page('page-one', null), 0)).toBe(true);
  expect(pages.list('d')[0]).toEqual({ pageId: 'page-one', browserId: 'page-one', personName: 'Ada', groupId: null });
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
    pages: [{ pageId: 'p', browserId: 'b', personName: 'A\n\ndata: x', groupId: GROUP }],
  });
  expect(written.split('\n')).toHaveLength(4);
  expect(written.startsWith('event: presence\ndata: {')).toBe(true);
});

it('tells another browser under the same name from a tab of this one', () => {
  const pages = new PresentPages();
  const say = (pageId: string, browserId: string, personName: string, groupId: string | null = GROUP) =>
    pages.note('d', personName, { pageId, browserId, groupId }, 0);
  const own = { personName: 'me', browserId: 'browser-a' };
  say('page-one', 'browser-a', 'me');
  expect(listNamesakes(pages.list('d'), own, [])).toEqual([]);
  expect(sayPresence(pages.list('d'), own)).toBe('Open in another tab');
  say('page-two', 'browser-b', 'Mira');
  expect(listNamesakes(pages.list('d'), own, [])).toEqual([]);
  expect(sayPresence(pages.list('d').slice(1), own)).toBe('Mira is here');
  expect(sayPresence(pages.list('d'), own)).toBe('2 others are here');
  say('page-two', 'browser-b', 'me', null);
  say('page-three', 'browser-b', 'me');
  expect(listNamesakes(pages.list('d'), own, [])).toEqual(['browser-b']);
  expect(sayPresence(pages.list('d'), own)).toBe('Open in another browser as me');
  expect(listNamesakes(pages.list('d'), own, ['browser-b'])).toEqual([]);
});
