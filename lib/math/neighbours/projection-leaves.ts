import type { CodedRows } from '@/lib/math/neighbours/coded-rows';
import type { Random } from '@/lib/math/random';

/**
 * Divides all rows into leaves of at most `leafSize` that lie near each other: a random projection tree (Dasgupta &
 * Freund 2008; split as in PyNNDescent by the plane between two rows drawn at random). Rows that a plane cannot part,
 * duplicates for one, are divided by halves. Leaf i holds order[starts[i]] up to order[starts[i + 1]].
 */
export function growLeaves(
  codes: CodedRows,
  leafSize: number,
  random: Random,
): { order: Int32Array; starts: Int32Array } {
  const { machine, rowCount, rowsAt, strideBytes } = codes;
  const stride = strideBytes / 2;
  const values = machine.shorts(rowsAt, rowCount * stride);
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  const starts: number[] = [];
  const normal = new Float32Array(stride);
  const open: [from: number, to: number][] = [[0, rowCount]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    if (to - from <= leafSize) {
      starts.push(from);
      continue;
    }
    const middle = splitPart({ values, stride, order, normal }, from, to, random);
    // The right half first, so that the leaves come out from left to right.
    open.push([middle, to], [from, middle]);
  }
  return { order, starts: Int32Array.from([...starts, rowCount]) };
}

type Parted = { values: Int16Array; stride: number; order: Int32Array; normal: Float32Array };

/** Puts the rows on one side of a random plane before those on the other; where the others begin. */
function splitPart(parted: Parted, from: number, to: number, random: Random): number {
  const { order } = parted;
  const offset = drawPlane(parted, from, to, random);
  let left = from;
  let right = to - 1;
  while (left <= right) {
    if (sideOf(parted, order[left] as number) < offset) {
      left += 1;
      continue;
    }
    const row = order[left] as number;
    order[left] = order[right] as number;
    order[right] = row;
    right -= 1;
  }
  const size = to - from;
  // A plane that parts off next to nothing would make a tree as deep as it has rows.
  return Math.min(left - from, to - left) < size / 16 ? from + Math.floor(size / 2) : left;
}

/** The plane halfway between two rows drawn at random: its normal into `normal`, its offset as the result. */
function drawPlane({ values, stride, order, normal }: Parted, from: number, to: number, random: Random): number {
  const a = (order[from + Math.floor(random() * (to - from))] as number) * stride;
  const b = (order[from + Math.floor(random() * (to - from))] as number) * stride;
  let offset = 0;
  for (let c = 0; c < stride; c++) {
    const [x, y] = [values[a + c] as number, values[b + c] as number];
    normal[c] = x - y;
    offset += (x * x - y * y) / 2;
  }
  return offset;
}

function sideOf({ values, stride, normal }: Parted, row: number): number {
  const at = row * stride;
  let sum = 0;
  for (let c = 0; c < stride; c++) sum += (values[at + c] as number) * (normal[c] as number);
  return sum;
}
