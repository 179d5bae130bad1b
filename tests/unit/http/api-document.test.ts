import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const METHODS = /export const (GET|POST|PUT|PATCH|DELETE)\b/g;

/** Every route of the product as "GET /api/datasets/:datasetId". */
function readRoutes(): string[] {
  const files = readdirSync('app/api', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('route.ts'))
    .flatMap((file) => {
      const address = `/api/${file.replace(/\/route\.ts$/, '').replace(/\[(\w+)\]/g, ':$1')}`;
      return [...readFileSync(`app/api/${file}`, 'utf8').matchAll(METHODS)].map(([, method]) => `${method} ${address}`);
    });
}

/** One cell of the table can name several routes: "`POST /api/a/:id/pause`, `/resume`", "`DELETE /api/b/:id`, `POST …/restore`". */
function readCell(cell: string): string[] {
  let last = { method: '', address: '' };
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => {
    const [, method = last.method, address = ''] = /^(?:([A-Z]+) )?(.*)$/.exec(code) ?? [];
    const [clean = ''] = address.split('?');
    const parent = last.address.replace(/\/[^/]+$/, '');
    const whole = clean.startsWith('…')
      ? last.address + clean.slice(1)
      : clean.startsWith('/api')
        ? clean
        : parent + clean;
    last = { method, address: whole };
    return `${method} ${whole}`;
  });
}

function readDocument(): string[] {
  const rows = readFileSync('docs/API.md', 'utf8').matchAll(/^\| (`[A-Z]+ \/api.*?) \|/gm);
  return [...rows].flatMap(([, cell = '']) => readCell(cell));
}

const sorted = (names: string[]) => names.toSorted((one, other) => one.localeCompare(other));

describe('docs/API.md', () => {
  test('names every route that there is', () => {
    const documented = new Set(readDocument());
    expect(sorted(readRoutes().filter((route) => !documented.has(route)))).toEqual([]);
  });

  test('names no route that there is not', () => {
    const present = new Set(readRoutes());
    expect(sorted(readDocument().filter((route) => !present.has(route)))).toEqual([]);
  });
});
