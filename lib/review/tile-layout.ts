/** Edge of a tile before it stretches, in CSS pixels. */
export const TILE_SIZES_PX = { S: 72, M: 96, L: 144, XL: 220 } as const;
export type TileSize = keyof typeof TILE_SIZES_PX;
export const TILE_SIZES: readonly TileSize[] = ['S', 'M', 'L', 'XL'];
export const TILE_GAP_PX = 6;

/** The next smaller (−1) or larger (+1) size; the ends stay. */
export function stepTileSize(size: TileSize, by: -1 | 1): TileSize {
  return TILE_SIZES[TILE_SIZES.indexOf(size) + by] ?? size;
}

/** How many tiles stand in a row, and how wide each is once they share the width evenly. */
export function fitTiles(widthPx: number, size: TileSize): { columnCount: number; tilePx: number } {
  const columnCount = Math.max(1, Math.floor((widthPx + TILE_GAP_PX) / (TILE_SIZES_PX[size] + TILE_GAP_PX)));
  return { columnCount, tilePx: (widthPx - (columnCount - 1) * TILE_GAP_PX) / columnCount };
}

/** A row of the page: members, or the rule that marks the boundary. */
export type PageRow = { kind: 'members'; ranks: readonly number[] } | { kind: 'boundary' };

/**
 * The rows of the page. The boundary begins a new row, with its rule before it; without anything beyond it there is no
 * rule. `visible` ascends; `boundary` is the number of ranks inside.
 */
export function layRows(visible: readonly number[], boundary: number, columnCount: number): PageRow[] {
  const firstBeyond = visible.findIndex((rank) => rank >= boundary);
  if (firstBeyond < 0) return chunk(visible, columnCount);
  const inside = chunk(visible.slice(0, firstBeyond), columnCount);
  return [...inside, { kind: 'boundary' }, ...chunk(visible.slice(firstBeyond), columnCount)];
}

function chunk(ranks: readonly number[], columnCount: number): PageRow[] {
  const rows: PageRow[] = [];
  for (let start = 0; start < ranks.length; start += columnCount) {
    rows.push({ kind: 'members', ranks: ranks.slice(start, start + columnCount) });
  }
  return rows;
}

/** The ranks of the rows with members, row by row. */
export function memberRows(rows: readonly PageRow[]): (readonly number[])[] {
  return rows.flatMap((row) => (row.kind === 'members' ? [row.ranks] : []));
}

/** The row that holds a rank, or that would: the last one that begins at or before it. −1 without rows. */
export function findRow(rows: readonly PageRow[], rank: number): number {
  let found = -1;
  rows.forEach((row, index) => {
    const first = row.kind === 'members' ? row.ranks[0] : undefined;
    if (first !== undefined && (first <= rank || found < 0)) found = index;
  });
  return found;
}

/** Vertical place of a row in the page's content, in CSS pixels. */
export type RowSpan = { startPx: number; endPx: number };
/** A rectangle in the page's content, in CSS pixels. */
export type Band = { leftPx: number; topPx: number; rightPx: number; bottomPx: number };

/** The ranks of tiles that a rubber band touches. `spans[i]` is the place of `rows[i]`; columns share `widthPx` evenly. */
export function ranksInBand(
  rows: readonly PageRow[],
  spans: readonly RowSpan[],
  widthPx: number,
  columnCount: number,
  band: Band,
): number[] {
  const pitchPx = (widthPx + TILE_GAP_PX) / columnCount;
  const firstColumn = Math.ceil((band.leftPx + TILE_GAP_PX - pitchPx) / pitchPx);
  const lastColumn = Math.floor(band.rightPx / pitchPx);
  return rows.flatMap((row, index) => {
    const span = spans[index];
    if (row.kind !== 'members' || span === undefined) return [];
    if (span.endPx < band.topPx || span.startPx > band.bottomPx) return [];
    return row.ranks.filter((_, column) => column >= firstColumn && column <= lastColumn);
  });
}

/**
 * Where a boundary would lie that is dropped at a place of the content: before the tile under the pointer, or after the
 * row's last one.
 */
export function boundaryAt(
  rows: readonly PageRow[],
  spans: readonly RowSpan[],
  xShare: number,
  yPx: number,
  size: number,
): number {
  let boundary = 0;
  for (const [index, row] of rows.entries()) {
    const span = spans[index];
    if (row.kind !== 'members' || span === undefined) continue;
    const last = row.ranks.at(-1) ?? 0;
    if (yPx >= span.endPx) {
      boundary = last + 1;
      continue;
    }
    if (yPx < span.startPx) break;
    const column = Math.floor(Math.max(0, Math.min(1, xShare)) * row.ranks.length);
    return row.ranks[column] ?? last + 1;
  }
  return Math.min(size, boundary);
}
