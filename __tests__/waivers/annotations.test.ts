/** Waivers in annotations: they count only if the trust root has the same annotation on the same object. */
import { describe, expect, test } from 'vitest';
import { commit, git, temporaryRepository } from '../snapshot/temporary.ts';
import { capabilities, found, noticesOf, pod, rule, runner, statuses, type Texts, today } from './repository.ts';

const { audited, auditedIn, reviewed } = runner();
const cached = runner({ isCached: true });

const key = `waive.plimsoll.dev/${rule.replace('/', '.')}`;
const text = (expires = '2026-06-30', more = ''): string =>
  `reason: It watches the node.\nowner: '@acme/ops'\nexpires: ${expires}\n${more}`;
const annotated = (options: Parameters<typeof pod>[1] = {}, terms = text()): string =>
  pod('web', { ...options, annotations: { [key]: terms } });
const harmless = { hostPID: false };

const deployment = (templates: string, own = '', spec = 'hostPID: true'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {${own}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations: {${templates}}
    spec: {${spec}, containers: [{name: a, image: "registry.example/a:1"}]}
`;
const inline = `${key}: ${JSON.stringify(text())}`;

const chart = (values: string): Texts => ({
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': values,
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    {{- toYaml .Values.annotations | nindent 4 }}
spec: {hostPID: {{ .Values.hostPID }}, containers: []}
`,
});
const values = (hostPID: boolean, annotation: string | null): string =>
  JSON.stringify({ hostPID, annotations: annotation === null ? { a: 'b' } : { [key]: annotation } });

const overlay = (patched: boolean, annotation: string | null): Texts => ({
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml': pod('web', harmless),
  'overlay/kustomization.yaml': `resources: [../base]\npatches:\n- path: patch.yaml\n${
    annotation === null ? '' : `commonAnnotations:\n  ${key}: ${JSON.stringify(annotation)}\n`
  }`,
  'overlay/patch.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: ${patched}}\n`,
});

describe('an annotation that the trust root has', () => {
  test.each<[string, Texts, Texts]>([
    ['a manifest', { 'a.yaml': annotated(harmless) }, { 'a.yaml': annotated() }],
    ['a pod template', { 'a.yaml': deployment(inline, '', 'hostPID: false') }, { 'a.yaml': deployment(inline) }],
    ['a chart', chart(values(false, text())), { 'web/values.yaml': values(true, text()) }],
    [
      'a kustomization',
      overlay(false, text()),
      { 'overlay/patch.yaml': overlay(true, text())['overlay/patch.yaml'] ?? '' },
    ],
  ])('waives a new finding: of %s', async (_, base, head) => {
    const outcome = await reviewed({ base, head });

    expect(statuses(outcome)).toEqual(['waived web']);
    expect(found(outcome)[0]?.waiver).toEqual({
      reason: 'It watches the node.',
      owner: '@acme/ops',
      expires: '2026-06-30',
      annotation: true,
    });
    expect(outcome.report.notices).toBeUndefined();
  });

  test('counts as the tip of the base branch has it, not as the merge base has', async () => {
    const change = { base: { 'a.yaml': annotated(harmless), 'b.yaml': 'a: 1\n' }, head: { 'a.yaml': annotated() } };

    const elsewhere = await reviewed({ ...change, later: { 'b.yaml': 'a: 2\n' } });
    const removed = await reviewed({ ...change, later: { 'a.yaml': pod('web', harmless) } });
    const reworded = await reviewed({ ...change, later: { 'a.yaml': annotated(harmless, text('2026-05-01')) } });

    expect([elsewhere, removed, reworded].map((each) => statuses(each))).toEqual([
      ['waived web'],
      ['new web'],
      ['new web'],
    ]);
  });

  test('counts if it was merged while the pull request was open, which has it as well', async () => {
    const outcome = await reviewed({
      base: chart(values(false, null)),
      head: { 'web/values.yaml': values(true, text()) },
      later: { 'web/values.yaml': values(false, text()) },
    });

    expect(statuses(outcome)).toEqual(['waived web']);
  });

  test('counts for an object that moves to another file', async () => {
    const outcome = await reviewed({
      base: { 'a.yaml': annotated(harmless) },
      head: { 'apps/b.yaml': annotated() },
      gone: ['a.yaml'],
      later: { 'c.yaml': pod('c', harmless) },
    });

    expect(statuses(outcome)).toEqual(['waived web']);
  });

  test('does not cover a finding that got worse', async () => {
    const capable = (add: readonly string[]): string =>
      pod('web', {
        hostPID: false,
        containers: { a: add },
        annotations: { [`waive.plimsoll.dev/${capabilities.replace('/', '.')}`]: text() },
      });
    const outcome = await reviewed({
      base: { 'a.yaml': capable(['NET_ADMIN']) },
      head: { 'a.yaml': capable(['NET_ADMIN', 'SYS_ADMIN']) },
    });

    expect(statuses(outcome, capabilities)).toEqual(['worsened web']);
  });
});

