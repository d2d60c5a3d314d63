import type { Texts } from '../remote/reviewed.ts';

/** A repository with secrets in it, and the secrets. */
export interface Planted {
  readonly base: Texts;
  readonly head: Texts;
  readonly secrets: readonly string[];
}

/** Numbers that repeat: mulberry32. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const lower = 'abcdefghijkmnpqrstuvwxyz';
const shapes: readonly {
  readonly letters: string;
  readonly length: number;
  readonly around: readonly [string, string];
}[] = [
  { letters: `${lower}ABCDEFGHJKLMNPQRSTUVWXYZ23456789`, length: 16, around: ['', ''] },
  { letters: `${lower}23456789`, length: 7, around: ['q', '7'] },
  { letters: lower, length: 14, around: ['', ''] },
  { letters: '0123456789', length: 12, around: ['4', ''] },
  { letters: `${lower}0123456789!$%-_.@+/=`, length: 18, around: ['k', 'z'] },
  { letters: lower, length: 8, around: ['a"', "'b"] },
  { letters: lower, length: 8, around: ['a\\', '# b'] },
  { letters: lower, length: 8, around: ['ü ', ': ж'] },
];

export function secretMaker(pick: (below: number) => number): { readonly next: () => string; readonly all: string[] } {
  const all: string[] = [];
  return {
    all,
    next: () => {
      const { letters, length, around } = shapes[pick(shapes.length)] ?? {
        letters: lower,
        length: 16,
        around: ['', ''],
      };
      const body = Array.from({ length }, () => letters.charAt(pick(letters.length))).join('');
      const secret = around.join(body);
      all.push(secret);
      return secret;
    },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const quoted = (text: string): string => JSON.stringify(text);
const single = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Findings that are edited beside what stands above and below. */
const podSpec = 'hostPID: true\n  containers: [{name: c, image: "x:1", securityContext: {privileged: true}}]';
const deployment = (name: string): string =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
        - name: c
          image: "x:1"
          securityContext: {{- toYaml .Values.securityContext | nindent 12 }}
`;

/** One repository with about 30 secrets, each in another place. */
export function plant(seed: number): Planted {
  const pick = seeded(seed);
  const { next, all } = secretMaker(pick);
  const quote = (text: string): string => (pick(2) === 0 ? quoted(text) : single(text));
  const head: Record<string, string> = {
    'plain.yaml': `apiVersion: v1
kind: Secret
metadata: {name: s}
data:
  one: ${base64(next())}
  # it was ${next()}
  two: ${base64(next())} # then ${next().replaceAll('\n', '')}
stringData:
  block: |
    ${next()}
    ${next()}
  word: ${quote(next())}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  ${podSpec}
`,
    'list.yaml': `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Secret
  metadata: {name: t}
  stringData: {password: ${quote(next())}}
- spec:
    hostPID: true
    containers: [{name: c, image: "x:1"}]
  apiVersion: v1
  kind: Pod
  metadata: {name: q}
- apiVersion: v1
  kind: Secret
  metadata: {name: u}
  data:
    password: ${base64(next())}
`,
    'typed.yaml': `apiVersion: v1
kind: SecretList
items:
- metadata: {name: v}
  stringData:
    a: ${quote(next())}
`,
    'line.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'w' }, stringData: { token: next() } },
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'r' },
          spec: { hostPID: true, containers: [{ name: 'c', image: 'x:1' }] },
        },
      ],
    }),
    'applied.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: x
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      ${JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, stringData: { a: next() } })}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: ${quote(JSON.stringify({ auths: { 'registry.example': { username: 'robot', password: next(), auth: base64(`robot:${next()}`) } } }))}
`,
    ...chart('web', next, quote),
    ...broken(next, quote),
    ...kustomization(next, quote),
    ...deployed(next, quote),
  };
  const base = { 'ok.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ok}\n' };
  return { base, head: { ...base, ...head }, secrets: all };
}

