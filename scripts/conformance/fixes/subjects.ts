/** The parts of the fixtures for which fixes are measured: charts, manifests and pull requests. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChartFlags } from '../../../src/sources/discover/options.ts';
import { type Outcome } from '../../../src/run/conclude/outcome.ts';
import { audit } from '../../../src/run/audit.ts';
import { review } from '../../../src/run/review.ts';
import { type Tree } from '../../../src/model/tree.ts';
import { type CommonOptions, type ReviewOptions } from '../../../src/run/options.ts';
import { onlyRoot } from '../../../src/policy/trusted-config.ts';
import { settle, type Setting } from '../../../src/run/open/setting.ts';
import { openSide } from '../../../src/run/look/side.ts';
import { type Side } from '../../../src/sources/side.ts';
import { auditedTree, reviewedTrees } from '../../../src/run/open/trees.ts';
import { type World } from '../../../src/run/open/world.ts';
import { run } from '../../command.ts';
import { helmCases } from '../cases.ts';

export const parts = ['charts', 'kustomize', 'manifests', 'prs'] as const;
export type Part = (typeof parts)[number];

/** A part of the fixtures that is checked as a whole. */
export interface Subject {
  readonly part: Part;
  readonly name: string;
  /** Null if it is not a pull request. */
  readonly pull: ReviewOptions | null;
  readonly look: (world: World) => Promise<Outcome>;
  /** Opens its files, for applying suggestions. */
  readonly open: (world: World) => Promise<Opened>;
}

export interface Opened {
  readonly tree: Tree;
  readonly setting: Setting;
  /** Discovers the sources of this tree, or of an edited copy. */
  readonly discovered: (tree: Tree) => Promise<Side>;
  readonly close: () => void;
}

const common: CommonOptions = {
  directory: '',
  config: null,
  kubernetesVersion: null,
  failOn: null,
  allowEmpty: true,
  today: '2026-01-01',
};

/** Options for all subjects. */
type Options = Partial<CommonOptions>;

/**
 * All subjects of a part. Pull requests are read from clones of the bundles, which are created in `scratch` if missing.
 */
export async function subjectsOf(
  part: Part,
  fixtures: string,
  scratch: string,
  options: Options = {},
): Promise<Subject[]> {
  if (part === 'charts') return chartSubjects(fixtures, options);
  if (part === 'prs') return pullRequests(join(fixtures, 'prs'), scratch, options);
  const folder = join(fixtures, part);
  const names = (await readdir(folder)).sort();
  return names.map((name) => audited(part, name, { ...options, directory: join(folder, name) }, null));
}

/** Each chart with its defaults and its ci/ values; a chart that needs arguments only with these. */
async function chartSubjects(fixtures: string, given: Options): Promise<Subject[]> {
  const cases = (await helmCases(fixtures)).filter(({ args }) => !args.includes('--values'));
  return cases.map(({ name, args }) => {
    const after = (word: string): string[] => args.flatMap((each, at) => (args[at - 1] === word ? [each] : []));
    const options = {
      ...given,
      directory: join(fixtures, 'charts', name),
      kubernetesVersion: after('--kube-version')[0] ?? null,
    };
    const set = after('--set');
    const lenient = args.includes('--skip-schema-validation');
    return audited('charts', name, options, set.length > 0 || lenient ? flagsWith(set, lenient) : null);
  });
}

function flagsWith(set: readonly string[], skipSchemaValidation: boolean): ChartFlags {
  return { values: [], set, release: { name: 'release-name', namespace: 'default' }, skipSchemaValidation };
}

function audited(part: Part, name: string, options: Options, chart: ChartFlags | null): Subject {
  const all = { ...common, ...options, paths: [], chart };
  const look = async (world: World): Promise<Outcome> => audit(all, world);
  const open = async (world: World): Promise<Opened> => {
    const { tree } = await auditedTree(all);
    const setting = await settle(all, onlyRoot(tree), world);
    return { tree, setting, discovered: async (each) => openSide(each, setting, chart), close: () => undefined };
  };
  return { part, name, pull: null, look, open };
}

async function pullRequests(folder: string, scratch: string, options: Options): Promise<Subject[]> {
  const bundles = (await readdir(folder)).filter((file) => file.endsWith('.bundle')).sort();
  const subjects: Subject[] = [];
  for (const bundle of bundles) {
    const name = bundle.slice(0, -'.bundle'.length);
    const directory = join(scratch, name);
    if (!existsSync(directory)) await git(scratch, 'clone', '--quiet', '--mirror', join(folder, bundle), directory);
    const refs = await git(directory, 'for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/*/head');
    for (const ref of refs.split('\n').filter((each) => each !== '')) {
      const pull: ReviewOptions = { ...common, ...options, directory, base: ref.replace(/head$/, 'base'), head: ref };
      const look = async (world: World): Promise<Outcome> => review(pull, world);
      const open = async (world: World): Promise<Opened> => {
        const { head, trustRoot, close } = await reviewedTrees(pull);
        const setting = await settle(pull, onlyRoot(trustRoot), world);
        return { tree: head, setting, discovered: async (each) => openSide(each, setting, null), close };
      };
      subjects.push({ part: 'prs', name: `${name} ${ref.replace(/\/head$/, '')}`, pull, look, open });
    }
  }
  return subjects;
}

/** @throws {Error} with git's error message. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('git', args, { cwd });
  if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout;
}
