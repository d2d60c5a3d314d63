/** What docs/limits.md says is not seen, shown: each line that no other test of its area has. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/findings/compare/compare.ts';
import { type Report } from '../../src/model/report.ts';
import { reviewer, type Texts } from '../remote/reviewed.ts';
import { type Found } from '../../src/findings/compare/found.ts';

const { audited, reviewed } = reviewer();

const rule = 'pod-security-baseline/privileged-containers';

const pod = (privileged = 'true', name = 'web'): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
  containers: [{name: c, image: "x:1", securityContext: {privileged: ${privileged}}}]
`;

const chart = (more = '', name = 'web'): string => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${more}`;

const kustomized = 'apiVersion: kustomize.config.k8s.io/v1alpha1\n';

const application = (path: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${path}}
spec: {source: {repoURL: https://git.example/a, path: ${path}, helm: {valuesObject: {privileged: true}}}, destination: {name: prod}}
`;

const unknownTo = (path: string, target: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${path}, namespace: shop}
spec:
  chart: {spec: {chart: ./${path}, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom: [{kind: Secret, name: ${path}, valuesKey: x, targetPath: ${target}}]
`;

const crd = (kind: string, spec: string): string =>
  `apiVersion: example.org/v1\nkind: ${kind}\nmetadata: {name: web}\nspec: ${spec}\n`;

/** Where privileged containers are said to be: the sources, and the lines. */
function privileged({ findings }: Report, status?: string): string[] {
  return findings
    .filter((finding) => finding.rule === rule && (status === undefined || finding.status === status))
    .map(({ source, place }) => `${source} at ${place.kind === 'summary' ? '-' : place.file}`)
    .sort();
}

/** Why it is unknown whether a privileged container is there. */
function hanging({ unknown }: Report): string[] {
  return unknown.flatMap((each) => (each.hanging.some((found) => found.rule === rule) ? [each.why] : []));
}