type Next = () => string;
type Quote = (text: string) => string;

function chart(name: string, next: Next, quote: Quote): Record<string, string> {
  return {
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`${name}/values.yaml`]: `pin: ${quote(next())}
securityContext:
  privileged: true
inner:
  grain: ${quote(next())}
all:
  one: ${quote(next())}
  two: ${quote(next())}
text: ${quote(next())}
address:
  part: ${next().replaceAll(/[^a-z0-9]/gi, 'x')}1
adminPassword: ${quote(next())}
other: 1
`,
    [`${name}/templates/_helpers.tpl`]:
      '{{- define "inner" -}}\ngrain: {{ .Values.inner.grain | b64enc }}\n{{- end }}\n',
    [`${name}/templates/s.yaml`]: `apiVersion: v1
kind: Secret
metadata: {name: ${name}}
data:
  pin: {{ .Values.pin | b64enc }}
  {{- include "inner" . | nindent 2 }}
stringData:
  fixed: ${quote(next())}
  text: {{ tpl .Values.text . | quote }}
  address: {{ printf "postgres://u:%s@db/x" .Values.address.part | quote }}
  {{- range $key, $value := .Values.all }}
  {{ $key }}: {{ $value | quote }}
  {{- end }}
  # {{ .Values.adminPassword }}
`,
    [`${name}/templates/d.yaml`]: deployment(name),
  };
}

/** Charts that do not render: their messages name values. */
function broken(next: Next, quote: Quote): Record<string, string> {
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: f}\nstringData: {a: {{ .Values.grain | quote }}}\n';
  const schema = { type: 'object', properties: { grain: { enum: ['no'] }, token: { const: 'no' } } };
  return {
    'failing/Chart.yaml': 'apiVersion: v2\nname: failing\nversion: 1.0.0\n',
    'failing/values.yaml': `grain: ${quote(next())}\n`,
    'failing/templates/s.yaml': secret,
    'failing/templates/f.yaml': '{{ fail (printf "not %s, nor %q" .Values.grain .Values.grain) }}\n',
    'schema/Chart.yaml': 'apiVersion: v2\nname: schema\nversion: 1.0.0\n',
    'schema/values.yaml': `grain: ${quote(next())}\ntoken: ${quote(next())}\n`,
    'schema/values.schema.json': JSON.stringify(schema),
    'schema/templates/s.yaml': secret,
  };
}

function kustomization(next: Next, quote: Quote): Record<string, string> {
  return {
    'built/kustomization.yaml': `resources: [pod.yaml]
secretGenerator:
- name: g
  literals:
  - ${quote(`a=${next()}`)}
  files: [file.txt]
  envs: [some.env]
patches:
- target: {kind: Pod}
  patch: |-
    apiVersion: v1
    kind: Pod
    metadata: {name: b}
    spec:
      hostNetwork: true
`,
    'built/file.txt': `${next()}\n`,
    'built/some.env': `PIN=${next()}\n`,
    'built/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec:\n  ${podSpec}\n`,
  };
}

function deployed(next: Next, quote: Quote): Record<string, string> {
  const values = (indent: string): string =>
    `${indent}pin: ${quote(next())}\n${indent}securityContext:\n${indent}  privileged: true\n${indent}inner:\n${indent}  grain: ${quote(next())}\n`;
  return {
    'apps/flux.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: here, namespace: flux-system}
spec: {url: "https://github.com/example/platform"}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  chart: {spec: {chart: ./web, sourceRef: {kind: GitRepository, name: here, namespace: flux-system}}}
  values:
${values('    ')}`,
    'apps/argo.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-argo, namespace: argocd}
spec:
  destination: {namespace: shop, server: "https://kubernetes.default.svc"}
  source:
    repoURL: https://github.com/example/platform
    path: web
    helm:
      values: |
${values('        ')}`,
  };
}
