import { describe, expect, it } from 'vitest';
import { sayLabelers } from '@/components/review/group-labels';
import { sayAccept, sayBoundary, sayChanged, sayFacts, sayMember, sayReverted } from '@/components/review/wording';
import { planAccept } from '@/lib/review/accept-plan';
import { MEMBER } from '@/lib/review/members';
import { act, CLASS_A, CLASS_B, makeDesk } from './make-group';

const classes = new Map([
  [CLASS_A, { name: 'cardboard' }],
  [CLASS_B, { name: 'glass' }],
]);

it('says by whom members have the class already', () => {
  const label = (personName: string, count: number, labelClassId = CLASS_A) => ({
    ...{ labelClassId, personName, count },
    labelSource: 'person' as const,
  });
  expect(sayLabelers([], CLASS_A)).toBe('');
  expect(sayLabelers([label('Mira', 3), label('Ben', 40, CLASS_B)], CLASS_A)).toBe(' by Mira');
  const imported = { ...label('Ada', 1), labelSource: 'import' as const };
  expect(sayLabelers([label('Mira', 3), imported], CLASS_A)).toBe(' by Mira and the import of Ada');
  expect(sayLabelers([imported, label('Ben', 2), label('Mira', 3)], CLASS_A)).toBe(' by Mira and 2 others');
  const settled = makeDesk({ size: 2, suggestedClassId: CLASS_A, labels: { 0: CLASS_A } });
  expect(sayFacts(planAccept(settled), classes, ' by Mira')).toContain('1 already cardboard by Mira');
});

describe('the main button', () => {
  it('says count, class and exceptions', () => {
    const desk = act(makeDesk({ size: 1300, inside: 1290, suggestedClassId: CLASS_A }), {
      kind: 'toggleExcluded',
      ranks: [3],
    });
    expect(sayAccept(planAccept(desk), classes)).toEqual({
      says: 'Accept 1,289 as cardboard',
      detail: '· 11 excluded',
      isHeld: false,
    });
  });

  it('says that a class is added where samples carry several', () => {
    const desk = makeDesk({ size: 13, suggestedClassId: CLASS_A });
    expect(sayAccept(planAccept(desk), classes, true).says).toBe('Add cardboard to 13');
  });

  it('is held without a class, and when nothing is left', () => {
    expect(sayAccept(planAccept(makeDesk({ size: 4 })), classes)).toMatchObject({
      says: 'Choose a class for 4',
      isHeld: true,
    });
    const settled = makeDesk({ size: 1, suggestedClassId: CLASS_A, labels: { 0: CLASS_A } });
    expect(sayAccept(planAccept(settled), classes)).toMatchObject({ says: 'Nothing left to accept', isHeld: true });
  });
});

describe('the facts below the samples', () => {
  it('say why members are out, who keeps a label, and what disagrees', () => {
    const desk = act(
      makeDesk({
        size: 9,
        inside: 7,
        suggestedClassId: CLASS_A,
        labels: { 1: CLASS_B, 2: CLASS_A },
        suggestions: { 4: CLASS_B },
      }),
      { kind: 'toggleExcluded', ranks: [0] },
    );
    expect(sayFacts(planAccept(desk), classes)).toEqual([
      '2 beyond the boundary, 1 by hand',
      '1 keeps its label: glass',
      '1 conflict: import says glass',
      '1 already cardboard',
    ]);
  });

  it('say nothing when there is nothing to say', () => {
    expect(sayFacts(planAccept(makeDesk({ size: 3 })), classes)).toEqual([]);
    expect([sayBoundary(1), sayBoundary(8)]).toEqual([
      '1 sample beyond it starts excluded',
      '8 samples beyond it start excluded',
    ]);
  });
});

describe('what a screen reader says', () => {
  it('names the sample, its states and its place', () => {
    expect(sayMember('01466', MEMBER.byHand, null, 208, 223)).toBe('Sample 01466, excluded, 209 of 223');
    expect(sayMember('a', 0, null, 0, 9, 1, 0.628)).toBe('Sample a, similarity .62, 1 of 9');
    expect(sayMember('a', MEMBER.labeled | MEMBER.conflict, 'glass', 0, 1)).toBe(
      'Sample a, labeled glass, conflict, 1 of 1',
    );
  });
});

describe('what others did', () => {
  const at = '2026-01-01T14:31:00.000Z';
  const changed = (personName: string, labelClassName: string | null) => ({
    ...{ sampleId: 's', labelClassId: labelClassName === null ? null : 'c', labelClassName, revision: 9 },
    ...{ personName, at },
  });

  it('is said by person and class, and what remains', () => {
    expect(sayChanged([changed('Mira', 'glass'), changed('Mira', 'glass')], 183)).toMatch(
      /^Mira labeled 2 of these as glass at \d\d:31\. 183 remain\.$/,
    );
    expect(sayChanged([changed('Bo', null)], 1)).toMatch(/^Bo cleared 1 of these at \d\d:31\. 1 remains\.$/);
  });

  it('is counted when several people did it', () => {
    const says = sayChanged([changed('Mira', 'glass'), changed('Mira', 'glass'), changed('Bo', null)], 185);
    expect(says).toBe('2 people changed 3 of these. 185 remain.');
  });
});

describe('undo and redo', () => {
  const labelClass = { id: CLASS_A, name: 'cardboard', slot: 0 };
  const say = (kind: 'accept' | 'exclude' | 'clear', revertCount: number, keptCount = 0) =>
    sayReverted({ original: { kind, sampleCount: 68, revertCount, detail: null }, labelClass }, 68, keptCount);

  it('name the first act, however often it went back and forth', () => {
    expect(say('accept', 1)).toBe('Taken back: 68 samples labeled cardboard');
    expect(say('accept', 2)).toBe('Labeled again: 68 samples as cardboard');
    expect(say('accept', 3)).toBe('Taken back: 68 samples labeled cardboard');
    expect(say('exclude', 2)).toBe('Excluded again: 68 samples from cardboard');
  });

  it('of a class edit say what was edited, and how many samples went with it', () => {
    const renamed = { labelClassId: CLASS_A, before: { name: 'card' }, after: { name: 'cardboard' } };
    const edit = { type: 'classEdit', edit: 'change', labelClassId: CLASS_A, name: 'card', into: null } as const;
    const detail = { ...edit, changes: [renamed], counts: { labelCount: 0, exclusionCount: 0, suggestionCount: 0 } };
    const original = { kind: 'classEdit', sampleCount: 0, revertCount: 1, detail } as const;
    expect(sayReverted({ original, labelClass }, 0, 0)).toBe('Taken back: renamed the class card to cardboard');
    expect(sayReverted({ original: { ...original, revertCount: 2 }, labelClass }, 3, 0)).toBe(
      'Again: renamed the class card to cardboard, with 3 samples',
    );
  });

  it('say what stays because it was decided later', () => {
    expect(say('accept', 1, 1)).toBe('Taken back: 68 samples labeled cardboard. 1 sample decided later keeps that');
  });
});
