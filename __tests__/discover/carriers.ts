import { type Json } from '../../src/model/json.ts';
import { type Fields } from '../yaml/spellings.ts';
import { at, documentsOf, isPrivileged, objectsOf, type Upstream, type Written } from './go-reads.ts';

export type Texts = Readonly<Record<string, string>>;

/** A way of a text to a cluster. */
export interface Carrier {
  readonly name: string;
  /** What is dangerous, and is spelt in many ways. */
  readonly object: (unit: string) => Fields;
  /** At base and head, and at head alone. All of it is in files that have the unit's name in theirs. */
  readonly base: (unit: string) => Texts;
  readonly head: (unit: string, text: string, extension: string) => Texts;
  /** What the tool that deploys it gets of the text, and whether that is the danger. */
  readonly documents: (
    upstream: Upstream,
    text: string,
    extension: string,
  ) => Promise<readonly Written[]> | readonly Written[];
  readonly isDanger: (value: Json, unit: string) => boolean;
}

const container = { name: 'c', image: 'x:1', securityContext: { privileged: true } };

const pod: Fields = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [container] } };
const deployment: Fields = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { on: 'a' } },
  spec: { template: { spec: { containers: [container] } } },
};

const workload = (unit: string): Fields => (Number(unit.slice(1)) % 2 === 0 ? pod : deployment);
const chartFile = (unit: string): string => `apiVersion: v2\nname: ${unit}\nversion: 1.0.0\n`;
const nothing = (): Texts => ({});

function inChart(name: string, inside: (text: string, extension: string) => Texts): Carrier {
  return {
    name,
    object: workload,
    base: nothing,
    head: (unit, text, extension) => ({
      [`${unit}/Chart.yaml`]: chartFile(unit),
      ...under(unit, inside(text, extension)),
    }),
    documents: async (upstream, text, extension) => upstream.chart(inside(text, extension)),
    isDanger: isPrivileged,
  };
}

const templated = `apiVersion: v1
kind: Pod
metadata: {name: "{{ .Release.Name }}"}
spec: {containers: [{name: c, image: "x:1", securityContext: {privileged: {{ .Values.privileged }}}}]}
`;

/** A declaration that deploys a chart, and sets what is dangerous in it. */
function declaring(name: string, object: Carrier['object'], deploys: (value: Json, unit: string) => boolean): Carrier {
  return {
    name,
    object,
    base: (unit) => ({
      [`${unit}/Chart.yaml`]: chartFile(unit),
      [`${unit}/values.yaml`]: 'privileged: false\n',
      [`${unit}/templates/pod.yaml`]: templated,
    }),
    head: (unit, text, extension) => ({ [`${unit}-declared.${extension}`]: text }),
    documents: (_, text) => documentsOf(text),
    isDanger: (value, unit) => objectsOf(value).some((each) => deploys(each, unit)),
  };
}

export const plain: Carrier = {
  name: 'a file',
  object: workload,
  base: nothing,
  head: (unit, text, extension) => ({ [`${unit}.${extension}`]: text }),
  documents: (_, text) => documentsOf(text),
  isDanger: isPrivileged,
};

/** What an engine has to render, or to be told of. */
export const rendered: readonly Carrier[] = [
  inChart('a template', (text, extension) => ({ [`templates/x.${extension}`]: text })),
  inChart('a CRD', (text, extension) => ({ [`crds/x.${extension}`]: text })),
  inChart('a text among values', (text) => ({
    'values.yaml': `text: ${JSON.stringify(text)}\n`,
    'templates/x.yaml': '{{ .Values.text }}',
  })),
  inChart('values', (text) => ({ 'values.yaml': text, 'templates/x.yaml': '{{ omit .Values "global" | toJson }}' })),
  {
    name: 'a resource of a kustomization',
    object: workload,
    base: nothing,
    head: (unit, text, extension) =>
      under(unit, { 'kustomization.yaml': `resources: [x.${extension}]\n`, [`x.${extension}`]: text }),
    documents: async (upstream, text, extension) =>
      upstream.kustomization({
        'kustomization.yaml': `resources: [x.${extension}]\n`,
        [`x.${extension}`]: text,
      }),
    isDanger: isPrivileged,
  },
  declaring(
    'an Application',
    (unit) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: unit },
      spec: {
        source: { repoURL: 'https://git.example/a', path: unit, helm: { valuesObject: { privileged: true } } },
        destination: { name: 'prod', namespace: 'shop' },
      },
    }),
    (value, unit) =>
      at(value, 'apiVersion') === 'argoproj.io/v1alpha1' &&
      at(value, 'kind') === 'Application' &&
      at(value, 'spec', 'source', 'repoURL') === 'https://git.example/a' &&
      at(value, 'spec', 'source', 'path') === unit &&
      at(value, 'spec', 'source', 'helm', 'valuesObject', 'privileged') === true,
  ),
  declaring(
    'a HelmRelease',
    (unit) => ({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name: unit, namespace: 'flux' },
      spec: {
        chart: { spec: { chart: unit, sourceRef: { kind: 'GitRepository', name: 'flux-system' } } },
        values: { privileged: true },
      },
    }),
    (value, unit) =>
      at(value, 'apiVersion') === 'helm.toolkit.fluxcd.io/v2' &&
      at(value, 'kind') === 'HelmRelease' &&
      at(value, 'spec', 'chart', 'spec', 'chart') === unit &&
      at(value, 'spec', 'chart', 'spec', 'sourceRef', 'kind') === 'GitRepository' &&
      at(value, 'spec', 'chart', 'spec', 'sourceRef', 'name') === 'flux-system' &&
      at(value, 'spec', 'values', 'privileged') === true,
  ),
];

function under(folder: string, texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}
