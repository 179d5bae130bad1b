import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessCookie, deriveCookieValue, isSameSecret, readCredentials } from '@/lib/auth/access-token.server';
import type { Attempts } from '@/lib/auth/attempts';
import { cleanNextPath, renderSignInPage } from '@/lib/auth/sign-in-page';

export type AccessPolicy = {
  /** Undefined when the server asks for no token. */
  token: string | undefined;
  attempts: Attempts;
  /** The design tokens as CSS, for the sign-in page. */
  tokensCss: string;
};

type Verdict = 'granted' | 'missing' | 'wrong' | 'wait';

const SIGN_IN_PATH = '/sign-in';
const MAX_FORM_BYTES = 4_096;

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}

/** Judges a token that someone typed, put into the address or sent as Bearer; wrong ones are counted by address. */
function judgeToken(policy: AccessPolicy & { token: string }, given: string, address: string): Verdict {
  const nowMs = Date.now();
  if (policy.attempts.waitMs(address, nowMs) > 0) return 'wait';
  if (isSameSecret(given, policy.token)) return 'granted';
  policy.attempts.addFailure(address, nowMs);
  return 'wrong';
}

function judgeCredentials(policy: AccessPolicy & { token: string }, request: IncomingMessage): Verdict {
  const credentials = readCredentials(request.headers);
  if (credentials.kind === 'none') return 'missing';
  if (credentials.kind === 'bearer') return judgeToken(policy, credentials.token, addressOf(request));
  return isSameSecret(credentials.value, deriveCookieValue(policy.token)) ? 'granted' : 'missing';
}

/** True when a request may go on, by what it carries; for sockets, which cannot be shown the sign-in page. */
export function hasAccess(policy: AccessPolicy, request: IncomingMessage): boolean {
  const { token } = policy;
  return token === undefined || judgeCredentials({ ...policy, token }, request) === 'granted';
}

function redirect(response: ServerResponse, location: string, cookie?: string): void {
  if (cookie !== undefined) response.setHeader('Set-Cookie', cookie);
  response.writeHead(303, { Location: location }).end();
}

const PROBLEMS: Partial<Record<Verdict, { status: number; message: string }>> = {
  wrong: { status: 401, message: 'This access token is not right. Copy it from where Sheaf was started.' },
  wait: { status: 429, message: 'There were too many wrong tokens from this address. Wait a minute, then try again.' },
};

function showSignInPage(
  response: ServerResponse,
  policy: AccessPolicy,
  options: { nonce: string; nextPath: string; verdict: Verdict },
): void {
  const problem = PROBLEMS[options.verdict];
  if (options.verdict === 'wait') response.setHeader('Retry-After', '60');
  response.writeHead(problem?.status ?? 200, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(renderSignInPage({ ...options, tokensCss: policy.tokensCss, problem: problem?.message }));
}

function refuse(response: ServerResponse, verdict: Verdict): void {
  const status = verdict === 'wait' ? 429 : 401;
  const message =
    PROBLEMS[verdict]?.message ??
    'This server asks for its access token. Send it as Authorization: Bearer, or sign in at /sign-in.';
  if (verdict === 'wait') response.setHeader('Retry-After', '60');
  else response.setHeader('WWW-Authenticate', 'Bearer realm="Sheaf"');
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ error: { kind: 'forbidden', message } }));
}

/** A form that is too long counts as empty; it is read to its end, without keeping it, so that the answer arrives. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes <= MAX_FORM_BYTES) chunks.push(chunk);
  }
  if (sizeBytes > MAX_FORM_BYTES) return new URLSearchParams();
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

async function answerSignIn(
  policy: AccessPolicy & { token: string },
  request: IncomingMessage,
  response: ServerResponse,
  nonce: string,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sheaf.invalid');
  if (request.method !== 'POST') {
    showSignInPage(response, policy, {
      nonce,
      nextPath: cleanNextPath(url.searchParams.get('next')),
      verdict: 'missing',
    });
    return;
  }
  const address = addressOf(request);
  const form = await readForm(request);
  const nextPath = cleanNextPath(form.get('next'));
  const verdict = judgeToken(policy, form.get('token')?.trim() ?? '', address);
  if (verdict === 'granted') redirect(response, nextPath, accessCookie(policy.token));
  else showSignInPage(response, policy, { nonce, nextPath, verdict });
}

/** The path of a request without its access token. */
function pathWithoutToken(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete('token');
  return cleanNextPath(query.size === 0 ? url.pathname : `${url.pathname}?${query}`);
}

/**
 * Lets a request with the access token pass, and answers any other itself: a page becomes the sign-in page, an address
 * with `?token=` leaves the cookie and loses the token, everything else is refused with 401 (429 after too many wrong
 * tokens). Resolves to true when the request may go on.
 */
export async function admit(
  policy: AccessPolicy,
  request: IncomingMessage,
  response: ServerResponse,
  nonce: string,
): Promise<boolean> {
  const { token } = policy;
  if (token === undefined) return true;
  const withToken = { ...policy, token };
  const url = new URL(request.url ?? '/', 'http://sheaf.invalid');
  const given = request.method === 'GET' ? url.searchParams.get('token') : null;
  if (url.pathname === SIGN_IN_PATH && given === null) {
    await answerSignIn(withToken, request, response, nonce);
    return false;
  }
  if (given !== null) {
    const verdict = judgeToken(withToken, given, addressOf(request));
    const nextPath = url.pathname === SIGN_IN_PATH ? '/' : pathWithoutToken(url);
    if (verdict === 'granted') redirect(response, nextPath, accessCookie(token));
    else showSignInPage(response, policy, { nonce, nextPath, verdict });
    return false;
  }
  const verdict = judgeCredentials(withToken, request);
  if (verdict === 'granted') return true;
  const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  if (isPage && verdict === 'missing')
    redirect(response, `${SIGN_IN_PATH}?next=${encodeURIComponent(pathWithoutToken(url))}`);
  else refuse(response, verdict);
  return false;
}