describe('an annotation that a pull request brings', () => {
  test.each<[string, Texts, Texts]>([
    ['adds', { 'a.yaml': pod('web', harmless) }, { 'a.yaml': annotated() }],
    ['changes', { 'a.yaml': annotated(harmless, text('2026-03-01')) }, { 'a.yaml': annotated() }],
    ['adds to a template', { 'a.yaml': deployment('', '', 'hostPID: false') }, { 'a.yaml': deployment(inline) }],
    ['moves to the template', { 'a.yaml': deployment('', inline, 'hostPID: false') }, { 'a.yaml': deployment(inline) }],
    [
      'copies to another object',
      { 'a.yaml': pod('b', { ...harmless, annotations: { [key]: text() } }) },
      { 'c.yaml': annotated() },
    ],
    [
      'copies to another namespace',
      { 'a.yaml': annotated({ ...harmless, namespace: 'shop' }) },
      { 'c.yaml': annotated() },
    ],
    ['adds to values', chart(values(false, null)), { 'web/values.yaml': values(true, text()) }],
    ['adds to an overlay', overlay(false, null), overlay(true, text())],
  ])('waives nothing now, and is shown with what it would cover: %s', async (_, base, head) => {
    const outcome = await reviewed({ base, head });

    expect(statuses(outcome)).toEqual(['new web']);
    expect(outcome.exitCode).toBe(1);
    expect(noticesOf(outcome, 'waiver-brought')).toMatchObject([
      {
        message: expect.stringMatching(
          /^The annotation \S+ of (Pod|Deployment) web waives nothing now, because this pull request brings it\. Once merged, it would cover 1 finding\.$/,
        ) as string,
        place: { kind: 'lines' },
      },
    ]);
  });
});

