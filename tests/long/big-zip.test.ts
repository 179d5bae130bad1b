import { expect, it } from 'vitest';
import { measureBigZip } from '@/tests/bench/big-zip';
import type { MemoryPeaks } from '@/tests/bench/memory';

/** What garbage collection leaves lying, far from the 1.9 GB by which the two archives differ. */
const ALLOWED_GROWTH_MIB = 150;
const WATCHED = ['web', 'worker', 'intake'] as const satisfies (keyof MemoryPeaks)[];
const PHASES = ['upload', 'inspection', 'intake'] as const;

it('takes, inspects and imports a zip of 2.1 GB in the memory that one of 0.17 GB takes', async () => {
  const { small, big } = await measureBigZip((line) => process.stderr.write(`${line}\n`));
  expect(big.zipBytes).toBeGreaterThan(2_000_000_000);
  const peakOf = (measured: typeof small, name: keyof MemoryPeaks) =>
    Math.max(...PHASES.map((phase) => measured[phase].peakRssMib[name]));
  const grown = WATCHED.map((name) => ({ name, small: peakOf(small, name), big: peakOf(big, name) }));
  process.stderr.write(`peak resident MiB: ${JSON.stringify(grown)}\n`);
  expect(grown.filter((one) => one.small === 0 || one.big - one.small > ALLOWED_GROWTH_MIB)).toEqual([]);
});
