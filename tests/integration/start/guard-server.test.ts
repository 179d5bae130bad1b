import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Attempts } from '@/lib/auth/attempts';
import { listAllowedHosts } from '@/lib/http/guard';
import type { GuardOptions } from '@/lib/http/guard.server';
import { createGuardedServer } from '@/lib/http/guard.server';

const TOKEN = 'a-token-that-is-long-enough';

let server: http.Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A guarded server whose handler answers what it saw. */
async function serve(options: { token?: string; handle?: GuardOptions['handle'] } = {}): Promise<number> {
  const allowedHosts = new Set<string>();
  server = createGuardedServer({
    allowedHosts,
    access: { token: options.token, attempts: new Attempts(), tokensCss: ':root{}' },
    isDevelopment: false,
    handle: options.handle ?? describeToClient,
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as net.AddressInfo;
  for (const host of listAllowedHosts({ port, host: '127.0.0.1', isLoopback: true, allowedHosts: [] })) {
    allowedHosts.add(host);
  }
  return port;
}

async function describeToClient(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
  }
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ sizeBytes, sha256: hash.digest('hex'), headers: request.headers }));
}

type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string };
type Asked = { method?: string; path?: string; headers?: http.OutgoingHttpHeaders; body?: Buffer | string };

/** Like fetch, which would not send a Host or Origin of our choosing. */
function ask(port: number, { method = 'GET', path = '/', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a guarded server', () => {
  test('judges Host and Origin before its handler sees the request', async () => {
    let seenCount = 0;
    const port = await serve({
      handle: async (_request, response) => {
        seenCount += 1;
        response.end('seen');
      },
    });
    const own = { origin: `http://127.0.0.1:${port}` };
    expect((await ask(port, { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await ask(port, { method: 'POST', headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask(port, { method: 'POST', headers: { origin: 'null' } })).status).toBe(403);
    expect(seenCount).toBe(0);
    expect((await ask(port, { method: 'POST', headers: own })).text).toBe('seen');
    expect((await ask(port, { method: 'POST' })).text).toBe('seen');
  });

  test('refuses what only a hand-made request can say', async () => {
    const port = await serve();
    const host = `Host: 127.0.0.1:${port}\r\n`;
    const close = 'Connection: close\r\n\r\n';
    expect(await askRaw(port, `GET http://evil.example/ HTTP/1.1\r\n${host}${close}`)).toMatch(/^HTTP\/1.1 400 /);
    expect(await askRaw(port, `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n${close}`)).toMatch(/^HTTP\/1.1 421 /);
    expect(await askRaw(port, `GET / HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1.1 400 /);
  });

  test('closes a request for a socket', async () => {
    const port = await serve();
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await askRaw(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${upgrade}`)).toBe('');
  });

  test.each([10 * 2 ** 20 - 1, 10 * 2 ** 20, 10 * 2 ** 20 + 1, 25_000_000])(
    'passes a body of %i bytes on whole',
    async (sizeBytes) => {
      const port = await serve();
      const body = randomBytes(sizeBytes);
      const { text } = await ask(port, { method: 'POST', path: '/api/x', body });
      expect(JSON.parse(text)).toMatchObject({ sizeBytes, sha256: createHash('sha256').update(body).digest('hex') });
    },
  );

  test('gives every answer the security headers and every page a nonce of its own', async () => {
    const port = await serve();
    const [first, second] = [await ask(port), await ask(port)];
    const seen = JSON.parse(first.text) as { headers: Record<string, string> };
    expect(seen.headers['content-security-policy']).toBe(first.headers['content-security-policy']);
    expect(first.headers['content-security-policy']).toContain(`'nonce-${seen.headers['x-nonce']}'`);
    expect(first.headers['content-security-policy']).not.toBe(second.headers['content-security-policy']);
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'cache-control': 'private, no-store',
    });
    const refused = await ask(port, { headers: { host: 'evil.example' } });
    expect(refused.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
  });

  test('leaves the headers alone that an answer sets itself', async () => {
    const port = await serve({
      handle: async (request, response) => {
        if (request.url === '/head') response.writeHead(200, { 'cache-control': 'public, max-age=60' });
        else response.setHeader('Cache-Control', 'public, max-age=60');
        response.end();
      },
    });
    for (const path of ['/head', '/set']) {
      const { headers } = await ask(port, { path });
      expect(headers['cache-control']).toBe('public, max-age=60');
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  test('takes away the headers that steer Next from outside', async () => {
    const port = await serve();
    const names = [
      'x-middleware-subrequest',
      'x-nextjs-data',
      'x-forwarded-host',
      'x-nonce',
      'content-security-policy',
    ];
    const { text } = await ask(port, { headers: Object.fromEntries(names.map((name) => [name, 'from outside'])) });
    expect(Object.values((JSON.parse(text) as { headers: object }).headers)).not.toContain('from outside');
  });

  test('answers with an error, and goes on, when its handler fails', async () => {
    const port = await serve({
      handle: async (request) => {
        if (request.url === '/bad') throw new Error('expected by this test');
      },
    });
    expect((await ask(port, { path: '/bad' })).status).toBe(500);
  });
});

describe('with an access token', () => {
  const html = { accept: 'text/html' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  function cookieOf(answer: Answer): string {
    return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  test('pages lead to the sign-in page, everything else is refused', async () => {
    const port = await serve({ token: TOKEN });
    const page = await ask(port, { path: '/datasets/1?filter=a', headers: html });
    expect(page.status).toBe(303);
    expect(page.headers.location).toBe('/sign-in?next=%2Fdatasets%2F1%3Ffilter%3Da');
    const api = await ask(port, { path: '/api/datasets' });
    expect(api.status).toBe(401);
    expect(JSON.parse(api.text)).toMatchObject({ error: { kind: 'forbidden' } });
    expect((await ask(port, { path: '/_next/static/x.js' })).status).toBe(401);
    const signIn = await ask(port, { path: '/sign-in', headers: html });
    expect(signIn.status).toBe(200);
    expect(signIn.text).toContain('Access token');
  });

  test('the token works as Bearer, in the form and in the address, and the cookie from then on', async () => {
    const port = await serve({ token: TOKEN });
    expect((await ask(port, { path: '/api/x', headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    const posted = await ask(port, {
      method: 'POST',
      path: '/sign-in',
      headers: form,
      body: `token=${TOKEN}&next=%2Fimport`,
    });
    expect([posted.status, posted.headers.location]).toEqual([303, '/import']);
    const linked = await ask(port, { path: `/datasets?filter=a&token=${TOKEN}`, headers: html });
    expect([linked.status, linked.headers.location]).toEqual([303, '/datasets?filter=a']);
    for (const cookie of [cookieOf(posted), cookieOf(linked)]) {
      expect(cookie).not.toContain(TOKEN);
      expect((await ask(port, { path: '/api/x', headers: { cookie } })).status).toBe(200);
      const wrongBearer = { cookie, authorization: 'Bearer wrong' };
      expect((await ask(port, { path: '/api/x', headers: wrongBearer })).status).toBe(401);
    }
  });

  test('signing in leads nowhere else', async () => {
    const port = await serve({ token: TOKEN });
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const body = new URLSearchParams({ token: TOKEN, next }).toString();
      const answer = await ask(port, { method: 'POST', path: '/sign-in', headers: form, body });
      expect(answer.headers.location).toBe('/');
    }
  });

  test('guessing is slowed down, and whoever is in stays in', async () => {
    const port = await serve({ token: TOKEN });
    const cookie = cookieOf(
      await ask(port, { method: 'POST', path: '/sign-in', headers: form, body: `token=${TOKEN}` }),
    );
    const guess = () => ask(port, { method: 'POST', path: '/sign-in', headers: form, body: 'token=wrong' });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect((await ask(port, { path: '/api/x', headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(429);
    expect((await ask(port, { path: '/api/x', headers: { cookie } })).status).toBe(200);
  });

  test('a form that is too long counts as empty', async () => {
    const port = await serve({ token: TOKEN });
    const answer = await ask(port, {
      method: 'POST',
      path: '/sign-in',
      headers: form,
      body: `token=${TOKEN}&x=${'y'.repeat(10_000)}`,
    });
    expect(answer.status).toBe(401);
  });
});
