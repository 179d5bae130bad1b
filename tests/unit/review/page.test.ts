import { describe, expect, it } from 'vitest';
import { countSides, nudgeBoundary } from '@/lib/review/boundary';
import { describeMembers, isOut, MEMBER, taggedClassOf } from '@/lib/review/members';
import { stepFrom } from '@/lib/review/selection';
import { drawSpine, placeOfRank, rankAtPlace, SPINE } from '@/lib/review/spine';
import {
  boundaryAt,
  findRow,
  fitTiles,
  layRows,
  memberRows,
  ranksInBand,
  stepTileSize,
} from '@/lib/review/tile-layout';
import { act, CLASS_A, CLASS_B, makeDesk } from './make-group';

const ranks = (size: number) => Array.from({ length: size }, (_, rank) => rank);

describe('tiles', () => {
  it('share the width: as many as fit, then they stretch', () => {
    expect(fitTiles(810, 'M')).toEqual({ columnCount: 8, tilePx: (810 - 42) / 8 });
    expect(fitTiles(40, 'XL').columnCount).toBe(1);
  });

  it('grow and shrink by one size, not beyond the ends', () => {
    expect([stepTileSize('M', 1), stepTileSize('XL', 1), stepTileSize('S', -1)]).toEqual(['L', 'XL', 'S']);
  });

  it('lie in rows that break at the boundary', () => {
    const rows = layRows(ranks(8), 5, 3);
    expect(rows.map((row) => (row.kind === 'members' ? row.ranks : '–'))).toEqual([[0, 1, 2], [3, 4], '–', [5, 6, 7]]);
    expect(layRows(ranks(3), 3, 3)).toHaveLength(1);
    expect(layRows(ranks(3), 0, 3)[0]?.kind).toBe('boundary');
    expect(layRows([], 0, 3)).toEqual([]);
  });

  it('are found by rank, also one that left', () => {
    const rows = layRows([0, 1, 2, 5, 6], 5, 3);
    expect([findRow(rows, 1), findRow(rows, 4), findRow(rows, 6)]).toEqual([0, 0, 2]);
    expect(findRow([], 1)).toBe(-1);
  });

  const rows = layRows(ranks(8), 5, 3);
  const spans = [0, 100, 200, 240].map((startPx, index) => ({ startPx, endPx: startPx + (index === 2 ? 34 : 94) }));

  it('are caught by a rubber band that touches them', () => {
    const band = (leftPx: number, topPx: number, rightPx: number, bottomPx: number) =>
      ranksInBand(rows, spans, 294, 3, { leftPx, topPx, rightPx, bottomPx });
    expect(band(10, 10, 20, 20)).toEqual([0]);
    expect(band(90, 10, 120, 120)).toEqual([0, 1, 3, 4]);
    expect(band(0, 150, 294, 300)).toEqual([3, 4, 5, 6, 7]);
    expect(band(95, 0, 99, 10)).toEqual([]);
  });

  it('tell where a dragged boundary falls', () => {
    expect(boundaryAt(rows, spans, 0.5, 50, 8)).toBe(1);
    expect(boundaryAt(rows, spans, 0, 97, 8)).toBe(3);
    expect(boundaryAt(rows, spans, 0.9, 1000, 8)).toBe(8);
    expect(boundaryAt(rows, spans, 0, -20, 8)).toBe(0);
  });
});

describe('the cursor', () => {
  const rows = memberRows(layRows(ranks(8), 5, 3));
  it('moves along the page as it is drawn', () => {
    expect(stepFrom(rows, 1, 'down')).toBe(4);
    expect(stepFrom(rows, 2, 'down')).toBe(4);
    expect(stepFrom(rows, 4, 'down')).toBe(6);
    expect(stepFrom(rows, 4, 'right')).toBe(5);
    expect(stepFrom(rows, 5, 'left')).toBe(4);
    expect(stepFrom(rows, 5, 'up')).toBe(3);
  });
  it('stays at the edges, and goes to the last from an unfinished row', () => {
    expect(stepFrom(rows, 0, 'left')).toBe(0);
    expect(stepFrom(rows, 1, 'up')).toBe(1);
    expect(stepFrom(rows, 6, 'down')).toBe(7);
    expect(stepFrom(rows, 7, 'right')).toBe(7);
    expect([stepFrom(rows, 4, 'first'), stepFrom(rows, 4, 'last')]).toEqual([0, 7]);
    expect(stepFrom([], 4, 'down')).toBe(-1);
  });
});

describe('the boundary', () => {
  it('moves by members on the page and stops at the ends', () => {
    const desk = act(makeDesk({ size: 6, inside: 4 }), {
      kind: 'label',
      ranks: [3],
      labelClassId: CLASS_B,
      leave: true,
    });
    expect(nudgeBoundary(desk, -1)).toBe(2);
    expect(nudgeBoundary(desk, 1)).toBe(5);
    expect(nudgeBoundary(desk, 10)).toBe(6);
    expect(nudgeBoundary(desk, -10)).toBe(0);
  });
  it('counts both sides without those that left', () => {
    const desk = act(makeDesk({ size: 6, inside: 4 }), {
      kind: 'label',
      ranks: [3, 5],
      labelClassId: CLASS_B,
      leave: true,
    });
    expect(countSides(desk)).toEqual({ insideCount: 3, beyondCount: 1 });
  });
});

describe('what a tile shows', () => {
  it('labels, conflicts, suggestions that differ, and who is out', () => {
    const desk = act(
      makeDesk({
        size: 6,
        inside: 5,
        suggestedClassId: CLASS_A,
        labels: { 0: CLASS_A, 1: CLASS_B },
        suggestions: { 2: CLASS_B, 3: CLASS_A },
      }),
      { kind: 'pick', rank: 3, how: 'only' },
    );
    const bits = describeMembers(desk);
    expect(bits[0]).toBe(MEMBER.labeled);
    expect(bits[1]).toBe(MEMBER.labeled | MEMBER.conflict);
    expect(bits[2]).toBe(MEMBER.suggested | MEMBER.conflict);
    expect(bits[3]).toBe(MEMBER.selected);
    expect(isOut(bits[5] ?? 0)).toBe(true);
    expect(taggedClassOf(desk, 2, bits[2] ?? 0)).toBe(CLASS_B);
    expect(taggedClassOf(desk, 3, bits[3] ?? 0)).toBeNull();
  });
});

describe('the spine', () => {
  it('places ranks between its ends, and finds them again', () => {
    expect(placeOfRank(0, 10, 500)).toBe(SPINE.topPx);
    expect(placeOfRank(10, 10, 500)).toBe(500 - SPINE.bottomPx);
    for (let rank = 0; rank <= 10; rank += 1) expect(rankAtPlace(placeOfRank(rank, 10, 500), 10, 500)).toBe(rank);
    expect(rankAtPlace(-50, 10, 500)).toBe(0);
    expect(rankAtPlace(5, 10, 20)).toBe(0);
  });
  it('draws wider what lies farther, with few points however many members', () => {
    const path = drawSpine(
      ranks(5000).map((rank) => rank / 5000),
      0,
      5000,
      700,
    );
    expect(path.match(/L/g)?.length).toBeLessThan(130);
    const xs = [...path.matchAll(/L([\d.]+) /g)].map((match) => Number(match[1]));
    expect(xs[0]).toBeGreaterThan(xs.at(-2) ?? 0);
    expect(drawSpine([], 0, 0, 700)).toBe('');
    expect(drawSpine([0.5, 0.5], 0, 2, 700)).not.toContain('NaN');
  });
});
