import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  accessCookie,
  deriveCookieValue,
  isSameSecret,
  readCookie,
  readCredentials,
  readOrMakeAccessToken,
} from '@/lib/auth/access-token.server';
import { Attempts } from '@/lib/auth/attempts';
import { cleanNextPath, renderSignInPage } from '@/lib/auth/sign-in-page';

describe('Attempts', () => {
  const limit = { maxFailures: 3, windowMs: 1_000, maxAddresses: 2 };

  test('makes an address wait after too many wrong tokens, and lets it go on after the window', () => {
    const attempts = new Attempts(limit);
    for (const nowMs of [0, 100, 200]) {
      expect(attempts.waitMs('a', nowMs)).toBe(0);
      attempts.addFailure('a', nowMs);
    }
    expect(attempts.waitMs('a', 300)).toBe(700);
    expect(attempts.waitMs('b', 300)).toBe(0);
    expect(attempts.waitMs('a', 1_000)).toBe(0);
    attempts.addFailure('a', 1_000);
    expect(attempts.waitMs('a', 1_001)).toBe(0);
  });

  test('remembers a bounded number of addresses', () => {
    const attempts = new Attempts(limit);
    for (let i = 0; i < 3; i++) attempts.addFailure('first', 0);
    for (const address of ['second', 'third']) attempts.addFailure(address, 1);
    expect(attempts.waitMs('first', 2)).toBe(0);
  });
});

describe('credentials', () => {
  test('a cookie of our name is found among others', () => {
    const header = 'a=1; xsheaf_access=no; sheaf_access=yes ; b=2';
    expect(readCookie(header, 'sheaf_access')).toBe('yes');
    expect(readCookie(undefined, 'sheaf_access')).toBeUndefined();
  });

  test('with an Authorization header, cookies are not looked at', () => {
    const cookie = 'sheaf_access=good';
    expect(readCredentials({ cookie })).toEqual({ kind: 'cookie', value: 'good' });
    expect(readCredentials({ cookie, authorization: 'Bearer  abc' })).toEqual({ kind: 'bearer', token: 'abc' });
    expect(readCredentials({ cookie, authorization: 'Basic abc' })).toEqual({ kind: 'bearer', token: '' });
    expect(readCredentials({})).toEqual({ kind: 'none' });
  });

  test('the cookie does not give the token away and changes with it', () => {
    expect(accessCookie('secret-token')).not.toContain('secret-token');
    expect(accessCookie('secret-token')).toMatch(/; HttpOnly; SameSite=Lax; Path=\/; Max-Age=\d+$/);
    expect(deriveCookieValue('a')).not.toBe(deriveCookieValue('b'));
  });

  test('secrets of different lengths compare as different', () => {
    expect(isSameSecret('abc', 'abc')).toBe(true);
    expect(isSameSecret('abc', 'abcd')).toBe(false);
    expect(isSameSecret('', 'abc')).toBe(false);
  });
});

describe('the token of an installation', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-token-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  test('is made once, long, and readable by its owner only', () => {
    const file = path.join(dir, 'access-token');
    const token = readOrMakeAccessToken(file);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readOrMakeAccessToken(file)).toBe(token);
  });

  test('is made anew when its file was cut off', () => {
    const file = path.join(dir, 'cut-off');
    writeFileSync(file, '\n');
    expect(readOrMakeAccessToken(file)).toHaveLength(43);
    expect(readFileSync(file, 'utf8')).toHaveLength(44);
  });
});

describe('the sign-in page', () => {
  test.each([
    ['/datasets/1?filter=a', '/datasets/1?filter=a'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/a\r\nSet-Cookie: x=1', '/'],
    ['', '/'],
    [null, '/'],
  ])('goes on from %j to %j', (given, expected) => {
    expect(cleanNextPath(given)).toBe(expected);
  });

  test('keeps what it is given as text', () => {
    const html = renderSignInPage({ nonce: 'n', tokensCss: '', nextPath: '/"><script>x</script>', problem: '<b>' });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>');
    expect(html).toContain('value="/&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
  });
});
