import { describe, expect, test } from 'vitest';
import { judgeRequest, listAllowedHosts } from '@/lib/http/guard';

const LOCAL = listAllowedHosts({ port: 3000, host: '127.0.0.1', isLoopback: true, allowedHosts: [] });

type Headers = Record<string, string>;

function statusOf(method: string, headers: Headers, options: { target?: string; hostCount?: number } = {}): number {
  const request = {
    method,
    target: options.target ?? '/api/datasets',
    headers: { host: 'localhost:3000', ...headers },
    hostCount: options.hostCount ?? 1,
  };
  return judgeRequest(request, LOCAL)?.status ?? 200;
}

describe('Host', () => {
  test.each([
    ['localhost:3000', 200],
    ['LocalHost:3000', 200],
    ['127.0.0.1:3000', 200],
    ['[::1]:3000', 200],
    ['localhost', 421],
    ['localhost:3001', 421],
    ['evil.example', 421],
    ['evil.example:3000', 421],
    ['localhost:3000.evil.example', 421],
    ['localhost:3000@evil.example', 421],
    ['127.0.0.1.nip.io:3000', 421],
    ['0.0.0.0:3000', 421],
    ['127.1:3000', 421],
    ['', 421],
  ])('%s leads to %i', (host, status) => {
    expect(statusOf('GET', { host })).toBe(status);
    expect(statusOf('POST', { host })).toBe(status);
  });

  test('a second Host header is refused', () => {
    expect(statusOf('GET', {}, { hostCount: 2 })).toBe(421);
  });

  test('the message repeats no markup and no control characters', () => {
    const headers = { host: '<script>\u001b[2J' };
    const refusal = judgeRequest({ method: 'GET', target: '/', headers, hostCount: 1 }, LOCAL);
    expect(refusal?.message).toContain('"?script??[2j"');
  });
});

describe('listAllowedHosts', () => {
  const allowedHosts = ['sheaf.example.org', 'other.example:8443'];
  const hosts = listAllowedHosts({ port: 3000, host: '0.0.0.0', isLoopback: false, allowedHosts });

  test.each([
    ['sheaf.example.org', true],
    ['sheaf.example.org:3000', true],
    ['sheaf.example.org:8443', false],
    ['other.example:8443', true],
    ['other.example', false],
    ['other.example:3000', false],
    ['localhost:3000', true],
    ['0.0.0.0:3000', false],
    ['www.sheaf.example.org', false],
  ])('%s: %s', (host, expected) => {
    expect(hosts.has(host)).toBe(expected);
  });

  test('adds HOST itself when it is an address of this machine only', () => {
    expect(listAllowedHosts({ port: 80, host: '127.0.0.2', isLoopback: true, allowedHosts: [] })).toContain(
      '127.0.0.2',
    );
    expect(listAllowedHosts({ port: 3000, host: '::1', isLoopback: true, allowedHosts: [] })).toContain('[::1]:3000');
  });
});

describe('Origin of a write', () => {
  const cases: Array<[Headers, number]> = [
    [{}, 200],
    [{ origin: 'http://localhost:3000' }, 200],
    [{ origin: 'https://localhost:3000' }, 200],
    [{ origin: 'http://127.0.0.1:3000' }, 403],
    [{ origin: 'http://localhost:3001' }, 403],
    [{ origin: 'http://localhost' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: '' }, 403],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'http://localhost:3000.evil.example' }, 403],
    [{ origin: 'file://' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' }, 403],
  ];
  test.each(cases)('%j leads to %i', (headers, status) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) expect(statusOf(method, headers)).toBe(status);
  });

  test('is not asked for reading', () => {
    expect(statusOf('GET', { origin: 'http://evil.example' })).toBe(200);
  });
});

describe('what another site may do', () => {
  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const cases: Array<[string, Headers, number]> = [
    ['GET', { 'sec-fetch-site': 'cross-site', ...link }, 200],
    ['GET', { 'sec-fetch-site': 'same-site', ...link }, 200],
    ['HEAD', { 'sec-fetch-site': 'cross-site', ...link }, 403],
    ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
    ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 403],
    ['GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 403],
    ['GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, 200],
  ];
  test.each(cases)('%s %j leads to %i', (method, headers, status) => {
    expect(statusOf(method, headers)).toBe(status);
  });
});

test.each([
  ['GET', '/', 200],
  ['GET', '/datasets/1?x=//y', 200],
  ['GET', '//evil.example', 400],
  ['GET', '/\\evil.example', 400],
  ['GET', 'http://evil.example/', 400],
  ['OPTIONS', '*', 400],
  ['TRACE', '/', 405],
  ['BREW', '/', 405],
])('%s %s leads to %i', (method, target, status) => {
  expect(statusOf(method, {}, { target })).toBe(status);
});
