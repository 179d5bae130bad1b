import { memo } from 'react';
import { BoundaryRule } from '@/components/review/boundary-rule';
import type { TextMarks } from '@/components/review/marked-text';
import type { PageLook } from '@/components/review/page-place';
import { SampleLine } from '@/components/review/sample-line';
import { SampleTile } from '@/components/review/sample-tile';
import type { LabelClass } from '@/lib/datasets/label-class';
import { isRankedBySimilarity } from '@/lib/groups/group';
import { type Desk, sizeOf } from '@/lib/review/desk';
import { standsFor } from '@/lib/review/folding';
import { furtherClassesOf, taggedClassOf } from '@/lib/review/members';
import type { PageRow } from '@/lib/review/tile-layout';

export type PageRowProps = {
  row: PageRow | undefined;
  desk: Desk;
  bits: Uint8Array;
  look: PageLook;
  classes: ReadonlyMap<string, LabelClass>;
  words: TextMarks;
  beyondCount: number;
  columnCount: number;
  tilePx: number;
};

/** What stands in one row of the page: tiles, a text, or the rule of the boundary. */
export const PageRowContent = memo(function PageRowContent(props: PageRowProps) {
  const { row, desk, bits, look, classes, words, beyondCount, columnCount, tilePx } = props;
  const isGrid = look === 'tiles';
  const memberOf = describeMember(desk, bits, classes);
  if (row === undefined) return null;
  if (row.kind === 'boundary') {
    return (
      <div
        {...(isGrid ? { role: 'gridcell', 'aria-colspan': columnCount } : { role: 'presentation' })}
        className="flex-1"
      >
        <BoundaryRule beyondCount={beyondCount} />
      </div>
    );
  }
  if (!isGrid) {
    return row.ranks.map((rank) => (
      <SampleLine
        key={rank}
        {...memberOf(rank)}
        distance={desk.group.distances[rank] ?? 0}
        words={words}
        isFull={look === 'full'}
      />
    ));
  }
  return row.ranks.map((rank, column) => (
    <div key={rank} role="presentation" style={{ width: tilePx }}>
      <SampleTile {...memberOf(rank)} column={column} />
    </div>
  ));
});

function describeMember(desk: Desk, bits: Uint8Array, classes: ReadonlyMap<string, LabelClass>) {
  const isBySimilarity = isRankedBySimilarity(desk.group.head);
  return (rank: number) => {
    const own = bits[rank] ?? 0;
    return {
      rank,
      sampleId: desk.group.sampleIds[rank] ?? '',
      preview: desk.group.previews[rank] ?? '',
      size: sizeOf(desk),
      bits: own,
      isCursor: rank === desk.cursor,
      foldedCount: desk.fold === null ? 1 : standsFor(desk, rank).length,
      similarity: isBySimilarity ? 1 - (desk.group.distances[rank] ?? 1) : null,
      tag: classes.get(taggedClassOf(desk, rank, own) ?? '') ?? null,
      more: furtherClassesOf(desk, rank)
        .flatMap((id) => classes.get(id)?.name ?? [])
        .join('\n'),
    };
  };
}
