import path from 'node:path';
import { z } from 'zod';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Directory that holds package.json: every process of Sheaf runs with it as its working directory. */
const projectDir = process.cwd();

function wholeNumber(fallback: number, bounds: { min: number; max?: number }) {
  const max = bounds.max ?? Number.MAX_SAFE_INTEGER;
  const allowed = `a whole number from ${bounds.min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, allowed)
    .transform(Number)
    .refine((value) => value >= bounds.min && value <= max, allowed)
    .default(fallback);
}

const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

const hostList = z
  .string()
  .transform((list) =>
    list
      .toLowerCase()
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  )
  .refine(
    (entries) => entries.every((entry) => HOST_NAME.test(entry)),
    'host names, each with or without a port, separated by commas',
  )
  .default([]);

const directory = (fallback: string) =>
  z
    .string()
    .min(1, 'a path')
    .refine((value) => !value.includes('\0'), 'a path')
    .default(fallback)
    .transform((value) => path.resolve(/* turbopackIgnore: true */ projectDir, value));

/**
 * Every setting that the environment can change. Sizes are bytes, durations milliseconds.
 * The limits bound what a person's files may ask of the machine; messages about a refused file name them.
 */
const environment = z.object({
  /** Set by npm for what it runs. */
  npm_lifecycle_event: z.string().optional(),
  npm_execpath: z.string().optional(),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production'),
  PORT: wholeNumber(3000, { min: 1, max: 65_535 }),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name or an IP address')
    .default('127.0.0.1'),
  ALLOWED_HOSTS: hostList,
  ACCESS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{20,200}$/, '20 to 200 printable ASCII characters without spaces')
    .optional(),
  DATA_DIR: directory('.data'),
  NEXT_DIST_DIR: z
    .string()
    .regex(/^[A-Za-z0-9._/-]+$/, 'a path inside the project')
    .default('.next'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'an address that starts with postgresql://')
    .optional(),
  DATABASE_POOL_SIZE: wholeNumber(10, { min: 2, max: 100 }),
  STATEMENT_TIMEOUT_MS: wholeNumber(30_000, { min: 0 }),

  MAX_UPLOAD_BYTES: wholeNumber(2 * GIB, { min: 1 }),
  MAX_DECOMPRESSED_BYTES: wholeNumber(10 * GIB, { min: 1 }),
  MAX_DECOMPRESSION_RATIO: wholeNumber(100, { min: 1 }),
  MAX_ARCHIVE_ENTRIES: wholeNumber(1_000_000, { min: 1 }),
  MAX_ENTRY_BYTES: wholeNumber(512 * MIB, { min: 1 }),
  MAX_IMAGE_PIXELS: wholeNumber(50_000_000, { min: 1 }),
  MAX_IMAGE_SIDE: wholeNumber(30_000, { min: 1 }),
  IMAGE_DECODE_TIMEOUT_MS: wholeNumber(10_000, { min: 100 }),
  INTAKE_MEMORY_BYTES: wholeNumber(512 * MIB, { min: 64 * MIB }),
  /** Hosts that models may be fetched from; none unless named. */
  MODEL_HOSTS: hostList,
  OWN_MODEL_MEMORY_BYTES: wholeNumber(2 * GIB, { min: 256 * MIB }),
  OWN_MODEL_TIMEOUT_MS: wholeNumber(120_000, { min: 1_000 }),
  INTAKE_STALL_TIMEOUT_MS: wholeNumber(60_000, { min: 1_000 }),
  MAX_TEXT_BYTES: wholeNumber(MIB, { min: 1 }),
  MAX_ROW_BYTES: wholeNumber(4 * MIB, { min: 1 }),
  MAX_FIELD_BYTES: wholeNumber(MIB, { min: 1 }),
  MAX_COLUMNS: wholeNumber(2_000, { min: 1 }),
  MAX_JSON_DEPTH: wholeNumber(64, { min: 1 }),
  MAX_JSON_KEYS: wholeNumber(10_000, { min: 1 }),
  MAX_API_BODY_BYTES: wholeNumber(MIB, { min: KIB }),
  MAX_PAGE_SIZE: wholeNumber(500, { min: 1 }),
  MIN_FREE_UPLOAD_BYTES: wholeNumber(5 * GIB, { min: 0 }),
  MIN_FREE_UPLOAD_PERCENT: wholeNumber(10, { min: 0, max: 100 }),
  MIN_FREE_JOB_BYTES: wholeNumber(2 * GIB, { min: 0 }),
  SIMILAR_MEMORY_BYTES: wholeNumber(2 * GIB, { min: 64 * MIB }),
  CACHE_BYTES: wholeNumber(16 * GIB, { min: 0 }),
});

type Environment = z.output<typeof environment>;

/** Where Sheaf keeps things. All are absolute; all but `build`, `dist` and `migrations` lie in DATA_DIR. */
export type Paths = {
  data: string;
  pg: string;
  pgPassword: string;
  blobs: string;
  staging: string;
  models: string;
  exports: string;
  cache: string;
  logs: string;
  lock: string;
  accessToken: string;
  schemaMark: string;
  build: string;
  dist: string;
  migrations: string;
  project: string;
};

export type Config = Environment & {
  /** True while HOST is a loopback name or address, so that only this machine can reach the server. */
  isLoopback: boolean;
  paths: Paths;
};

/** A setting of the environment has a value that is not allowed; the message is one sentence for a person. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const SECRET_SETTINGS = new Set(['ACCESS_TOKEN', 'DATABASE_URL']);

function describeIssue(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const variable = String(issue.path[0]);
  const value = SECRET_SETTINGS.has(variable) ? 'a value (not shown)' : JSON.stringify(env[variable] ?? '');
  const allowed = issue.code === 'invalid_value' ? `one of ${issue.values.join(', ')}` : issue.message;
  return `${variable} is ${value}, but it must be ${allowed}.`;
}

/** True for the names and addresses that only this machine can reach: localhost, 127.0.0.0/8 and ::1. */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

function buildPaths(values: Environment): Paths {
  const inData = (name: string) => path.join(/* turbopackIgnore: true */ values.DATA_DIR, name);
  const inProject = (name: string) => path.join(/* turbopackIgnore: true */ projectDir, name);
  return {
    data: values.DATA_DIR,
    pg: inData('pg'),
    pgPassword: inData('pg-password'),
    blobs: inData('blobs'),
    staging: inData('staging'),
    models: inData('models'),
    exports: inData('exports'),
    cache: inData('cache'),
    logs: inData('logs'),
    lock: inData('sheaf.lock'),
    accessToken: inData('access-token'),
    schemaMark: inData('schema.json'),
    build: inProject('.build'),
    dist: inProject(values.NEXT_DIST_DIR),
    migrations: inProject('prisma/migrations'),
    project: projectDir,
  };
}

/**
 * Checks an environment and turns it into settings.
 * An empty value counts as not set. Throws ConfigError, naming the variable, its value and what is allowed.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = environment.safeParse(present);
  if (!result.success) {
    throw new ConfigError(result.error.issues.map((issue) => describeIssue(issue, env)).join(' '));
  }
  const values = result.data;
  const isLoopback = isLoopbackHost(values.HOST);
  if (!isLoopback && values.ALLOWED_HOSTS.length === 0) {
    throw new ConfigError(
      `HOST is ${JSON.stringify(values.HOST)}, which other machines can reach, so ALLOWED_HOSTS must list the host names ` +
        'by which people open Sheaf, for example ALLOWED_HOSTS=sheaf.example.org.',
    );
  }
  return { ...values, isLoopback, paths: buildPaths(values) };
}

let cached: Config | undefined;

/** The settings of this process, read once. Throws ConfigError when a value is not allowed. */
export function config(): Config {
  cached ??= readConfig(process.env);
  return cached;
}

/** The settings, or the end of the process with the sentence on stderr: for launchers. */
export function configOrExit(): Config {
  try {
    return config();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** The environment of this process with changes, to hand to a child process. */
export function environmentWith(changes: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}
