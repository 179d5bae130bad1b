import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import type { Duplex } from 'node:stream';
import type { AccessPolicy } from '@/lib/http/access.server';
import { admit, hasAccess } from '@/lib/http/access.server';
import { buildContentSecurityPolicy } from '@/lib/http/csp';
import type { GuardedRequest, Refusal } from '@/lib/http/guard';
import { judgeRequest } from '@/lib/http/guard';
import { listSecurityHeaders, setDefaultHeaders } from '@/lib/http/security-headers.server';

export type GuardOptions = {
  /** Values of the Host header that are answered; see listAllowedHosts. */
  allowedHosts: ReadonlySet<string>;
  access: AccessPolicy;
  isDevelopment: boolean;
  /** What answers the requests that pass. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** What takes sockets over; without it, they are closed. Only the development server has one. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;
};

/** Headers that only Next itself or a proxy before it may set; from outside they could change what it does. */
const FOREIGN_HEADER =
  /^(x-middleware-|x-nextjs-|x-invoke-|x-matched-path$|x-now-route-matches$|x-forwarded-host$|x-nonce$|next-resume$|content-security-policy)/;

function describeRequest(request: IncomingMessage): GuardedRequest {
  const names = request.rawHeaders.filter((_, at) => at % 2 === 0);
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: request.headers,
    hostCount: names.filter((name) => name.toLowerCase() === 'host').length,
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  const isApi = (request.url ?? '').startsWith('/api/');
  const body = isApi
    ? JSON.stringify({ error: { kind: status === 403 || status === 421 ? 'forbidden' : 'invalid', message } })
    : `${message}\n`;
  response.writeHead(status, {
    'Content-Type': isApi ? 'application/json' : 'text/plain; charset=utf-8',
    Connection: 'close',
  });
  response.end(body);
}

/** By these the development server finds the page that its debugging messages belong to, and the page waits for them. */
const DEVELOPMENT_HEADER = /^x-nextjs-(html-)?request-id$/;

function dropForeignHeaders(request: IncomingMessage, isDevelopment: boolean): void {
  for (const name of Object.keys(request.headers)) {
    if (isDevelopment && DEVELOPMENT_HEADER.test(name)) continue;
    if (FOREIGN_HEADER.test(name)) delete request.headers[name];
  }
}

async function answer(options: GuardOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const nonce = randomBytes(18).toString('base64');
  const csp = buildContentSecurityPolicy({ nonce, isDevelopment: options.isDevelopment });
  setDefaultHeaders(response, listSecurityHeaders(csp));
  const refusal = judgeRequest(describeRequest(request), options.allowedHosts);
  if (refusal) {
    refuse(request, response, refusal);
    return;
  }
  if (!(await admit(options.access, request, response, nonce))) return;
  dropForeignHeaders(request, options.isDevelopment);
  request.headers['content-security-policy'] = csp;
  request.headers['x-nonce'] = nonce;
  await options.handle(request, response);
}

function fail(response: ServerResponse, error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' })
      .end('Sheaf could not answer. Its log says why.\n');
}

function takeOver(options: GuardOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Browsers send no Sec-Fetch-Site with sockets of older versions, but always an Origin: judged like a write.
  const judged = { ...describeRequest(request), method: 'POST' };
  const isOpen =
    options.upgrade !== undefined && !judgeRequest(judged, options.allowedHosts) && hasAccess(options.access, request);
  if (!isOpen) {
    socket.destroy();
    return;
  }
  socket.on('error', () => socket.destroy());
  options.upgrade?.(request, socket, head).catch(() => socket.destroy());
}

/**
 * A server on which every request is judged before anything else sees it: Host, Origin, access token; then it gets its
 * nonce and goes to `handle`, and its answer the security headers. Bodies are not touched: they stream, whatever their
 * size, so there is no time limit for a whole request, only one for its headers.
 */
export function createGuardedServer(options: GuardOptions): http.Server {
  const server = http.createServer(
    { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 30_000 },
    (request, response) => {
      answer(options, request, response).catch((error: unknown) => fail(response, error));
    },
  );
  server.on('upgrade', (request, socket, head) => takeOver(options, request, socket, head));
  return server;
}
