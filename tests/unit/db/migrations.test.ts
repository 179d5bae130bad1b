import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Migration } from '@/lib/db/migrations.server';
import { describeProblem, findProblem, readMigrations } from '@/lib/db/migrations.server';

describe('findProblem', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-migrations-'));
  let known: Migration[];
  let applied: Array<{ name: string; checksum: string; isFinished: boolean }>;

  beforeAll(() => {
    for (const name of ['2_second', '1_first']) {
      mkdirSync(path.join(dir, name));
      writeFileSync(path.join(dir, name, 'migration.sql'), `CREATE TABLE "${name}" ();\n`);
    }
    writeFileSync(path.join(dir, 'migration_lock.toml'), 'provider = "postgresql"\n');
    known = readMigrations(dir);
    applied = known.map(({ name, checksum }) => ({ name, checksum, isFinished: true }));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test('folders are read in the order of their names', () => {
    expect(known.map(({ name }) => name)).toEqual(['1_first', '2_second']);
    expect(known[0]?.checksum).toMatch(/^[0-9a-f]{64}$/);
  });

  test('an empty, a partly migrated and an up-to-date database are fine', () => {
    for (const count of [0, 1, 2]) expect(findProblem(known, applied.slice(0, count))).toBeUndefined();
  });

  test('a migration that this version does not know means newer data', () => {
    const newer = { name: '3_third', checksum: 'x', isFinished: true };
    expect(findProblem(known, [...applied, newer])).toEqual({ kind: 'newer', names: ['3_third'] });
  });

  test('a migration that did not finish is told, and so is one that was edited', () => {
    const [first, second] = applied as [(typeof applied)[0], (typeof applied)[0]];
    const unfinished = { ...second, isFinished: false };
    expect(findProblem(known, [first, unfinished])).toEqual({ kind: 'failed', names: ['2_second'] });
    const edited = { ...first, checksum: 'other' };
    expect(findProblem(known, [edited, second])).toEqual({ kind: 'edited', names: ['1_first'] });
  });

  test('other line ends are no edit', () => {
    const other = mkdtempSync(path.join(os.tmpdir(), 'sheaf-migrations-crlf-'));
    mkdirSync(path.join(other, '1_first'));
    writeFileSync(path.join(other, '1_first', 'migration.sql'), 'CREATE TABLE "1_first" ();\r\n');
    expect(findProblem(readMigrations(other), applied.slice(0, 1))).toBeUndefined();
    rmSync(other, { recursive: true });
  });

  test.each(['newer', 'failed', 'edited'] as const)('the sentence for %s names place and migration', (kind) => {
    const sentence = describeProblem({ kind, names: ['20270101_x'] }, '/srv/data');
    expect(sentence).toContain('/srv/data');
    expect(sentence).toContain('20270101_x');
    expect(sentence).toContain('Nothing was changed.');
  });
});
