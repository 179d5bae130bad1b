import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';

/** The cookie that a browser gets for the access token; HttpOnly, so that no script can read it. */
export const ACCESS_COOKIE = 'sheaf_access';

const COOKIE_LIFETIME_S = 30 * 24 * 3600;

/** Compares two secrets in a time that depends on neither. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** What the cookie holds: derived from the token, so that it does not give the token away and ends when the token changes. */
export function deriveCookieValue(token: string): string {
  return createHmac('sha256', token).update('sheaf access cookie, version 1').digest('base64url');
}

/** The Set-Cookie header that lets a browser in. */
export function accessCookie(token: string): string {
  const attributes = ['HttpOnly', 'SameSite=Lax', 'Path=/', `Max-Age=${COOKIE_LIFETIME_S}`];
  return [`${ACCESS_COOKIE}=${deriveCookieValue(token)}`, ...attributes].join('; ');
}

/** The value of a cookie in a Cookie header; the first of that name. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

export type Credentials = { kind: 'bearer'; token: string } | { kind: 'cookie'; value: string } | { kind: 'none' };

/** What a request shows. With an Authorization header, cookies are not looked at. */
export function readCredentials(headers: {
  authorization?: string | undefined;
  cookie?: string | undefined;
}): Credentials {
  if (headers.authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1];
    return { kind: 'bearer', token: token ?? '' };
  }
  const value = readCookie(headers.cookie, ACCESS_COOKIE);
  return value === undefined ? { kind: 'none' } : { kind: 'cookie', value };
}

/** The token of this installation from its file, made when there is none: 256 random bits, readable by its owner only. */
export function readOrMakeAccessToken(file: string): string {
  try {
    const token = fs.readFileSync(file, 'utf8').trim();
    if (token.length >= 20) return token;
    fs.rmSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const token = randomBytes(32).toString('base64url');
  fs.writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return token;
}
