import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findMatches, readSources, type Source, withoutComments } from '@/tests/support/sources';

const product = readSources(['app', 'components', 'lib', 'bin']);
const lib = product.filter(({ path }) => path.startsWith('lib/'));
const REPO = /^lib\/[^/]+\/([^/]+-)?repo\.server\.ts$/;
const isSuffixed = ({ path }: Source) => /\.(server|browser|tf|worker)\.tsx?$/.test(path);

/** Model → the module that its comment in the schema names. */
function readWriters(schema: string): Map<string, string> {
  const writers = new Map<string, string>();
  let comment = '';
  for (const line of schema.split('\n')) {
    const model = /^model (\w+)/.exec(line)?.[1];
    if (model !== undefined) writers.set(model, /Written by (\w+)\./.exec(comment)?.[1] ?? '');
    comment = line.startsWith('///') ? comment + line : '';
  }
  return writers;
}

const writers = readWriters(readFileSync('prisma/schema.prisma', 'utf8'));
const models = [...writers.keys()];
const delegates = new Map(models.map((model) => [model.charAt(0).toLowerCase() + model.slice(1), model]));

/** The models that a file writes, by Prisma or by SQL. */
function findWrites({ text }: Source): Set<string> {
  const code = withoutComments(text);
  const byPrisma = new RegExp(
    `\\.(${[...delegates.keys()].join('|')})\\s*\\.(create|update|upsert|delete)\\w*\\(`,
    'g',
  );
  const bySql = new RegExp(
    `\\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY|MERGE INTO|TRUNCATE)\\s+(?:ONLY\\s+)?"(${models.join('|')})"`,
    'g',
  );
  return new Set([
    ...[...code.matchAll(byPrisma)].map((match) => delegates.get(match[1] ?? '') ?? ''),
    ...[...code.matchAll(bySql)].map((match) => match[1] ?? ''),
  ]);
}

describe('one writer per table', () => {
  it('is named by every model of the schema', () => {
    expect(models.length).toBeGreaterThan(20);
    expect(models.filter((model) => writers.get(model) === '')).toEqual([]);
  });

  it('sees writes by Prisma and by SQL', () => {
    const text =
      'await tx.label.updateMany({}); await tx.$executeRaw`DELETE FROM "Sample" WHERE true`; // UPDATE "Job"';
    expect([...findWrites({ path: 'x.ts', text })].sort()).toEqual(['Label', 'Sample']);
  });

  it('is the only one that writes it', () => {
    const others = product.flatMap((source) =>
      [...findWrites(source)]
        .filter((model) => !source.path.startsWith(`lib/${writers.get(model)}/`))
        .map((model) => `${source.path} writes ${model}, which belongs to ${writers.get(model)}`),
    );
    expect(others).toEqual([]);
  });

  it('has its Prisma and SQL in repo files', () => {
    const outside = product.filter(
      ({ path }) => !REPO.test(path) && !path.startsWith('lib/db/') && path !== 'lib/datasets/access.server.ts',
    );
    const reads = new RegExp(
      `\\.(${[...delegates.keys()].join('|')})\\.(find|count|aggregate|groupBy|create|update|upsert|delete)\\w*\\(`,
    );
    expect(findMatches(outside, reads)).toEqual([]);
    expect(
      findMatches(outside, /\$(queryRaw|executeRaw)|Prisma\.sql|\b(pool|client|connection)(\(\))?\.query\(/),
    ).toEqual([]);
  });
});

describe('words that must not be in the product', () => {
  const markup = product.filter(({ path }) => !path.startsWith('bin/'));

  it.each([
    ['dangerouslySetInnerHTML', /dangerouslySetInnerHTML/],
    ['innerHTML and outerHTML', /\b(inner|outer)HTML\b/],
    ['insertAdjacentHTML and document.write', /insertAdjacentHTML|document\.write/],
    ['eval', /\beval\(/],
    ['new Function', /\bnew Function\(/],
    ['unsafe raw SQL', /\$(queryRawUnsafe|executeRawUnsafe)|Prisma\.raw\([^')]*\$\{/],
    ['any and ts-ignore', /\bas any\b|: any\b|@ts-(ignore|nocheck)/],
  ])('%s', (_, pattern) => {
    expect(findMatches(markup, pattern)).toEqual([]);
  });

  it('has no suppressions of the type checker in comments', () => {
    const suppressed = product.filter(({ text }) => /@ts-(ignore|nocheck|expect-error)/.test(text));
    expect(suppressed.map(({ path }) => path)).toEqual([]);
  });

  it('has no work left for later in comments', () => {
    const unfinished = product.filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text));
    expect(unfinished.map(({ path }) => path)).toEqual([]);
  });
});

describe('the environment and the clock', () => {
  // NODE_ENV is no setting: the builder puts its value in place.
  it('reads process.env in lib/config.server.ts only', () => {
    const others = product.filter(({ path }) => path !== 'lib/config.server.ts' && path !== 'bin/test.ts');
    expect(findMatches(others, /process\.env\b(?!\.NODE_ENV\b)/)).toEqual([]);
  });

  it('passes time and chance into pure files', () => {
    const pure = lib.filter((source) => !isSuffixed(source) && source.path !== 'lib/errors.ts');
    const impure =
      /Math\.random\(|Date\.now\(|new Date\(\)|performance\.now\(|\bset(Timeout|Interval)\(|\bfetch\(|\bdocument\.|\bwindow\.|\bprocess\./;
    expect(findMatches(pure, impure)).toEqual([]);
  });
});

describe('names and sizes', () => {
  it('has kebab-case file names', () => {
    const odd = product.filter(({ path }) => {
      const name = path.split('/').at(-1) ?? '';
      return !/^[a-z0-9]+(-[a-z0-9]+)*(\.(server|browser|tf|worker))?\.tsx?$/.test(name);
    });
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('has no folder or file named after a technique', () => {
    const technical = product.filter(({ path }) =>
      /(^|\/)(utils?|helpers?|hooks?|types?|services?|common|misc)(\/|\.tsx?$)/.test(path),
    );
    expect(technical.map(({ path }) => path)).toEqual([]);
  });

  it('has files that a reader can hold in mind', () => {
    const long = product
      .map(({ path, text }) => ({ path, lineCount: text.split('\n').length - 1 }))
      .filter(({ lineCount }) => lineCount > 300);
    expect(long).toEqual([]);
  });

  it('has short routes', () => {
    const long = product
      .filter(({ path }) => path.endsWith('/route.ts'))
      .map(({ path, text }) => ({ path, lineCount: text.split('\n').length - 1 }))
      .filter(({ lineCount }) => lineCount > 45);
    expect(long).toEqual([]);
  });
});
