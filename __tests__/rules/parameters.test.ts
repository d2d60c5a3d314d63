/** What rules are told of an object, through the evaluator and whole runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readable } from '../../src/facts/registry.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type ObjectParameters } from '../../src/model/parameter.ts';
import { type Report } from '../../src/model/report.ts';
import { loadEvaluator } from '../../src/rules/evaluate.ts';
import { runCases } from '../../src/rules/cases/run-cases.ts';
import { loadPack } from '../../src/rules/headers/load-pack.ts';
import { loadUserPack } from '../../src/rules/headers/users.ts';
import { audit } from '../../src/run/audit.ts';
import { openSmallWorld } from './some-rules.ts';
import { review } from '../../src/run/review.ts';
import { defaultFetching } from '../../src/sources/remote/open-charts.ts';
import { openEngines } from '../engine/open-engines.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';
import { plainManifest, plainSource } from './plain-manifest.ts';

type Texts = Readonly<Record<string, string>>;

const own = (sets: string): string => `# METADATA
# title: Keep replicas few
# description: It is a test.
# related_resources:
#   - ref: https://kubernetes.io/docs/
# custom:
#   severity: high
#   enforcement: deny
#   remedy: Use fewer.
#   kinds: [apps/Deployment]
#   standards: []
${sets}#   parameters:
#     most:
#       type: integer
#       default: 3
#       description: How many replicas are allowed.
#     is_checked:
#       type: boolean
#       default: true
#       description: Whether it is looked at.
#     word:
#       type: string
#       default: many
#       description: How it is said.
#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.own.replicas

findings contains finding if {
	input.parameters["own/replicas"].is_checked
	most := input.parameters["own/replicas"].most
	input.object.spec.replicas > most
	finding := {
		"path": ["spec", "replicas"],
		"message": concat(" ", ["Too", input.parameters["own/replicas"].word, "replicas: more than", concat("", [format_int(most, 10), "."])]),
		"extent": {},
		"fix": [],
		"no_fix": "No.",
	}
}
`;

/** Folders for the whole file. */
const scratch = mkdtempSync(join(tmpdir(), 'plimsoll-'));
function kept(texts: Texts): string {
  const folder = mkdtempSync(join(scratch, 'policies-'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const policies = kept({
  'rules/own/replicas/replicas.rego': own(''),
  'rules/own/replicas/cases/few/input.yaml': 'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 4}\n',
  'rules/own/replicas/cases/few/parameters.json': '{"most": 4}',
  'rules/own/replicas/cases/few/expected.json': '[]',
  'rules/own/replicas/cases/many/input.yaml': 'apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 4}\n',
  'rules/own/replicas/cases/many/expected.json':
    '[{"path": ["spec", "replicas"], "message": "Too many replicas: more than 3.", "extent": {}, "fix": [], "no_fix": "No."}]',
});
/** It reads a family of facts that no other rule does. */
const reading = kept({
  'rules/own/images/images.rego': `${own('')
    .split('#   parameters:')[0]
    ?.replace('apps/Deployment', 'Pod')
    .replace('#   standards: []', '#   standards: []\n#   facts: [images]')}#   fix_risk: null
#   fix_check: null
#   since: "0.1.0"
package plimsoll.rules.own.images

findings contains {"path": ["spec"], "message": "Used.", "extent": {}, "fix": [], "no_fix": "No."} if {
	some image in data.facts.targets[input.source.target].images.known
	image.used == "yes"
}
`,
});
const inSets = kept({ 'rules/own/replicas/replicas.rego': own('#   sets: [nsa]\n') });

const fetching = { ...defaultFetching, cache: join(scratch, 'cache') };
const worlds = {
  builtIn: openSmallWorld(() => undefined, null),
  own: openSmallWorld(() => undefined, policies),
  inSets: openSmallWorld(() => undefined, inSets),
  remembering: openSmallWorld(() => undefined, policies, fetching),
  readingFacts: openSmallWorld(() => undefined, reading, fetching),
};
const engines = openEngines();
afterAll(async () => {
  for (const world of Object.values(worlds)) await (await world).engines.close();
  await engines.close();
  rmSync(scratch, { recursive: true });
});

const common = {
  config: null,
  kubernetesVersion: null,
  failOn: null,
  allowEmpty: false,
  today: '2026-01-01',
};
const configFile = '.github/plimsoll.yaml';

async function audited(texts: Texts, world: keyof typeof worlds = 'builtIn'): Promise<Report> {
  const directory = temporaryFolder(texts);
  return (await audit({ ...common, directory, paths: [], chart: null }, await worlds[world])).report;
}

async function reviewed(base: Texts, head: Texts): Promise<Report> {
  const directory = temporaryRepository(base);
  commit(directory, head);
  return (await review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, await worlds.builtIn)).report;
}

const image = (tag: string, metadata = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: web${metadata}}
spec: {containers: [{name: web, image: 'example.org/web:${tag}'}]}
`;
const floating = (where: string): string => `rules:\n  sets: []\n  image/not-pinned:\n    enabled: true\n${where}`;
const places = ({ findings }: Report): string[] =>
  findings.map(({ rule, place }) => `${rule} ${place.kind === 'summary' ? '' : place.file}`).sort();

describe('a parameter of the configuration', () => {
  test('takes the place of the default, everywhere', async () => {
    const report = await audited({
      [configFile]: floating('    parameters: {floating_tags: [stable]}\n'),
      'a.yaml': image('stable'),
      'b.yaml': image('latest'),
    });

    expect(places(report)).toEqual(['image/not-pinned a.yaml']);
  });

  test('is that of a path, of plain files, charts and kustomizations', async () => {
    const report = await audited({
      [configFile]: floating(
        '    where:\n      - {path: prod/**, parameters: {floating_tags: [latest, stable]}}\n      - {path: charts/web, parameters: {floating_tags: [stable]}}\n',
      ),
      'prod/a.yaml': image('stable'),
      'dev/a.yaml': image('stable'),
      'prod/shop/kustomization.yaml': 'resources: [web.yaml]\n',
      'prod/shop/web.yaml': image('stable'),
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'charts/web/templates/a.yaml': image('stable'),
      'charts/web/templates/b.yaml': image('latest'),
      'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
      'charts/db/templates/a.yaml': image('stable'),
    });

    expect(places(report)).toEqual([
      'image/not-pinned charts/web/templates/a.yaml',
      'image/not-pinned prod/a.yaml',
      'image/not-pinned prod/shop/web.yaml',
    ]);
  });

  test('is that of a namespace: the one that the object names, or that its source puts it in', async () => {
    const report = await audited({
      [configFile]: floating('    where: [{namespace: "team-*", parameters: {floating_tags: [stable]}}]\n'),
      'a.yaml': image('stable', ', namespace: team-a'),
      'b.yaml': image('stable', ', namespace: shop'),
      'c.yaml': image('stable'),
      'app/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'app/templates/a.yaml': image('stable'),
      'apps.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web}
spec:
  destination: {namespace: team-b}
  source: {repoURL: 'https://git.example/shop.git', path: app}
`,
    });

    expect(places(report)).toEqual(['image/not-pinned a.yaml', 'image/not-pinned app/templates/a.yaml']);
  });

  test('is that of labels, and of the last entry that fits', async () => {
    const report = await audited({
      [configFile]: floating(`    where:
      - {labels: {tier: web}, parameters: {floating_tags: [stable]}}
      - {labels: {tier: web, stage: dev}, parameters: {floating_tags: []}}
`),
      'a.yaml': image('stable', ', labels: {tier: web}'),
      'b.yaml': image('stable', ', labels: {tier: web, stage: dev}'),
      'c.yaml': image('stable', ', labels: {stage: dev}'),
    });

    expect(places(report)).toEqual(['image/not-pinned a.yaml']);
  });

  test('is that of the base branch in a review, whatever the pull request says', async () => {
    const base = { [configFile]: floating('    parameters: {floating_tags: [stable]}\n'), 'a.yaml': image('1.0') };
    const head = { [configFile]: floating('    parameters: {floating_tags: []}\n'), 'a.yaml': image('stable') };

    const report = await reviewed(base, head);

    expect(report.findings.map(({ rule, status }) => [rule, status])).toEqual([['image/not-pinned', 'new']]);
  });

  test('that the merge would make wrong is a problem of the pull request', async () => {
    const base = { [configFile]: floating(''), 'a.yaml': image('1.0') };
    const head = { ...base, [configFile]: floating('    parameters: {floating_tags: main}\n') };

    const { problems } = await reviewed(base, head);

    expect(problems).toEqual([
      expect.objectContaining({
        code: 'configuration',
        message: `After the merge, every run would end with this error: ${configFile}:5: rules.image/not-pinned.parameters.floating_tags: expected a list of strings, got "main"`,
        place: { kind: 'lines', file: configFile, first: 5, last: 5 },
      }),
    ]);
  });

  test('excuses namespaces from a default policy', async () => {
    const texts = {
      'shop.yaml': `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n${image('1.0', ', namespace: shop')}`,
    };
    const rule = 'network-policy/default-deny';
    const isFound = ({ findings }: Report): boolean => findings.some((finding) => finding.rule === rule);

    const before = await audited({ ...texts, [configFile]: 'rules: {sets: [all]}\n' });
    const excused = await audited({
      ...texts,
      [configFile]: `rules:\n  sets: [all]\n  ${rule}:\n    parameters: {excused_namespaces: [shop]}\n`,
    });

    expect([isFound(before), isFound(excused)]).toEqual([true, false]);
  });
});

