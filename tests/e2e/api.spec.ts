import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';

/** Far more than it needs: a cold worker loads its model first. */
const TIMEOUT_MS = 300_000;
const CLIENT = path.resolve('tests/support/plain-http.mjs');

/** The blocks of the walk-through, in their order, as one script that stops at the first failure. */
function readWalkThrough(): string {
  const document = readFileSync('docs/API.md', 'utf8');
  const [, walk = ''] = document.split('\n## The main job by curl\n');
  const [chapter = ''] = walk.split('\n## ');
  const blocks = [...chapter.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  return `set -euo pipefail\n${blocks.join('\n')}`;
}

/** A folder to run in; where the machine has no curl, the few options that the document uses are done by fetch. */
function makeFolder(): { folder: string; searchPath: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sheaf-api-'));
  const searchPath = process.env.PATH ?? '';
  if (spawnSync('curl', ['--version']).status === 0) return { folder, searchPath };
  const tools = path.join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(path.join(tools, 'curl'), `#!/bin/sh\nexec "${process.execPath}" "${CLIENT}" "$@"\n`);
  chmodSync(path.join(tools, 'curl'), 0o755);
  return { folder, searchPath: `${tools}:${searchPath}` };
}

function run(script: string, folder: string, env: NodeJS.ProcessEnv): Promise<{ code: number | null; output: string }> {
  const shell = spawn('bash', ['-c', script], { cwd: folder, env, timeout: TIMEOUT_MS });
  let output = '';
  const keep = (text: string) => {
    output += text;
  };
  shell.stdout.setEncoding('utf8').on('data', keep);
  shell.stderr.setEncoding('utf8').on('data', keep);
  return new Promise((resolve, reject) => {
    shell.once('error', reject);
    shell.once('close', (code) => resolve({ code, output }));
  });
}

test('the walk-through of docs/API.md leads from a file to an export', async ({ baseURL }) => {
  test.setTimeout(TIMEOUT_MS + 30_000);
  const { folder, searchPath } = makeFolder();
  const env = { ...process.env, PATH: searchPath, SHEAF: baseURL };
  const { code, output } = await run(readWalkThrough(), folder, env);
  expect(code, output).toBe(0);

  expect(output).toContain('ref: id, question: text, topic: label');
  expect(output).toContain('24 new, 0 left out');
  expect(output).toMatch(/\d+ labeled refund/);
  expect(output).toContain('24 of 24 rows match by external-id');
  expect(output).toMatch(/committed as model [0-9a-f-]{36}/);
  const [header = '', ...rows] = readFileSync(path.join(folder, 'labels.csv'), 'utf8').trimEnd().split('\n');
  expect(header.split(',').slice(0, 7)).toEqual([
    'id',
    'class',
    'label_source',
    'operation_id',
    'operation_seq',
    'person',
    'decided_at',
  ]);
  expect(rows).toHaveLength(24);
  const refunds = rows.filter((row) => row.includes(',refund,person,'));
  expect(refunds.length).toBeGreaterThan(0);
  expect(refunds.every((row) => row.includes(',Ada,'))).toBe(true);
  const [, accepted] = /(\d+) of 24 labeled/.exec(output) ?? [];
  expect(Number(accepted)).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});

test('what is wrong is answered with a kind and a sentence', async ({ request }) => {
  const unknown = '01900000-0000-7000-8000-000000000000';
  const missing = await request.get(`/api/datasets/${unknown}`);
  expect(missing.status()).toBe(404);
  expect(await missing.json()).toMatchObject({
    error: { kind: 'not-found', message: expect.stringContaining(unknown) },
  });

  const nameless = await request.post('/api/datasets', { data: { name: 'Nobody', modality: 'text' } });
  expect(nameless.status()).toBe(400);
  expect((await nameless.json()).error.message).toContain('X-Person');

  const headers = { 'X-Person': 'Ada' };
  const extra = await request.post('/api/datasets', { headers, data: { name: 'A', modality: 'text', id: unknown } });
  expect(extra.status()).toBe(400);
  expect((await extra.json()).error.kind).toBe('invalid');
});