describe('an annotation in an audit', () => {
  test('waives what it is for', async () => {
    const { report } = await audited({ 'a.yaml': annotated() });

    expect(statuses({ report })).toEqual(['waived web']);
    expect(report.notices).toBeUndefined();
  });

  test('that has ended, ends soon or matches nothing is said at its line', async () => {
    const outcome = await audited({
      'a.yaml': annotated({}, text('2025-12-31')),
      'b.yaml': annotated({ namespace: 'b' }, text('2026-01-10')),
      'c.yaml': annotated({ namespace: 'c', ...harmless }),
    });

    expect(statuses(outcome)).toEqual(['existing web', 'waived b/web']);
    expect(outcome.report.notices).toEqual([
      {
        code: 'waiver-ended',
        subject: 'a.yaml',
        message: `The annotation ${key} of Pod web ended on 2025-12-31 and waives nothing any more. Renew it, or remove it.`,
        place: { kind: 'lines', file: 'a.yaml', first: 7, last: 7 },
      },
      {
        code: 'waiver-ending',
        subject: 'b.yaml',
        message: `The annotation ${key} of Pod b/web (${rule}, owner: @acme/ops) ends in 9 days, on 2026-01-10. Then its findings count again.`,
        place: { kind: 'lines', file: 'b.yaml', first: 8, last: 8 },
      },
      {
        code: 'waiver-unused',
        subject: 'c.yaml',
        message: `The annotation ${key} of Pod c/web matches nothing: the object has no finding of ${rule}. Remove it.`,
        place: { kind: 'lines', file: 'c.yaml', first: 8, last: 8 },
      },
    ]);
  });

  test.each([
    ['without an owner', 'reason: a\nexpires: 2026-06-30\n', /owner: it is missing; expected a string\.$/],
    [
      'with another key',
      text('2026-06-30', 'note: a\n'),
      /unknown key note; expected reason, owner, expires, worsened\.$/,
    ],
    [
      'too long',
      text('2026-07-01'),
      /expires: expected a day until 2026-06-30, 180 days from today; got "2026-07-01"\.$/,
    ],
    ['that is no YAML', 'reason: [', /it is not YAML: /],
    ['that is a sentence', 'because', /the text: expected a map, got "because"\.$/],
    ['of aliases', 'reason: &a x\nowner: *a\nexpires: 2026-06-30\n', /it is not read: /],
    ['longer than any reason', `# ${'x'.repeat(2000)}\n${text()}`, /it is longer than 2000 characters\.$/],
  ])('%s waives nothing, and it is said why', async (_, terms, message) => {
    const outcome = await audited({ 'a.yaml': annotated({}, terms) });

    expect(statuses(outcome)).toEqual(['existing web']);
    expect(outcome.report.notices).toMatchObject([
      { code: 'waiver-invalid', place: { kind: 'lines', file: 'a.yaml', first: 7, last: 7 } },
    ]);
    expect(outcome.report.notices?.[0]?.message).toMatch(message);
  });

  test.each([
    [rule, key],
    ['pod-security-baseline/no-such-rule', 'waive.plimsoll.dev/<group>.<rule>'],
    ['x/y/z', 'waive.plimsoll.dev/<group>.<rule>'],
  ])('of a name with two slashes, %s, waives nothing, and the right name is said', async (name, right) => {
    const annotations = { [`waive.plimsoll.dev/${name}`]: text() };
    const outcome = await audited({ 'a.yaml': pod('web', { annotations }) });

    expect(statuses(outcome)).toEqual(['existing web']);
    expect(noticesOf(outcome, 'waiver-invalid').map(({ message }) => message)).toEqual([
      expect.stringContaining(`the name of an annotation has one slash; expected ${right}`) as string,
    ]);
  });

  test('for a rule that does not exist is said so', async () => {
    const { report } = await audited({
      'a.yaml': pod('web', { annotations: { 'waive.plimsoll.dev/no.such-rule': text() } }),
    });

    expect(report.notices?.map(({ message }) => message)).toEqual([
      'The annotation waive.plimsoll.dev/no.such-rule of Pod web waives nothing: there is no rule no/such-rule (plimsoll rules lists all).',
    ]);
  });
});

test('an audit with a cache counts a finding again after the last day, and forgets nothing else', async () => {
  const directory = temporaryRepository({ 'a.yaml': annotated({}, text('2026-01-10')), 'b.yaml': pod('b') });
  const days = ['2026-01-10', '2026-01-10', '2026-01-11'];
  const seen = [];
  for (const day of days) seen.push(statuses(await cached.auditedIn(directory, [], day)));

  expect(seen).toEqual([
    ['existing b', 'waived web'],
    ['existing b', 'waived web'],
    ['existing b', 'existing web'],
  ]);
  expect(statuses(await auditedIn(directory))).toEqual(['existing b', 'waived web']);
});

test('an audit of another commit than the trust root counts only annotations that both have', async () => {
  const directory = temporaryRepository({ 'a.yaml': annotated() });
  const trustRoot = git(directory, 'rev-parse', 'HEAD');
  commit(directory, { 'b.yaml': annotated({ namespace: 'b' }) });
  const branch = await auditedIn(directory, [], today, trustRoot);
  const tip = await auditedIn(directory, [], today, git(directory, 'rev-parse', 'HEAD'));

  expect(statuses(branch)).toEqual(['existing b/web', 'waived web']);
  expect(statuses(tip)).toEqual(['waived b/web', 'waived web']);
});