const deployment = (replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: 'example.org/web:1.0'}]}}
`;
const messages = ({ findings }: Report): string[] =>
  findings.filter(({ rule }) => rule === 'own/replicas').map(({ message }) => message);

describe("a rule of one's own", () => {
  test('has its defaults, and what the configuration says', async () => {
    const config = 'rules:\n  own/replicas:\n    parameters: {most: 5, word: numerous}\n';

    expect(messages(await audited({ 'a.yaml': deployment(6) }, 'own'))).toEqual(['Too many replicas: more than 3.']);
    expect(messages(await audited({ 'a.yaml': deployment(6), [configFile]: config }, 'own'))).toEqual([
      'Too numerous replicas: more than 5.',
    ]);
  });

  test('is checked against its own header', async () => {
    const config = 'rules:\n  own/replicas:\n    parameters: {most: few}\n';

    await expect(audited({ 'a.yaml': deployment(6), [configFile]: config }, 'own')).rejects.toThrow(
      `${configFile}:3: rules.own/replicas.parameters.most: expected an integer, got "few"`,
    );
  });

  test('runs whatever sets are chosen, unless it names some', async () => {
    const of = async (sets: string, world: 'own' | 'inSets'): Promise<number> =>
      messages(await audited({ 'a.yaml': deployment(6), [configFile]: `rules: {sets: [${sets}]}\n` }, world)).length;

    expect([await of('cis', 'own'), await of('cis', 'inSets'), await of('nsa', 'inSets')]).toEqual([1, 0, 1]);
  });

  test('has cases with parameters', async () => {
    const builtIn = await loadPack('dist');
    const pack = await loadUserPack(policies, 'dist', builtIn, engines.rego, readable);

    const results = await runCases(policies, [builtIn, pack]);

    expect(results.map(({ name, passed }) => [name, passed])).toEqual([
      ['few', true],
      ['many', true],
    ]);
  });

  test('has no case with a parameter of another type', async () => {
    const wrong = temporaryFolder({
      'rules/own/replicas/replicas.rego': own(''),
      'rules/own/replicas/cases/a/input.yaml': 'apiVersion: v1\nkind: Pod\n',
      'rules/own/replicas/cases/a/parameters.json': '{"most": "4"}',
      'rules/own/replicas/cases/a/expected.json': '[]',
    });
    const pack = await loadUserPack(wrong, 'dist', await loadPack('dist'), engines.rego, readable);

    await expect(runCases(wrong, [pack])).rejects.toThrow(
      `${join(wrong, 'rules/own/replicas/cases/a/parameters.json')}: most: expected an integer; got "4".`,
    );
  });
});

describe('what is remembered between runs', () => {
  test('is not what other parameters or sets gave', async () => {
    const directory = temporaryFolder({ 'a.yaml': deployment(6) });
    const at = async (text: string): Promise<readonly string[]> => {
      const options = { ...common, config: { file: 'own.yaml', text }, directory, paths: [], chart: null };
      return messages((await audit(options, await worlds.remembering)).report);
    };
    const narrowed = (path: string): string =>
      `rules: {own/replicas: {where: [{path: ${path}, parameters: {most: 9}}]}}\n`;

    expect(await at('')).toHaveLength(1);
    expect(await at('rules: {own/replicas: {parameters: {most: 9}}}\n')).toEqual([]);
    expect(await at(narrowed('b.yaml'))).toHaveLength(1);
    expect(await at(narrowed('a.yaml'))).toEqual([]);
    expect(await at('rules: {own/replicas: {enabled: false}}\n')).toEqual([]);
    expect(await at('')).toHaveLength(1);
  });
});

test('facts that were found out for fewer rules are found out anew for more', async () => {
  const directory = temporaryFolder({ 'a.yaml': image('1.0') });
  const isFound = async (text: string): Promise<boolean> => {
    const options = { ...common, config: { file: 'own.yaml', text }, directory, paths: [], chart: null };
    const { report } = await audit(options, await worlds.readingFacts);
    return report.findings.some(({ rule }) => rule === 'own/images');
  };

  expect(await isFound('rules: {own/images: {enabled: false}}\n')).toBe(false);
  expect(await isFound('')).toBe(true);
});

describe('sets of rules', () => {
  const bad = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {hostNetwork: true, containers: [{name: web, image: example.org/web, securityContext: {privileged: true}}]}
`;

  test('run alone, and the Pod Security level is as it is without them', async () => {
    const all = await audited({ 'a.yaml': bad });
    const some = await audited({ 'a.yaml': bad, [configFile]: 'rules: {sets: [baseline]}\n' });
    const few = await audited({
      'a.yaml': bad,
      [configFile]: 'rules: {sets: [], image/not-pinned: {enabled: true}}\n',
    });

    const rules = JSON.parse(JSON.stringify((await worlds.builtIn).rules)) as { id: string; sets: string[] }[];
    const inSet = new Set(rules.filter(({ sets }) => sets.includes('baseline')).map(({ id }) => id));
    expect(some.findings.map(({ rule }) => rule)).toEqual(
      all.findings.map(({ rule }) => rule).filter((rule) => inSet.has(rule)),
    );
    expect(some.findings.length).toBeLessThan(all.findings.length);
    expect([some.counts.rules, few.counts.rules]).toEqual([inSet.size, 1]);
    expect(few.findings.map(({ rule }) => rule)).toEqual(['image/not-pinned']);
    expect([some.posture, few.posture]).toEqual([all.posture, all.posture]);
    expect(all.posture.workloads).toMatchObject([{ psa: { after: 'privileged' } }]);
  });

  test('that leave no rule end in an error, as when all are off', async () => {
    const { verdict, counts } = await audited({ 'a.yaml': bad, [configFile]: 'rules: {sets: []}\n' });

    expect([verdict, counts.rules]).toEqual(['error', 0]);
  });
});

test('an object that two sources share is evaluated for the parameters of each', async () => {
  const builtIn = await loadPack('dist');
  const told = (key: string, tags: readonly string[]): ObjectParameters => ({
    key,
    byRule: { 'image/not-pinned': { floating_tags: tags } },
  });
  const evaluator = await loadEvaluator([builtIn], null, (_, { path }) =>
    path === 'a.yaml' ? told('a', ['main']) : told('b', []),
  );
  evaluator.know({});
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'example.org/web:main' }] },
  };
  const manifest = plainManifest(object);
  const isFound = (path: string): boolean =>
    evaluator.evaluate(manifest, { ...plainSource, path }).findings.some(({ rule }) => rule === 'image/not-pinned');

  expect([isFound('a.yaml'), isFound('b.yaml'), isFound('a.yaml')]).toEqual([true, false, true]);
});
