const cellsAcross = 8;
const directionCount = 9;
/** Largest share of one direction in its block (Dalal and Triggs 2005 clip at 0.2 of a block of four cells). */
const clip = 0.4;
/** Keeps the noise of flat areas small: the deviation of about 5 of 255 brightness levels. */
const flatness = 0.02;

/** Numbers that describe the shapes of a picture. */
export const gradientValueCount = cellsAcross * cellsAcross * directionCount;

/**
 * The shapes of a square picture (RGB bytes, side × side): a histogram of oriented gradients (Dalal
 * and Triggs 2005) at half the picture's side, of 8 × 8 cells with 9 directions each, without sign;
 * every cell is divided by the strength of each of the four blocks of 2 × 2 cells around it, and the
 * four are averaged. Returns float32 [576], zeros for a picture without any edge.
 */
export function describeGradients(rgb: Uint8Array, side: number): Float32Array<ArrayBuffer> {
  const half = Math.floor(side / 2);
  const cells = collectCells(halveBrightness(rgb, side, half), half);
  return normaliseBlocks(cells);
}

/** Brightness (ITU-R BT.601) from 0 to 1, the mean of each 2 × 2 pixels. */
function halveBrightness(rgb: Uint8Array, side: number, half: number): Float32Array {
  const grey = new Float32Array(half * half);
  for (let y = 0; y < 2 * half; y++) {
    const row = (y >> 1) * half;
    for (let x = 0; x < 2 * half; x++) {
      const at = 3 * (y * side + x);
      const light = 299 * (rgb[at] as number) + 587 * (rgb[at + 1] as number) + 114 * (rgb[at + 2] as number);
      grey[row + (x >> 1)] = (grey[row + (x >> 1)] as number) + light / 1_020_000;
    }
  }
  return grey;
}

/** For each cell, row after row, how strong the brightness changes in each direction; the border has no gradient. */
function collectCells(grey: Float32Array, side: number): Float32Array {
  const cells = new Float32Array(gradientValueCount);
  const cellOf = Array.from({ length: side }, (_, at) =>
    Math.min(cellsAcross - 1, Math.floor((at * cellsAcross) / side)),
  );
  const scale = (cellsAcross / side) ** 2;
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const across = (grey[at + 1] as number) - (grey[at - 1] as number);
      const down = (grey[at + side] as number) - (grey[at - side] as number);
      const cell = (cellOf[y] as number) * cellsAcross + (cellOf[x] as number);
      addGradient(cells, cell * directionCount, across, down, scale);
    }
  }
  return cells;
}

/** Shares a gradient between the two directions that lie nearest. */
function addGradient(cells: Float32Array, first: number, across: number, down: number, scale: number): void {
  const strength = Math.sqrt(across * across + down * down) * scale;
  if (strength === 0) return;
  const turned = (Math.atan2(down, across) / Math.PI + 1) * directionCount - 0.5;
  const lower = Math.floor(turned);
  const upperShare = turned - lower;
  const [a, b] = [first + ((lower + directionCount) % directionCount), first + ((lower + 1) % directionCount)];
  cells[a] = (cells[a] as number) + strength * (1 - upperShare);
  cells[b] = (cells[b] as number) + strength * upperShare;
}

function normaliseBlocks(cells: Float32Array): Float32Array<ArrayBuffer> {
  const energies = Float32Array.from({ length: cellsAcross ** 2 }, (_, cell) => {
    const part = cells.subarray(cell * directionCount, (cell + 1) * directionCount);
    return part.reduce((sum, value) => sum + value * value, 0);
  });
  const inside = (at: number) => Math.max(0, Math.min(cellsAcross - 1, at));
  const energyAt = (y: number, x: number) => energies[inside(y) * cellsAcross + inside(x)] as number;
  const result = new Float32Array(gradientValueCount);
  for (let y = 0; y < cellsAcross; y++) {
    for (let x = 0; x < cellsAcross; x++) {
      const first = (y * cellsAcross + x) * directionCount;
      for (const [dy, dx] of [
        [-1, -1],
        [-1, 1],
        [1, -1],
        [1, 1],
      ] as const) {
        const energy = energyAt(y, x) + energyAt(y + dy, x) + energyAt(y, x + dx) + energyAt(y + dy, x + dx);
        const strength = Math.sqrt(energy + flatness * flatness);
        for (let i = first; i < first + directionCount; i++) {
          result[i] = (result[i] as number) + Math.min(clip, (cells[i] as number) / strength) / 4;
        }
      }
    }
  }
  return result;
}
