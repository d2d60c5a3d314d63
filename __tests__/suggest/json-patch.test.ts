import { expect, test } from 'vitest';
import { auditor, suggestions, taken, type Texts } from './audited.ts';

const audited = auditor();
/** A whole audit with its proofs takes its time on a busy machine. Milliseconds. */
const patience = 60_000;

/** All is right with it but what is said of its container. */
const pod = (capabilities: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
${more}        capabilities: ${capabilities}
`;
const build = (base: string, patch: string): Texts => ({
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml': base,
  'dev/kustomization.yaml': 'resources: [../base]\npatches: [{path: p.yaml, target: {kind: Pod}}]\n',
  'dev/p.yaml': patch,
});
const way = '/spec/containers/0/securityContext/capabilities';
const labels = '- {op: add, path: /metadata/labels, value: {a: b}}\n';
const appending = (name: string): string => `- {op: add, path: ${way}/add/-, value: ${name}}\n`;
const right = '{drop: [ALL], add: [NET_BIND_SERVICE]}';

/** What becomes of the files under `dev` and of the base when all suggestions for capabilities are taken; only those that change. */
async function mended(texts: Texts): Promise<Texts> {
  const report = await audited(texts);
  const chosen = suggestions(report).filter(({ rules }) => rules.some((rule) => rule.endsWith('/capabilities')));
  const after = taken(
    texts,
    chosen.map(({ suggestion }) => suggestion),
  );
  return Object.fromEntries(Object.entries(after).filter(([file, text]) => text !== texts[file]));
}

test.each([
  ['appends', `${labels}${appending('SYS_ADMIN')}`, labels],
  ['appends before others', `${appending('SYS_ADMIN')}${labels}`, labels],
  ['appends twice', `${appending('SYS_ADMIN')}${labels}${appending('SYS_TIME')}`, labels],
  ['inserts', `${labels}- op: add\n  path: ${way}/add/0\n  value: SYS_ADMIN\n`, labels],
  [
    'replaces in the list of what is dropped',
    `- {op: replace, path: ${way}/drop, value: [KILL]}\n`,
    `- {op: replace, path: ${way}/drop, value: [ALL]}\n`,
  ],
  [
    'replaces in the list of what is added',
    `- {op: replace, path: ${way}/add, value: [NET_BIND_SERVICE, SYS_ADMIN]}\n`,
    `- {op: replace, path: ${way}/add, value: [NET_BIND_SERVICE]}\n`,
  ],
])('a JSON patch is mended in its own step where it %s', { timeout: patience }, async (_, patch, after) => {
  expect(await mended(build(pod(right), patch))).toEqual({ 'dev/p.yaml': after });
});

test('a step that adds the whole list is removed where nothing of it may stay', { timeout: patience }, async () => {
  const patch = `${labels}- {op: add, path: ${way}/add, value: [SYS_ADMIN]}\n`;

  expect(await mended(build(pod('{drop: [ALL]}'), patch))).toEqual({ 'dev/p.yaml': labels });
});

test('what else is wrong with the container is mended where that is written', { timeout: patience }, async () => {
  const texts = build(pod(right, '        privileged: true\n'), `${labels}${appending('SYS_ADMIN')}`);
  const report = await audited(texts);
  const files = suggestions(report).map(({ suggestion, rules }) => [suggestion.file, rules]);

  expect(files).toContainEqual(['dev/p.yaml', expect.arrayContaining(['pod-security-baseline/capabilities'])]);
  expect(files).toContainEqual([
    'base/pod.yaml',
    expect.arrayContaining(['pod-security-baseline/privileged-containers']),
  ]);
});

test('an only step is mended, too', { timeout: patience }, async () => {
  const texts = build(pod(right), appending('SYS_ADMIN'));
  const after = await mended(texts);
  const { findings } = await audited({ ...texts, ...after });

  expect(after).toEqual({ 'dev/p.yaml': '[]\n' });
  expect(findings.filter(({ rule }) => rule.endsWith('/capabilities'))).toEqual([]);
});

test('steps of an inline patch are, beside their comments', { timeout: patience }, async () => {
  const kustomization = (steps: string): string =>
    `resources: [../base]\npatches:\n  - target: {kind: Pod}\n    patch: |-\n${steps}`;
  const kept = '      # of all\n      - op: add\n        path: /metadata/labels\n        value: {a: b}\n';
  const wrong = `      - op: add\n        path: ${way}/add/-\n        value: SYS_ADMIN # for now\n`;
  const texts = {
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml': pod(right),
    'dev/kustomization.yaml': kustomization(`${kept}${wrong}`),
  };

  expect(await mended(texts)).toEqual({ 'dev/kustomization.yaml': kustomization(kept) });
});

test('what both the base and the patch add is taken away in one place', { timeout: patience }, async () => {
  const texts = build(pod('{drop: [ALL], add: [SYS_TIME]}'), `${labels}${appending('SYS_ADMIN')}`);
  const { findings } = await audited({ ...texts, ...(await mended(texts)) });

  expect(findings.filter(({ rule, source }) => rule.endsWith('/capabilities') && source === 'dev')).toEqual([]);
});
