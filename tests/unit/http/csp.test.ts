import { describe, expect, test } from 'vitest';
import { buildContentSecurityPolicy } from '@/lib/http/csp';

function readDirectives(isDevelopment: boolean): Map<string, string[]> {
  const policy = buildContentSecurityPolicy({ nonce: 'bm9uY2U=', isDevelopment });
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
  );
}

describe('the policy of every page', () => {
  const directives = readDirectives(false);

  test('runs scripts with the nonce only, and compiles WebAssembly but no text', () => {
    expect(directives.get('script-src')).toEqual([
      "'self'",
      "'nonce-bm9uY2U='",
      "'strict-dynamic'",
      "'wasm-unsafe-eval'",
    ]);
    expect(directives.get('script-src-attr')).toEqual(["'none'"]);
  });

  test('allows inline style in attributes only', () => {
    const lenient = [...directives].filter(([, sources]) => sources.includes("'unsafe-inline'")).map(([name]) => name);
    expect(lenient).toEqual(['style-src-attr']);
  });

  test('loads nothing from elsewhere', () => {
    const sources = [...directives.values()].flat();
    expect(sources.filter((source) => !/^('.*'|blob:|data:)$/.test(source))).toEqual([]);
    expect(directives.get('script-src')).not.toContain('data:');
  });

  test.each(['object-src', 'base-uri', 'frame-ancestors', 'frame-src'])('closes %s', (name) => {
    expect(directives.get(name)).toEqual(["'none'"]);
  });
});

test('eval is allowed in development only', () => {
  expect(readDirectives(true).get('script-src')).toContain("'unsafe-eval'");
  expect(readDirectives(false).get('script-src')).not.toContain("'unsafe-eval'");
});