interface Case {
  readonly what: string;
  readonly texts: Texts;
  readonly found: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a condition on one exact version of Helm is decided for the one that is built in',
    texts: {
      'web/Chart.yaml': chart(),
      'web/templates/pod.yaml': `{{ if eq .Capabilities.HelmVersion.Version "v3.14.0" }}\n${pod()}{{ end }}\n`,
    },
    found: [],
  },
  {
    what: 'a volume of the node behind a claim is not found',
    texts: {
      'volume.yaml':
        'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\nspec: {hostPath: {path: /}, capacity: {storage: 1Gi}}\n',
    },
    found: [],
  },
  {
    what: 'of a component that nothing uses the resources are looked at, and the patches are not',
    texts: {
      'kustomization.yaml': `${kustomized}kind: Component\nresources: [pod.yaml]\npatches: [{path: patch.yaml}, {patch: '{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c, securityContext: {privileged: true}}]}}'}]\n`,
      'pod.yaml': pod(),
    },
    found: ['CASE/pod.yaml at CASE/pod.yaml'],
  },
  {
    what: 'a file that .helmignore leaves out of the templates is not looked at',
    texts: { 'Chart.yaml': chart(), '.helmignore': 'templates/left.yaml\n', 'templates/left.yaml': pod() },
    found: [],
  },
  {
    what: 'what neither the templates of a chart nor its values spell is not followed',
    texts: {
      'Chart.yaml': chart(),
      'templates/app.yaml': application('CASE-b').replace('kind: Application', 'kind: {{ print "Appli" "cation" }}'),
      '../CASE-b/Chart.yaml': chart(),
      '../CASE-b/values.yaml': 'privileged: false\n',
      '../CASE-b/templates/pod.yaml': pod('{{ .Values.privileged }}'),
    },
    found: [],
  },
  {
    what: 'a dependency that a file:// dependency has not under its charts/ is not missed',
    texts: {
      'Chart.yaml': chart('dependencies: [{name: lib, version: 1.0.0, repository: "file://../CASE-lib"}]\n'),
      'templates/pod.yaml': pod(),
      '../CASE-lib/Chart.yaml': chart(
        'dependencies: [{name: far, version: 1.0.0, repository: "https://charts.example"}]\ntype: library\n',
        'lib',
      ),
    },
    found: ['CASE at CASE/templates/pod.yaml'],
  },
  {
    what: 'manifests in files with other endings are not known',
    texts: { 'pod.txt': pod(), pod: pod(), 'pod.yaml.tmpl': pod(), 'pod.jsonnet': pod() },
    found: [],
  },
  {
    what: 'pods that an operator makes of other fields of its own kinds are not seen',
    texts: {
      'database.yaml': crd(
        'Database',
        '{template: {spec: {containers: [{name: c, securityContext: {privileged: true}}]}}}',
      ),
    },
    found: [],
  },
  {
    what: 'a template that asks for one text alone shows no difference',
    texts: {
      'Chart.yaml': chart(),
      'values.yaml': 'mode: plain\n',
      'templates/pod.yaml': `{{ if eq .Values.mode "debug" }}\n${pod()}{{ end }}`,
      'release.yaml': unknownTo('CASE', 'mode'),
    },
    found: [],
  },
  ...Object.entries({
    'on a number that was calculated': '{{ if not (sub .Release.Revision 5) }}',
    'on several, as no round has them':
      '{{ if and .Release.IsUpgrade (semverCompare "<1.20" .Capabilities.KubeVersion.Version) }}',
    'on one value of index': '{{ if eq (index .Release.Name 0) 120 }}',
    'on one value of a template whose name is put together':
      '{{ define "name" }}{{ .Release.Name }}{{ end }}{{ if eq (include (print "na" "me") .) "prod" }}',
    // So many possibilities that no render meets this one by chance.
    "on the order of a map's keys":
      '{{ $keys := keys (dict "a" 1 "b" 1 "c" 1 "d" 1 "e" 1 "f" 1 "g" 1 "h" 1 "i" 1 "j" 1 "k" 1 "l" 1) }}{{ if eq (join "" $keys) "ahbgcfdeklij" }}',
    'on random digits of one character': `{{ if eq (print ${Array(8).fill('(randNumeric 1)').join(' "-" ')}) "3-1-4-1-5-9-2-6" }}`,
    'on a Kubernetes many versions old': '{{ if semverCompare "<1.12" .Capabilities.KubeVersion.Version }}',
  }).map(([how, condition]): Case => ({
    what: `of what no render knows, what hangs ${how} is not seen`,
    texts: { 'Chart.yaml': chart(), 'templates/pod.yaml': `${condition}\n${pod()}{{ end }}` },
    found: [],
  })),
  {
    what: 'the version of Kubernetes that the configuration names is given to charts',
    texts: {
      'Chart.yaml': chart(),
      'templates/pod.yaml': `{{ if semverCompare "1.30.x" .Capabilities.KubeVersion.Version }}\n${pod()}{{ end }}`,
    },
    found: ['CASE at CASE/templates/pod.yaml'],
  },
  {
    what: "values that SOPS encrypted are taken as they stand in the file of a kustomization's chart",
    texts: {
      'kustomization.yaml': 'helmCharts: [{name: web, valuesFile: values.enc.yaml}]\n',
      'values.enc.yaml': 'p: "ENC[AES256_GCM,data:x]"\nsops: {version: 3.9.0}\n',
      'charts/web/Chart.yaml': chart(),
      'charts/web/values.yaml': 'p: ""\n',
      'charts/web/templates/pod.yaml': pod('{{ if .Values.p }}true{{ else }}false{{ end }}'),
    },
    found: ['CASE at CASE/kustomization.yaml'],
  },
  {
    what: 'what a patch for labels that are no key=value wrote stands where it was before',
    texts: {
      'kustomization.yaml': `resources: [pod.yaml]
patches:
  - target: {kind: Pod, labelSelector: "a in (b)"}
    patch: |
      - {op: replace, path: /spec/containers/0/securityContext/privileged, value: true}
`,
      'pod.yaml': pod('false').replace('name: web', 'labels: {a: b}, name: web'),
    },
    found: ['CASE at CASE/pod.yaml'],
  },
  {
    what: 'a variable of Flux that a ConfigMap here has is known, though a Secret that is read later could have it',
    texts: {
      'flux.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: CASE, namespace: flux-system}
spec:
  path: ./CASE/deploy
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substituteFrom: [{kind: ConfigMap, name: case-of-variables}, {kind: Secret, name: more}]}
`,
      'variables.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: case-of-variables, namespace: flux-system}\ndata: {trusted: "true"}\n',
      'deploy/pod.yaml': pod().replace(
        /containers: .*/,
        'containers:\n    - name: c\n      securityContext:\n        privileged: ${trusted}',
      ),
    },
    found: ['CASE/deploy/pod.yaml at CASE/flux.yaml'],
  },
  {
    what: 'two overlays of one application count as two sources of one cluster',
    texts: {
      'base/kustomization.yaml': 'resources: [pod.yaml]\n',
      'base/pod.yaml': pod(),
      'one/kustomization.yaml': 'resources: [../base]\n',
      'two/kustomization.yaml': 'resources: [../base]\n',
    },
    found: ['CASE/one at CASE/base/pod.yaml', 'CASE/two at CASE/base/pod.yaml'],
  },
];

/** Each in a folder of its own. */
function placed({ texts }: Case, folder: string): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => {
      const at = path.startsWith('../CASE') ? path.slice(3) : `CASE/${path}`;
      return [at.replace('CASE', folder), text.replaceAll('CASE', folder)];
    }),
  );
}

describe('in one repository', () => {
  const folders = cases.map((_, index) => `limit-${index}`);
  const texts: Texts = Object.fromEntries([
    ['.github/plimsoll.yaml', 'kubernetesVersion: "1.30"\n'],
    ...cases.flatMap((each, index) => Object.entries(placed(each, folders[index] ?? ''))),
  ]);
  let once: Promise<Report> | undefined;
  const report = async (): Promise<Report> => {
    once ??= audited(texts).then((outcome) => outcome.report);
    return once;
  };

  test.each(cases.map(({ what, found }, index) => [what, folders[index] ?? '', found] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, folder, found) => {
      const all = await report();
      const own = new RegExp(`^${folder}(?:-|/| )`);
      expect(privileged(all).filter((each) => own.test(each))).toEqual(
        found.map((each) => each.replaceAll('CASE', folder)),
      );
      expect(hanging(all)).toEqual([]);
      expect(all.problems).toEqual([]);
    },
  );
});

describe('who deploys what is no longer rendered as it was at the base', () => {
  const library = { 'c/Chart.yaml': chart('type: library\n'), 'c/templates/pod.yaml': pod('{{ true }}') };

  test('where a chart became a library, or a manifest a template; a component that nobody uses is built, as kustomize would', async () => {
    const { report } = await reviewed(
      {
        'c/Chart.yaml': chart(),
        'c/templates/pod.yaml': pod('{{ false }}'),
        'k/kustomization.yaml': 'resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n',
        'k/pod.yaml': pod('false'),
        'k/patch.yaml': pod('false'),
        't/templates/pod.yaml': pod('false'),
        'other.yaml': pod('false', 'other'),
      },
      {
        ...library,
        'k/kustomization.yaml': `${kustomized}kind: Component\nresources: [pod.yaml]\npatches: [{path: patch.yaml}]\n`,
        'k/patch.yaml': pod('true'),
        't/Chart.yaml': chart(),
        't/templates/pod.yaml': `{{ if .Values.never }}\n${pod()}{{ end }}`,
      },
    );

    expect([privileged(report), report.problems]).toEqual([['k at k/patch.yaml', 'k/patch.yaml at k/patch.yaml'], []]);
  });
});

describe('a side that does not render', () => {
  const broken: Texts = { 'c/Chart.yaml': chart(), 'c/templates/pod.yaml': `${pod()}{{ fail "no" }}` };
  const whole: Texts = { 'c/Chart.yaml': chart(), 'c/templates/pod.yaml': pod() };

  test('has all that is found at head be new, where it is the base', async () => {
    expect(privileged((await reviewed(broken, whole)).report, 'new')).toEqual(['c at c/templates/pod.yaml']);
  });

  test('has nothing called fixed, where it is the head', async () => {
    const { report, exitCode } = await reviewed(whole, broken);

    expect([privileged(report), report.problems.map(({ code }) => code), exitCode]).toEqual([
      [],
      ['template-failed'],
      3,
    ]);
  });
});

describe('the unknowns of a chart', () => {
  const unknowns = (count: number): Texts => ({
    'c/Chart.yaml': chart(),
    'c/values.yaml': 'v0: false\n',
    'c/templates/pod.yaml': pod('{{ .Values.v0 }}'),
    'release.yaml': unknownTo('c', 'v0').replace(
      /valuesFrom.*/,
      `valuesFrom: [${[...Array(count).keys()].map((at) => `{kind: Secret, name: s${at}, valuesKey: x, targetPath: v${at}}`).join(', ')}]`,
    ),
  });

  test('are told apart up to six; of more, what hangs on one is said to hang on all', async () => {
    const why = (at: number): string => `Secret/s${at} is known only to the cluster.`;

    expect(hanging((await audited(unknowns(6))).report)).toEqual([why(0)]);
    expect(hanging((await audited(unknowns(7))).report)).toEqual([0, 1, 2, 3, 4, 5, 6].map(why));
  });
});

describe('items of a list that were all renamed and put in another order at once', () => {
  /** A finding on each volume, which reaches its own ports. */
  const items = (prefix: string, ports: readonly number[]): Found[] => {
    const volumes = ports.map((port) => ({ name: `${prefix}${port}` }));
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { volumes } };
    const origin = { kind: 'plain', file: 'a.yaml', document: 0, item: [] } as const;
    return ports.map((port, index) => ({
      finding: {
        rule: 'a/b',
        manifest: { source: 'a.yaml', object, origin },
        path: ['spec', 'volumes', index],
        message: 'm',
        extent: { ports: [String(port)] },
        fix: [],
      },
      target: 'default',
      namespace: 'default',
    }));
  };
  const statuses = (count: number): Record<string, number> => {
    const ports = [...Array(count).keys()];
    const standing = () => ({ severity: 'low', enforcement: 'deny' }) as const;
    const found = compare(items('a', ports), items('b', ports.toReversed()), standing, () => null);
    return Object.fromEntries(
      ['existing', 'new', 'fixed'].map((status) => [status, found.filter((each) => each.status === status).length]),
    );
  };

  test('stand as they were up to 256; of more, some are said as new and fixed', () => {
    expect(statuses(256)).toEqual({ existing: 256, new: 0, fixed: 0 });
    expect(statuses(300)).toEqual({ existing: 256, new: 44, fixed: 44 });
  });
});
