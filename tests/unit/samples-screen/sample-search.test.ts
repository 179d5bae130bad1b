import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GROUP_SOURCES } from '@/lib/operations/operation';
import {
  countFilters,
  findLinkFaults,
  formatSampleSearch,
  parseSampleSearch,
  stillMatches,
  toggleFilter,
  withoutFilter,
} from '@/lib/review/sample-search';
import { formatRangeFilter, formatValueFilter } from '@/lib/samples/metadata';
import { SAMPLE_STATES, type SampleFilter } from '@/lib/samples/sample';

const GLASS = '01900000-0000-7000-8000-000000000001';
const PAPER = '01900000-0000-7000-8000-000000000002';

const anyTexts = (text: fc.Arbitrary<string>) =>
  fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((texts) => texts.toSorted());

const anyFilter: fc.Arbitrary<SampleFilter> = fc
  .record(
    {
      state: fc.constantFrom(...SAMPLE_STATES),
      class: fc
        .uniqueArray(fc.uuid(), { minLength: 1, maxLength: 5 })
        .map((ids) => ids.toSorted((one, other) => one.localeCompare(other))),
      cluster: fc.uuid(),
      import: fc.uuid(),
      operation: fc.uuid(),
      group: fc.uuid(),
      source: fc.constantFrom('person', 'import', 'rule', 'classifier'),
      groupSource: fc.constantFrom(...GROUP_SOURCES),
      outlier: fc.integer({ min: 0, max: 100 }),
      value: anyTexts(
        fc.string({ minLength: 1, maxLength: 30 }).map((value) => formatValueFilter({ name: 'a:b', value })),
      ),
      range: anyTexts(fc.integer().map((from) => formatRangeFilter({ name: 'score', from: String(from), to: null }))),
      q: fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.trim()),
    },
    { requiredKeys: [] },
  )
  .map((filter) => (filter.q === '' ? withoutFilter(filter, 'q') : filter));

describe('the filters in a URL', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const link = formatSampleSearch(filter).toString();
        expect(parseSampleSearch(new URLSearchParams(link))).toEqual(filter);
      }),
    );
  });

  test('have one link, whatever the order of the classes', () => {
    const one = formatSampleSearch({ class: [GLASS, PAPER], q: 'brown' }).toString();
    expect(formatSampleSearch({ q: 'brown', class: [PAPER, GLASS] }).toString()).toBe(one);
  });

  test('leave out what cannot be read and keep the rest', () => {
    const search = new URLSearchParams(
      `state=odd&class=nonsense&class=${GLASS}&cluster=7&q=${'x'.repeat(201)}&other=1`,
    );
    expect(parseSampleSearch(search)).toEqual({ class: [GLASS] });
  });

  test('tell of ranges that cannot be read, and leave them out', () => {
    const search = new URLSearchParams('range=amount:300..200&range=score:1..2&range=sent:yesterday..');
    expect(parseSampleSearch(search)).toEqual({ range: ['score:1..2'] });
    expect(findLinkFaults(search)).toEqual([
      expect.stringMatching(/^amount: “300” is above/),
      expect.stringMatching(/^sent: “yesterday”/),
    ]);
  });

  test('keep script in a search as text', () => {
    const q = '<img src=x onerror=alert(1)>&state=labeled';
    expect(parseSampleSearch(new URLSearchParams(formatSampleSearch({ q }).toString()))).toEqual({ q });
  });

  test('take at most 50 classes', () => {
    const search = new URLSearchParams();
    for (let position = 0; position < 60; position += 1) {
      search.append('class', `01900000-0000-7000-8000-0000000000${String(position).padStart(2, '0')}`);
    }
    expect(parseSampleSearch(search).class).toHaveLength(50);
  });
});

describe('choosing filters', () => {
  test('classes add up and come off one by one', () => {
    const both = toggleFilter(toggleFilter({}, 'class', GLASS), 'class', PAPER);
    expect(both.class).toEqual([GLASS, PAPER]);
    expect(toggleFilter(both, 'class', GLASS)).toEqual({ class: [PAPER] });
    expect(toggleFilter({ class: [PAPER] }, 'class', PAPER)).toEqual({});
  });

  test('a state replaces another and the same again takes it off', () => {
    expect(toggleFilter({ state: 'labeled' }, 'state', 'suggested')).toEqual({ state: 'suggested' });
    expect(toggleFilter({ state: 'labeled', q: 'a' }, 'state', 'labeled')).toEqual({ q: 'a' });
  });

  test('every class counts as a filter', () => {
    expect(countFilters({ class: [GLASS, PAPER], state: 'labeled' })).toBe(3);
    expect(countFilters({})).toBe(0);
  });
});

describe('a sample after a decision', () => {
  const glass = { labelClassId: GLASS, labelSource: 'person', suggestedClassId: null } as const;
  const none = { labelClassId: null, labelSource: null, suggestedClassId: GLASS } as const;

  test.each([
    [{ state: 'labeled' }, true, false],
    [{ state: 'unlabeled' }, false, true],
    [{ state: 'suggested' }, false, true],
    [{ class: [GLASS] }, true, false],
    [{ class: [PAPER] }, false, false],
    [{ source: 'person' }, true, false],
    [{ source: 'import' }, false, false],
    [{ q: 'brown', import: PAPER }, true, true],
  ] satisfies [SampleFilter, boolean, boolean][])('under %o', (filter, labeled, unlabeled) => {
    expect(stillMatches(glass, filter)).toBe(labeled);
    expect(stillMatches(none, filter)).toBe(unlabeled);
  });
});
