import { afterAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/run/audit.ts';
import { bordersOf } from '../../src/foundation/border.ts';
import { type PostureDefinition } from '../../src/findings/posture/definition.ts';
import { fix } from '../../src/run/fix.ts';
import { postureOf } from '../../src/run/judge/posture.ts';
import { factsOf } from '../../src/run/look/inspect.ts';
import { formatAnyway } from '../../src/run/conclude/last-border.ts';
import { compareAlone, type InspectedSide } from '../../src/run/look/inspected-side.ts';
import { type Finding, type Report } from '../../src/model/report.ts';
import { type Rule } from '../../src/model/rule.ts';
import { openWorld } from '../../src/run/open/open-world.ts';
import { jsonReport } from '../../src/report/json.ts';
import { review } from '../../src/run/review.ts';
import { say } from '../../src/cli/say.ts';
import { onlyRoot } from '../../src/policy/trusted-config.ts';
import { settle } from '../../src/run/open/setting.ts';
import { openSide, renderSources } from '../../src/run/look/side.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { type World } from '../../src/run/open/world.ts';
import { goldenCase, rules } from '../report/golden-cases.ts';
import { commit, temporaryFolder, temporaryRepository } from '../snapshot/temporary.ts';

const world = openWorld(() => undefined, null);
afterAll(async () => {
  await (await world).engines.close();
});

const common = { config: null, kubernetesVersion: null, failOn: null, allowEmpty: false, today: '2026-01-01' };
const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {hostPID: true, containers: []}\n`;
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: correct-Horse-7}\n';

/** A value whose field breaks whoever reads it. */
function breaking<T extends object>(value: T, field: keyof T): T {
  return Object.defineProperty({ ...value }, field, {
    enumerable: true,
    get: () => {
      throw new Error(`${String(field)} broke`);
    },
  });
}

const saidOf = ({ problems }: Pick<Report, 'problems'>): unknown[] =>
  problems.map(({ stage, code, subject, message }) => [stage, code, subject, message]);
const fault = (subject: string, why: string): string =>
  `${subject} could not be checked: ${why}. This is a bug in Plimsoll; please report it.`;

describe('where something of ours breaks down', () => {
  test('over what Secrets hold, findings are said, and nothing of a file is quoted', async () => {
    const directory = temporaryRepository({ README: '' });
    commit(directory, { 'all.yaml': `${pod('a')}---\n${secret}` });
    const here = await world;
    const broken: World = { ...here, rules: here.rules.map((rule): Rule => breaking(rule, 'description')) };

    const outcome = await review({ ...common, directory, base: 'HEAD~1', head: 'HEAD' }, broken);

    expect(saidOf(outcome.report)).toEqual([
      ['evaluate', 'engine-failed', 'what Secrets hold', fault('what Secrets hold', 'description broke')],
    ]);
    expect([outcome.exitCode, outcome.report.verdict]).toEqual([3, 'error']);
    expect(outcome.report.findings.map(({ rule }) => rule)).toContain('pod-security-baseline/host-namespaces');
    expect(outcome.sources('all.yaml')).not.toContain('correct-Horse-7');
    expect(outcome.sources('all.yaml')?.split('\n')).toHaveLength(`${pod('a')}---\n${secret}`.split('\n').length);
  });

  test('over what a source brings to its cluster, that is unknown', async () => {
    const directory = temporaryFolder({ 'a.yaml': pod('a'), 'b.yaml': pod('b') });
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    const setting = await settle({ ...common, directory }, onlyRoot(tree), await world);
    const side = await openSide(tree, setting, null);
    const [first, ...rest] = await renderSources(side, side.sources, setting);
    if (first === undefined) throw new Error('nothing was rendered');
    const borders = bordersOf();
    const lost = { ...first, supposed: breaking({ found: [], possible: [], tried: [] }, 'possible') };

    const facts = await factsOf(side, [lost, ...rest], borders);

    expect(saidOf({ problems: borders.problems() })).toEqual([
      [
        'relate',
        'engine-failed',
        'what a.yaml adds to its cluster',
        fault('what a.yaml adds to its cluster', 'possible broke'),
      ],
    ]);
    expect(facts.targets['default']?.namespaces['default']).toEqual({
      defined: 'unknown',
      filled: 'yes',
      default_deny_ingress: 'unknown',
      default_deny_egress: 'unknown',
    });
  });

  test('over one finding, the others are compared', async () => {
    const directory = temporaryFolder({ 'a.yaml': pod('a') });
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    const setting = await settle({ ...common, directory }, onlyRoot(tree), await world);
    const side = await openSide(tree, setting, null);
    const renderings = await renderSources(side, side.sources, setting);
    const facts = await factsOf(side, renderings, setting.borders);
    const manifest = renderings[0]?.manifests[0];
    if (manifest === undefined) throw new Error('nothing was rendered');
    setting.evaluator.know(facts);
    const { id, kind, path, target, namespace } = renderings[0]?.source ?? side.sources[0] ?? (null as never);
    const { findings, problems } = setting.evaluator.evaluate(manifest, {
      ...{ id, kind, path, target, namespace },
      pod_security_version: null,
      kubernetes_version: null,
    });
    const [one, ...others] = findings;
    if (one === undefined) throw new Error('nothing was found');
    const evaluated = { findings: [breaking(one, 'path'), ...others], hanging: [], problems, evaluations: 1 };
    const looked: InspectedSide = { side, renderings, unchanged: [], facts, evaluated };

    expect(compareAlone(looked, setting).map(({ rule }) => rule)).toEqual(others.map(({ rule }) => rule));
    expect(setting.borders.problems().map(({ subject }) => subject)).toEqual([
      'what was found',
      `a finding of ${one.rule}`,
    ]);
  });

  test('over one family of posture, the others have their rows', async () => {
    const directory = temporaryFolder({ 'a.yaml': pod('a') });
    const tree = await folderTree(directory, { tracked: false, digests: 'stat' });
    const setting = await settle({ ...common, directory }, onlyRoot(tree), await world);
    const side = await openSide(tree, setting, null);
    const renderings = await renderSources(side, side.sources, setting);
    const facts = await factsOf(side, renderings, setting.borders);
    const evaluated = { findings: [], hanging: [], problems: [], evaluations: 0 };
    const inspected: InspectedSide = { side, renderings, unchanged: [], facts, evaluated };
    const kinds: PostureDefinition = {
      ...{ id: 'kind', title: 'Kind', subject: 'object', values: ['pod', 'other'] },
      reads: () => false,
      valuesBy: () => (manifest) => (manifest.object.kind === 'Pod' ? 'pod' : 'other'),
    };
    const broken: PostureDefinition = {
      ...{ ...kinds, id: 'broken', title: 'Soundness' },
      valuesBy: () => () => {
        throw new Error('valueOf broke');
      },
    };

    const said = postureOf(null, inspected, setting, [broken, kinds]);

    const object = { apiVersion: 'v1', kind: 'Pod', namespace: null, name: 'a' };
    expect(said).toEqual([
      { id: 'broken', title: 'Soundness', subject: 'object', values: ['pod', 'other'], rows: [] },
      {
        ...{ id: 'kind', title: 'Kind', subject: 'object', values: ['pod', 'other'] },
        rows: [{ object, source: 'a.yaml', before: null, after: 'pod' }],
      },
    ]);
    expect(saidOf({ problems: setting.borders.problems() })).toEqual([
      ['evaluate', 'engine-failed', 'the Soundness of objects', fault('the Soundness of objects', 'valueOf broke')],
    ]);
  });

  test.each(['review', 'audit', 'fix'] as const)(
    'that no part holds, %s ends in a report that says it',
    async (name) => {
      const directory = temporaryRepository({ 'a.yaml': pod('a') });
      const broken: World = { ...(await world), openCharts: () => Promise.reject(new Error('charts broke')) };
      const all = { ...common, directory, paths: [], chart: null, unsafe: true, dryRun: false, base: null };
      const run = {
        review: () => review({ ...common, directory, base: 'HEAD', head: 'HEAD' }, broken),
        audit: () => audit(all, broken),
        fix: async () => (await fix(all, broken)).outcome,
      };

      const outcome = await run[name]();

      const subject = name === 'review' ? 'the review' : 'the audit';
      expect(saidOf(outcome.report)).toEqual([['evaluate', 'engine-failed', subject, fault(subject, 'charts broke')]]);
      expect([outcome.exitCode, outcome.report.verdict]).toEqual([3, 'error']);
    },
  );
});

describe('a report that cannot be said', () => {
  const { report, sources } = goldenCase('plain-manifest');
  const outcome = { report, sources, rules, exitCode: 1 } as const;
  const [first, ...others] = report.findings;
  if (first === undefined) throw new Error('the case has no finding');
  const broken = { ...outcome, report: { ...report, findings: [breaking(first, 'message'), ...others] } };

  test.each(['text', 'json', 'sarif', 'markdown'] as const)(
    'as %s for one finding is said with all the others, and says so',
    (format) => {
      const { text, outcome: said } = say(format, broken, { colored: false });

      const problem = fault(`the report as ${format}`, 'message broke');
      expect(saidOf(said.report)).toContainEqual(['publish', 'engine-failed', `the report as ${format}`, problem]);
      expect([said.exitCode, said.report.verdict]).toEqual([3, 'error']);
      expect(text.replace(/\s+/g, ' ')).toContain('message broke');
      const usual = say(format, { ...outcome, report: { ...report, findings: others } }, { colored: false }).text;
      const told = others.filter(({ rule }) => usual.includes(rule));
      expect(told.length).toBeGreaterThan(1);
      for (const { rule } of told) expect(text).toContain(rule);
    },
  );

  test('with any finding is said without them', () => {
    const fails = (each: { readonly report: { readonly findings: readonly Finding[] } }): string => {
      if (each.report.findings.length > 0) throw new Error('Invalid string length');
      return JSON.stringify(each.report);
    };

    const { text } = formatAnyway('json', outcome, fails);

    const said: unknown = JSON.parse(text);
    expect(said).toMatchObject({
      verdict: 'error',
      findings: [],
      problems: [...report.problems, { stage: 'publish' }],
    });
  });

  test('in any way ends in the sentence that says it', () => {
    const { text } = formatAnyway('json', outcome, () => jsonReport(breaking(report, 'schema')));

    expect(text).toBe(`${fault('the report as json', 'schema broke')}\n`);
  });
});
