// docs/ARCHITECTURE.md as rules. tests/unit/architecture.test.ts breaks each of them once and expects its name.

// The pipeline: a module of lib imports only what stands before it.
const ORDER = [
  'math',
  'db',
  'storage',
  'auth',
  'live',
  'jobs',
  'operations',
  'datasets',
  'samples',
  'embeddings',
  'neighbours',
  'clusters',
  'maps',
  'groups',
  'audits',
  'labels',
  'review',
  'versions',
  'exchange',
  'http',
];
const SHARED = '^lib/(errors|config\\.server)\\.ts$';

const SERVER = '\\.server\\.ts$';
const BROWSER = '\\.browser\\.tsx?$';
const TF = '\\.tf\\.ts$';
const WORKER = '\\.worker\\.ts$';
const SUFFIXED = [SERVER, BROWSER, TF, WORKER];
const REPOS = ['^lib/[^/]+/repo\\.server\\.ts$', '^lib/[^/]+/[^/]+-repo\\.server\\.ts$'];
const HANDLERS = ['^lib/[^/]+/jobs\\.server\\.ts$', '^lib/[^/]+/[^/]+-jobs\\.server\\.ts$'];
const RUNTIME_PACKAGES =
  '(^|/)node_modules/(@prisma|@tensorflow|react|react-dom|next|pg|pg-[a-z-]+|sharp|graphile-worker|yauzl|yazl|csv-parse)/';

const order = ORDER.map((name, index) => ({
  name: `order-${name}`,
  comment: `lib/${name} imports only modules that stand before it in the pipeline`,
  severity: 'error',
  from: { path: `^lib/${name}/` },
  to: { path: '^lib/', pathNot: [`^lib/(${ORDER.slice(0, index + 1).join('|')})/`, SHARED] },
}));

const suffixes = [
  {
    name: 'pure-stays-pure',
    comment: 'a file without a suffix runs anywhere: no Node, DOM, React, Next, Prisma or TensorFlow.js',
    severity: 'error',
    from: { path: '^lib/', pathNot: SUFFIXED },
    to: { path: [...SUFFIXED, RUNTIME_PACKAGES] },
  },
  {
    name: 'pure-has-no-node',
    comment: 'a file without a suffix does not import modules of Node',
    severity: 'error',
    from: { path: '^lib/', pathNot: SUFFIXED },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'tf-runs-in-any-thread',
    comment: '.tf.ts imports TensorFlow.js and pure files, nothing of one platform',
    severity: 'error',
    from: { path: TF },
    to: { path: [SERVER, BROWSER, WORKER] },
  },
  {
    name: 'tf-has-no-node',
    comment: '.tf.ts does not import modules of Node',
    severity: 'error',
    from: { path: TF },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'tensorflow-only-in-tf',
    comment: 'TensorFlow.js is imported by .tf.ts files only',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/', pathNot: TF },
    to: { path: '(^|/)node_modules/@tensorflow/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'server-never-loads-browser',
    comment: 'a .server.ts file runs in Node and imports nothing of a page',
    severity: 'error',
    from: { path: [SERVER, WORKER] },
    to: { path: [BROWSER, '^components/'] },
  },
  {
    name: 'threads-are-entry-points',
    comment: 'a .worker.ts file is started, never imported',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/' },
    to: { path: WORKER },
  },
  {
    name: 'pages-never-reach-server',
    comment: 'components and .browser.ts files never reach a .server.ts file, however long the path',
    severity: 'error',
    from: { path: ['^components/', BROWSER] },
    to: { path: SERVER, reachable: true },
  },
];

const layers = [
  {
    name: 'lib-below-ui',
    comment: 'imports run app → components → lib',
    severity: 'error',
    from: { path: '^lib/' },
    to: { path: '^(app|components|bin)/' },
  },
  {
    name: 'components-below-app',
    comment: 'imports run app → components → lib',
    severity: 'error',
    from: { path: '^components/' },
    to: { path: '^(app|bin)/' },
  },
  {
    name: 'prisma-only-in-repos',
    comment: 'only lib/<module>/repo.server.ts and *-repo.server.ts speak to Prisma and Postgres',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/', pathNot: [...REPOS, '^lib/db/'] },
    to: { path: ['^lib/db/generated/', '(^|/)node_modules/@prisma/'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'handlers-only-in-worker',
    comment: 'job handlers are bound in lib/worker.server.ts and nowhere else',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/', pathNot: '^lib/worker\\.server\\.ts$' },
    to: { path: HANDLERS },
  },
  {
    name: 'nothing-imports-the-worker',
    comment: 'lib/worker.server.ts is a process of its own',
    severity: 'error',
    from: {},
    to: { path: '^lib/worker\\.server\\.ts$' },
  },
  {
    name: 'product-without-tests',
    comment: 'the product does not import tests',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/', pathNot: '^bin/test' },
    to: { path: '^tests/' },
  },
  {
    name: 'product-without-dev-packages',
    comment: 'what runs at a user is in dependencies',
    severity: 'error',
    from: { path: '^(app|components|lib|bin)/', pathNot: '^bin/test' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
  },
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-barrels',
      comment: 'no index file that only passes things on',
      severity: 'error',
      from: {},
      to: { path: '^(lib|components)/.*/index\\.tsx?$' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^lib/db/generated/' },
    },
    ...order,
    ...suffixes,
    ...layers,
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^lib/db/generated/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
