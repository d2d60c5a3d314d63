/** What a folder of src/ may import, beside itself: the arrows of ARCHITECTURE.md. A type counts as much as a value. */
const arrows = {
  model: [],
  foundation: ['model'],
  yaml: ['foundation', 'model'],
  snapshot: ['yaml', 'foundation', 'model'],
  engine: ['foundation', 'model'],
  fetch: ['foundation', 'model'],
  sources: ['engine', 'fetch', 'snapshot', 'yaml', 'foundation', 'model'],
  facts: ['snapshot', 'foundation', 'model'],
  rules: ['sources', 'engine', 'yaml', 'foundation', 'model'],
  findings: ['foundation', 'model'],
  policy: ['findings', 'fetch', 'snapshot', 'yaml', 'foundation', 'model'],
  secrets: ['sources', 'snapshot', 'yaml', 'foundation', 'model'],
  fixes: ['findings', 'sources', 'snapshot', 'yaml', 'foundation', 'model'],
  report: ['policy', 'foundation', 'model'],
  publish: ['report', 'foundation', 'model'],
  run: [
    'report',
    'fixes',
    'secrets',
    'policy',
    'findings',
    'rules',
    'facts',
    'sources',
    'fetch',
    'engine',
    'snapshot',
    'yaml',
    'foundation',
    'model',
  ],
  cli: ['run', 'report', 'secrets', 'policy', 'rules', 'sources', 'snapshot', 'yaml', 'foundation', 'model'],
  action: ['run', 'publish', 'report', 'secrets', 'policy', 'snapshot', 'foundation', 'model'],
};

const forbidden = [
  {
    name: 'no-circle',
    comment: 'Two files that need each other are one idea in two places, or have a third between them.',
    severity: 'error',
    from: { path: '^src/' },
    to: { circular: true },
  },
  ...Object.entries(arrows).map(([from, to]) => ({
    name: `arrows-of-${from}`,
    comment: `src/${from} imports ${to.length === 0 ? 'no other folder' : `no other folder than ${to.join(', ')}`}.`,
    severity: 'error',
    from: { path: `^src/${from}/` },
    to: { path: '^src/', pathNot: [from, ...to].map((folder) => `^src/${folder}/`) },
  })),
  {
    name: 'entries-at-the-top',
    comment: 'At the top of src/ stand the entries, cli.ts and action.ts, and nothing else.',
    severity: 'error',
    from: { path: '^src/[^/]+$', pathNot: '^src/(?:cli|action)[.]ts$' },
    to: {},
  },
  {
    name: 'only-known-folders',
    comment: 'A new folder of src/ has its arrows here and in ARCHITECTURE.md.',
    severity: 'error',
    from: { path: '^src/.+/', pathNot: Object.keys(arrows).map((folder) => `^src/${folder}/`) },
    to: {},
  },
  {
    name: 'source-has-no-tests',
    comment: 'What users run does not import tests or scripts.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(?:__tests__|scripts|engine)/' },
  },
];

export default {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
