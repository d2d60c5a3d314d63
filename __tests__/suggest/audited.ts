import { afterAll } from 'vitest';
import { applyEdits } from '../../src/yaml/line-edits.ts';
import { audit } from '../../src/run/audit.ts';
import { type Finding, type Report } from '../../src/model/report.ts';
import { type Suggestion } from '../../src/model/suggestion.ts';
import { openSmallWorld } from '../rules/some-rules.ts';
import { type Content, temporaryFolder } from '../snapshot/temporary.ts';

export type Texts = Readonly<Record<string, string>>;

/** The whole line with the real engines, opened once for a file of tests. */
export function auditor(
  open: typeof openSmallWorld = openSmallWorld,
): (contents: Readonly<Record<string, Content>>) => Promise<Report> {
  const world = open(() => undefined, null);
  afterAll(async () => {
    await (await world).engines.close();
  });
  return async (contents) => {
    const { report } = await audit(
      {
        directory: temporaryFolder(contents),
        paths: [],
        chart: null,
        config: null,
        kubernetesVersion: null,
        failOn: null,
        allowEmpty: false,
        sets: ['all' as const],
        today: '2026-01-01',
      },
      await world,
    );
    return report;
  };
}

/** Each suggestion once, with the rules of the findings that it mends. */
export function suggestions({ findings }: Report): { readonly suggestion: Suggestion; readonly rules: string[] }[] {
  const known = new Map<string, { suggestion: Suggestion; rules: string[] }>();
  for (const { suggestion, rule } of findings) {
    if (suggestion === undefined) continue;
    const key = JSON.stringify(suggestion);
    const entry = known.get(key) ?? { suggestion, rules: [] };
    known.set(key, { suggestion, rules: [...entry.rules, rule].sort() });
  }
  return [...known.values()];
}

/** The texts after the suggestions were taken. */
export function taken(texts: Texts, chosen: readonly Suggestion[]): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      applyEdits(
        text,
        chosen.filter((each) => each.file === file),
      ),
    ]),
  );
}

/** The finding of a rule; with several, the first. */
export function findingOf({ findings }: Report, rule: string): Finding {
  const found = findings.find((finding) => finding.rule === rule);
  if (found === undefined)
    throw new Error(`no finding of ${rule} among ${findings.map((each) => each.rule).join(', ')}`);
  return found;
}

/** Small sources that have something wrong. */
export const chart = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/values.yaml': '# how it runs\nhostNetwork: true # for the proxy\nprivileged: true\n',
  'web/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  {{- if .Values.hostNetwork }}
  hostNetwork: true
  {{- end }}
  hostPID: true
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        privileged: {{ .Values.privileged }}
`,
};
