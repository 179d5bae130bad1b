import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Floors = Record<string, { minimum: string; reason: string }>;
type Lock = { packages: Record<string, { version?: string }> };

const floors = JSON.parse(readFileSync('security-floors.json', 'utf8')) as Floors;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

/** Compares release numbers; a pre-release counts as older than its release. */
function compareVersions(a: string, b: string): number {
  const parse = (version: string) => {
    const [numbers = '', preRelease] = version.split('-', 2);
    return [...numbers.split('.').map(Number), preRelease === undefined ? 1 : 0];
  };
  const [left, right] = [parse(a), parse(b)];
  for (let part = 0; part < 4; part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Every copy of a package that the lock file installs. */
function findCopies(name: string): { place: string; version: string }[] {
  return Object.entries(lock.packages)
    .filter(([place]) => place.endsWith(`node_modules/${name}`))
    .map(([place, { version }]) => ({ place, version: version ?? '0.0.0' }));
}

describe('compareVersions', () => {
  it.each([
    ['16.4.5', '16.3.4', 1],
    ['16.3.4', '16.3.4', 0],
    ['16.3.10', '16.3.4', 1],
    ['7.5.15', '7.5.16', -1],
    ['19.2.6-canary.1', '19.2.6', -1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });
});

describe('packages with known holes in old versions', () => {
  it.each(Object.entries(floors))('%s', (name, { minimum, reason }) => {
    const old = findCopies(name).filter(({ version }) => compareVersions(version, minimum) < 0);
    expect(old, `needs ${minimum} or newer: ${reason}`).toEqual([]);
  });

  it('are installed, so that the rule is not about nothing', () => {
    for (const name of ['next', 'react', 'react-dom', 'sharp']) expect(findCopies(name)).not.toEqual([]);
  });

  it('come from the lock file with exact versions', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, range]) => !/^\d/.test(range));
    expect(loose).toEqual([]);
  });
});
