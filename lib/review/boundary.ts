import type { Desk } from '@/lib/review/desk';
import { shownFor } from '@/lib/review/folding';

/** A boundary that the group can have: 0 (all beyond) to its size (all inside). */
export function clampBoundary(size: number, boundary: number): number {
  return Math.max(0, Math.min(size, Math.round(boundary)));
}

/**
 * A boundary moved by members that are still on the page: those that left, or that another tile stands for, are passed over, so that every press moves
 * something that can be seen.
 */
export function nudgeBoundary(desk: Pick<Desk, 'group' | 'gone' | 'boundary' | 'fold'>, by: number): number {
  const size = desk.group.sampleIds.length;
  const step = Math.sign(by);
  let boundary = desk.boundary;
  let left = Math.abs(by);
  while (left > 0) {
    const crossed = step > 0 ? boundary : boundary - 1;
    if (crossed < 0 || crossed >= size) break;
    boundary += step;
    if (!desk.gone.has(crossed) && shownFor(desk, crossed) === crossed) left -= 1;
  }
  return boundary;
}

/** Members on the page on either side of the boundary, by place alone (marks by hand do not move them). */
export function countSides(desk: Pick<Desk, 'group' | 'gone' | 'boundary' | 'fold'>): {
  insideCount: number;
  beyondCount: number;
} {
  const counts = { insideCount: 0, beyondCount: 0 };
  for (let rank = 0; rank < desk.group.sampleIds.length; rank += 1) {
    if (desk.gone.has(rank)) continue;
    if (shownFor(desk, rank) < desk.boundary) counts.insideCount += 1;
    else counts.beyondCount += 1;
  }
  return counts;
}
