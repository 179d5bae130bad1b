import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, isLoopbackHost, readConfig } from '@/lib/config.server';

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(env)} was accepted`);
}

describe('readConfig', () => {
  test('serves this machine only, on port 3000, from .data, unless told otherwise', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', isLoopback: true, ALLOWED_HOSTS: [] });
    expect(config.paths.data).toBe(path.resolve('.data'));
    expect(config.MAX_UPLOAD_BYTES).toBe(2 * 1024 ** 3);
  });

  test('takes an empty value for one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000 });
  });

  test('resolves DATA_DIR against the project and keeps an absolute one', () => {
    expect(readConfig({ DATA_DIR: 'somewhere/else' }).paths.pg).toBe(path.resolve('somewhere/else/pg'));
    expect(readConfig({ DATA_DIR: '/srv/sheaf' }).paths.blobs).toBe('/srv/sheaf/blobs');
  });

  test.each([
    ['PORT', '0', 'PORT is "0", but it must be a whole number from 1 to 65535.'],
    ['PORT', '65536', 'PORT is "65536", but it must be a whole number from 1 to 65535.'],
    ['PORT', '3000.5', 'PORT is "3000.5", but it must be a whole number from 1 to 65535.'],
    ['PORT', ' 80', 'PORT is " 80", but it must be a whole number from 1 to 65535.'],
    ['HOST', 'a b', 'HOST is "a b", but it must be a host name or an IP address.'],
    ['NODE_ENV', 'prod', 'NODE_ENV is "prod", but it must be one of development, production, test.'],
    [
      'MAX_IMAGE_PIXELS',
      '50MP',
      'MAX_IMAGE_PIXELS is "50MP", but it must be a whole number from 1 to 9007199254740991.',
    ],
    [
      'ALLOWED_HOSTS',
      'https://a.example',
      'ALLOWED_HOSTS is "https://a.example", but it must be host names, each with or without a port, separated by commas.',
    ],
  ])('refuses %s=%s in one sentence', (name, value, sentence) => {
    expect(refusal({ [name]: value })).toBe(sentence);
  });

  test.each([
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['ACCESS_TOKEN', 'hunter2'],
  ])('does not repeat the secret in %s', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain('hunter2');
  });

  test('names every setting that is wrong', () => {
    const message = refusal({ PORT: 'x', MAX_COLUMNS: '-1' });
    expect(message).toContain('PORT is "x"');
    expect(message).toContain('MAX_COLUMNS is "-1"');
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'sheaf.example.org', '127.0.0.1.example.org'])(
    'demands ALLOWED_HOSTS when HOST is %s',
    (host) => {
      expect(refusal({ HOST: host })).toContain('ALLOWED_HOSTS must list the host names');
      expect(readConfig({ HOST: host, ALLOWED_HOSTS: 'Sheaf.example.org, other:8443' })).toMatchObject({
        isLoopback: false,
        ALLOWED_HOSTS: ['sheaf.example.org', 'other:8443'],
      });
    },
  );
});

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['[::1]', true],
  ['LOCALHOST', true],
  ['0.0.0.0', false],
  ['localhost.example.org', false],
  ['128.0.0.1', false],
])('isLoopbackHost(%s) is %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
