import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[];
};

/** One file that breaks each rule, and nothing of the real product: [file, what it holds, the rule it breaks]. */
const violations: [file: string, text: string, rule: string][] = [
  ['lib/math/circle-a.ts', `import '@/lib/math/circle-b';`, 'no-circular'],
  ['lib/math/index.ts', 'export const a = 1;', ''],
  ['lib/math/uses-barrel.ts', `import '@/lib/math/index';`, 'no-barrels'],
  ['lib/math/lost.ts', `import '@/lib/math/not-there';`, 'no-unresolvable'],
  ['lib/math/early.ts', `import '@/lib/labels/label';`, 'order-math'],
  ['lib/db/early.server.ts', `import '@/lib/labels/label';`, 'order-db'],
  ['lib/storage/early.ts', `import '@/lib/labels/label';`, 'order-storage'],
  ['lib/auth/early.ts', `import '@/lib/labels/label';`, 'order-auth'],
  ['lib/live/early.ts', `import '@/lib/labels/label';`, 'order-live'],
  ['lib/jobs/early.ts', `import '@/lib/labels/label';`, 'order-jobs'],
  ['lib/operations/early.ts', `import '@/lib/labels/label';`, 'order-operations'],
  ['lib/datasets/early.ts', `import '@/lib/labels/label';`, 'order-datasets'],
  ['lib/samples/early.ts', `import '@/lib/labels/label';`, 'order-samples'],
  ['lib/embeddings/early.ts', `import '@/lib/labels/label';`, 'order-embeddings'],
  ['lib/neighbours/early.ts', `import '@/lib/labels/label';`, 'order-neighbours'],
  ['lib/clusters/early.ts', `import '@/lib/labels/label';`, 'order-clusters'],
  ['lib/maps/early.ts', `import '@/lib/labels/label';`, 'order-maps'],
  ['lib/groups/early.ts', `import '@/lib/labels/label';`, 'order-groups'],
  ['lib/audits/early.ts', `import '@/lib/labels/label';`, 'order-audits'],
  ['lib/labels/early.ts', `import '@/lib/http/late';`, 'order-labels'],
  ['lib/review/early.ts', `import '@/lib/http/late';`, 'order-review'],
  ['lib/versions/early.ts', `import '@/lib/http/late';`, 'order-versions'],
  ['lib/exchange/early.ts', `import '@/lib/http/late';`, 'order-exchange'],
  ['lib/http/stray.ts', `import '@/lib/stray';`, 'order-http'],
  ['lib/labels/impure.ts', `import '@/lib/labels/x.server';`, 'pure-stays-pure'],
  ['lib/labels/with-react.ts', `import 'react';`, 'pure-stays-pure'],
  ['lib/labels/with-node.ts', `import 'node:fs';`, 'pure-has-no-node'],
  ['lib/embeddings/a.tf.ts', `import '@/lib/embeddings/x.server';`, 'tf-runs-in-any-thread'],
  ['lib/embeddings/b.tf.ts', `import 'node:fs';`, 'tf-has-no-node'],
  ['lib/embeddings/c.server.ts', `import '@tensorflow/tfjs';`, 'tensorflow-only-in-tf'],
  ['lib/labels/y.server.ts', `import '@/lib/labels/z.browser';`, 'server-never-loads-browser'],
  ['lib/embeddings/d.server.ts', `import '@/lib/embeddings/e.worker';`, 'threads-are-entry-points'],
  ['components/labels/through.ts', `import '@/components/labels/step';`, 'pages-never-reach-server'],
  ['lib/labels/up.ts', `import '@/components/labels/leaf';`, 'lib-below-ui'],
  ['components/labels/up.ts', `import '@/app/page-data';`, 'components-below-app'],
  ['lib/labels/sql.server.ts', `import '@/lib/db/generated/client';`, 'prisma-only-in-repos'],
  ['app/handler.ts', `import '@/lib/labels/jobs.server';`, 'handlers-only-in-worker'],
  ['app/handlers.ts', `import '@/lib/labels/export-jobs.server';`, 'handlers-only-in-worker'],
  ['bin/worker.ts', `import '@/lib/worker.server';`, 'nothing-imports-the-worker'],
  ['lib/labels/tested.ts', `import '@/tests/support/made';`, 'product-without-tests'],
  ['lib/labels/dev.server.ts', `import 'vitest';`, 'product-without-dev-packages'],
];

/** What the violations import, and some that look close to one and are allowed. */
const innocent: [file: string, text: string][] = [
  ['lib/math/circle-b.ts', `import '@/lib/math/circle-a';`],
  ['lib/labels/label.ts', `import 'zod'; import '@/lib/math/plain';`],
  ['lib/math/plain.ts', 'export const a = 1;'],
  ['lib/http/late.ts', 'export const a = 1;'],
  ['lib/stray.ts', 'export const a = 1;'],
  ['lib/labels/x.server.ts', `import 'node:fs'; import '@/lib/labels/label';`],
  ['lib/embeddings/x.server.ts', 'export const a = 1;'],
  ['lib/labels/z.browser.ts', 'export const a = 1;'],
  ['lib/embeddings/e.worker.ts', `import '@/lib/embeddings/f.tf';`],
  ['lib/embeddings/f.tf.ts', `import '@tensorflow/tfjs';`],
  ['components/labels/leaf.ts', `import 'react';`],
  ['components/labels/step.ts', `import '@/lib/labels/x.server';`],
  ['app/page-data.ts', `import '@/lib/labels/x.server'; import '@/components/labels/leaf';`],
  ['lib/db/generated/client.ts', 'export const a = 1;'],
  ['lib/labels/repo.server.ts', `import '@/lib/db/generated/client';`],
  ['lib/labels/old-repo.server.ts', `import '@/lib/db/generated/client';`],
  ['lib/labels/jobs.server.ts', 'export const a = 1;'],
  ['lib/labels/export-jobs.server.ts', 'export const a = 1;'],
  ['lib/worker.server.ts', `import '@/lib/labels/jobs.server'; import '@/lib/labels/export-jobs.server';`],
  ['tests/support/made.ts', `import '@/lib/labels/label';`],
];

type Cruise = { summary: { violations: { from: string; rule: { name: string } }[] } };

let dir = '';
let found: { from: string; rule: string }[] = [];

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-rules-'));
  for (const [file, text] of [...violations, ...innocent]) {
    mkdirSync(path.join(dir, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  for (const file of ['tsconfig.json', 'package.json', '.dependency-cruiser.cjs']) {
    copyFileSync(file, path.join(dir, file));
  }
  symlinkSync(path.resolve('node_modules'), path.join(dir, 'node_modules'));
  const commandLine = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [commandLine, '--output-type', 'json', 'app', 'components', 'lib', 'bin', 'tests'];
  const result = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { summary } = JSON.parse(result.stdout) as Cruise;
  found = summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
}, 60_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the dependency rules', () => {
  it.each(violations.filter(([, , rule]) => rule !== ''))('%s: %s breaks %s', (file, _, rule) => {
    expect(found.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule);
  });

  it.each(innocent.filter(([file]) => !/circle|step/.test(file)))('%s: %s is allowed', (file) => {
    expect(found.filter(({ from }) => from === file)).toEqual([]);
  });

  it('are all broken here once', () => {
    const broken = new Set(found.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
