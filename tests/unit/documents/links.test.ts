import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((file) => path.join('docs', file));
const documents = [...readdirSync('.'), ...inDocs].filter((file) => file.endsWith('.md'));
const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;

describe.each(documents)('%s', (document) => {
  test('links lead to files that are there', () => {
    const targets = [...readFileSync(document, 'utf8').matchAll(LINK)].map(([, target = '']) => target);
    const local = targets.filter((target) => !/^[a-z]+:/.test(target));
    expect(local.filter((target) => !existsSync(path.join(path.dirname(document), target)))).toEqual([]);
  });
});

test('every decision stands in the index', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8');
  const records = readdirSync('docs/decisions').filter((file) => /^\d/.test(file));
  expect(records.filter((file) => !index.includes(`(${file})`))).toEqual([]);
});
