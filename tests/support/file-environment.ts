import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, inject } from 'vitest';
import { databaseNameOfFile } from '@/tests/support/file-database-name';

// Settings are read once, lazily: a file of tests gets its own data directory and database before anything reads them.
const { adminUrl } = inject('testServer');
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'sheaf-test-data-'));
for (const name of ['blobs', 'staging', 'models', 'exports', 'cache', 'logs']) mkdirSync(path.join(dataDir, name));

const databaseUrl = new URL(adminUrl);
databaseUrl.pathname = `/${databaseNameOfFile()}`;
process.env.DATA_DIR = dataDir;
process.env.DATABASE_URL = databaseUrl.toString();

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
