/** ApplicationSets of every sort, and what is to be held against what Argo CD's own controller makes of them. */
import { type Declaration } from '../../src/sources/deployments/declaration.ts';
import { applicationsOf } from '../../src/sources/deployments/argocd/application-set.ts';
import { declarationFields } from '../../src/sources/deployments/field.ts';
import { foldersOf } from '../../src/snapshot/folders.ts';
import { type Fill } from '../../src/engine/filling.ts';
import { canonical, isJsonList, isJsonMap } from '../../src/foundation/json.ts';
import { type Json, type JsonObject } from '../../src/model/json.ts';
import { type Tree } from '../../src/model/tree.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { type Random } from '../yaml/spellings.ts';

/** What engine/generate/argocd says of a set. */
export interface MadeByArgo {
  readonly applications: readonly JsonObject[] | null;
  readonly error?: string;
}

/** Why ours is not what Argo CD makes; null where it is, or says that it does not know. */
export async function differenceFrom(argo: MadeByArgo, set: JsonObject, fill: Fill): Promise<string | null> {
  const { applications, unknown } = await madeHere(set, fill);
  if (argo.error !== undefined)
    return unknown.length > 0 ? null : `Argo CD refuses it: ${argo.error}; we make ${JSON.stringify(applications)}`;
  if (unknown.length > 0) {
    const why = unknown.find((each) => !mayBeUnknown.test(each));
    return why === undefined ? null : `${why} Argo CD makes ${JSON.stringify(argo.applications)}`;
  }
  const [here, there] = [applications, argo.applications ?? []].map((all) => all.map(plain).sort());
  return JSON.stringify(here) === JSON.stringify(there)
    ? null
    : `${JSON.stringify(there)}\n    ${JSON.stringify(here)}`;
}

/** What Argo CD makes of itself, and nobody can say before. */
const mayBeUnknown =
  /depends on (?:the time|chance|the order)|changes its parameters|^no generator provides|^the patch directive/;

export async function madeHere(
  set: JsonObject,
  fill: Fill,
): Promise<{ readonly applications: readonly Json[]; readonly unknown: readonly string[] }> {
  const encoder = new TextEncoder();
  const tree: Tree = {
    name: 'memory',
    files: new Map([...repositoryFiles.keys()].map((path) => [path, { path, digest: path, size: 1 }])),
    problems: [],
    read: (path) => Promise.resolve(encoder.encode(repositoryFiles.get(path))),
  };
  const field = declarationFields(declarationOf(set));
  const known = { urls: [url], branches: ['main'], declarations: new Map() };
  const repository = { ...known, tree, texts: textsOf(tree), folders: foldersOf(tree), fill };
  const made = await applicationsOf(field, repository);
  const { problems, unknown } = field.notes;
  return {
    applications: made.map(({ application: { object } }) => {
      const { metadata, spec = null } = object;
      const { name = null, labels = null, annotations = null } = isJsonMap(metadata) ? metadata : {};
      return { name, labels, annotations, spec };
    }),
    unknown: [...unknown.map(({ why }) => why), ...problems.map(({ message }) => message)],
  };
}

function declarationOf(object: JsonObject): Declaration {
  return { object, from: null, written: () => ({ file: 'set.yaml', document: 0, path: [], first: 1, last: 1 }) };
}

/** Without what is empty, which an Application does not tell from what is missing. */
function plain(value: Json): string {
  return canonical(withoutEmpty(value) ?? null);
}

function withoutEmpty(value: Json): Json | undefined {
  if (value === null || value === '') return undefined;
  if (isJsonList(value)) return value.map((item) => withoutEmpty(item) ?? null);
  if (!isJsonMap(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
    const kept = withoutEmpty(inner);
    return kept === undefined ? [] : [[key, kept]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const url = 'https://github.com/acme/shop';

/** The files of the only repository that the sets know. */
export const repositoryFiles: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'apps/web/values.yaml': 'a: b\n',
    'apps/Api_v2/values.yaml': 'a: b\n',
    'envs/eu.yaml': 'env: eu\nsize: 3\nmany: 1000000\nport: {http: 80, names: [a, b]}\nflag: true\n',
    'envs/us.json': '[{"env": "us", "size": 2.5, "port": {"http": 8080, "names": []}}, {"env": "us2", "empty": ""}]',
  }),
);

/** Texts as sets have them. */
const goTexts = [
  ...['{{ .env }}', '{{.env}}-{{.size}}', '{{ .path.basename }}', '{{ .path.path }}', '{{ .values.tier }}', '{{ . }}'],
  ...[
    '{{ .path }}',
    '{{ .path.segments | join "/" }}',
    '{{ .many }}',
    '{{ .port }}',
    '{{ .flag }}',
    '{{/* x */}}',
    '}} {{',
  ],
  ...[
    '{{ if eq .env "eu" }}a{{ else }}b{{ end }}',
    '{{- range .tags }}{{ . }},{{ end -}}',
    '{{ .nothing }}',
    '{{ nil }}',
  ],
  ...[
    '{{ with .port }}{{ .http }}{{ end }}',
    '{{ $x := .env | upper }}{{ $x }}',
    '{{ .env | default "none" }}',
    '{{ "}}" }}',
  ],
  ...['{{ .env | normalize }}', '{{ slugify .env }}', '{{ slugify 5 true .env }}', '{{ slugify 3 false "a-b-c" }}'],
  ...[
    '{{ toYaml .port }}',
    '{{ toJson . }}',
    '{{ (fromYaml "a: [1]").a }}',
    '{{ fromYamlArray "[a, 1]" }}',
    '{{ .env | quote }}',
  ],
  ...[
    '{{ hasKey . "env" }}',
    '{{ dig "port" "http" 1 . }}',
    '{{ ternary "a" "b" (hasKey . "values") }}',
    '{{ .size | int }}',
  ],
  ...[
    '{{ list 1 2 | toStrings | join "-" }}',
    '{{ printf "%v %s" .size .env }}',
    '{{ add .size 1 }}',
    '{{ .size | mul 2 }}',
  ],
  ...[
    '{{ tpl "{{ .env }}" . }}',
    '{{ tpl "{{ .nothing }}x" . }}',
    '{{ keys .port | sortAlpha }}',
    '{{ keys (dict "a" 1) }}',
  ],
  ...[
    '{{ merge (dict "a" "b") (dict "c" 1) }}',
    '{{ $m := dict }}{{ $_ := set $m "x" "y" }}{{ $m.x }}',
    '{{ kindOf .size }}',
  ],
  ...[
    '{{ "2024-05-06" | toDate "2006-01-02" | date "02.01.06" }}',
    '{{ "a" | b64enc }}',
    '{{ sha1sum .env }}',
    '{{ .values }}',
  ],
  ...[
    '{{ typeOf .values }}',
    '{{ typeOf .tags }}',
    '{{ .values | toJson }}',
    '{{ .path.basenameNormalized }}',
    '{{ .path.filename }}',
  ],
  ...[
    '{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .env }}',
    '{{ regexReplaceAll "[aeiou]" .env "_" }}',
    '{{ len .env }}',
  ],
  ...[
    '{{ without (list "a" "b") "a" }}',
    '{{ semverCompare ">1" "2.0.0" }}',
    '{{ .port.http | toString }}',
    '{{ .env | trunc 2 }}',
  ],
];
/** Texts that fail for some elements, or for all; and those that give something else each time. */
const failing = [
  ...[
    '{{ index .path.segments 7 }}',
    '{{ index .path.segments 0 }}',
    '{{ .path.segments | last }}',
    '{{ get .values "tier" }}',
  ],
  ...[
    '{{ fromYaml "[" }}',
    '{{ fail "no" }}',
    '{{ env "HOME" }}',
    '{{ .env | what }}',
    '{{ .env',
    '{{ end }}',
    '{{ tpl "{{" . }}',
  ],
  ...[
    '{{ .env.deep }}',
    '{{ break }}',
    '{{ slugify "a" .env }}',
    '{{ $_ := unset .port "http" }}',
    '{{ sortAlpha .tags }}',
  ],
  ...[
    '{{ now | date "2006" }}',
    '{{ randAlpha 4 }}',
    '{{ uuidv4 }}',
    '{{ keys .port }}',
    '{{ $_ := set . "x" "y" }}{{ .x }}',
  ],
];
const fastTexts = ['{{env}}', '{{ path }}', '{{path.basename}}', '{{path[0]}}', '{{values.tier}}', '{{size}}'];
const patches = [
  '{"spec": {"source": {"helm": {"releaseName": "T"}}}}',
  ' {spec: {source: {path: a}}}', // what begins with a bracket is no YAML
  'metadata: {labels: {team: "x T"}, annotations: null}',
  'spec:\n  project: other\n  source: {path: a, helm: {valuesObject: {image: other}}}',
  '{{ if .env }}spec: {destination: {namespace: a}}{{ else }}{}{{ end }}',
  'spec: {source: {helm: {valuesObject: {nested: {a: x}}}}}',
  'spec: {source: {helm: {valuesObject: {list: [x]}}}}',
  'spec: {source: {helm: {valuesObject: {more: {a: x}}}}}',
  'spec: {source: {helm: {valueFiles: ["x T"], parameters: [{name: a, value: b}]}}}',
  'spec: {source: null, sources: [{repoURL: r, path: a}]}',
  'spec: {$patch: replace, project: p}',
  '{{ $_ := set . "x" "y" }}\nspec: {source: {path: "{{ .x }}"}}',
  ...['', 'x', '[a]', '{', 'a: b: c', 'unknown: a'],
];

/** A set without what is known to be read otherwise; every name is its own. */
export function applicationSet(random: Random): JsonObject {
  const isGo = random() < 0.85;
  const texts = isGo ? goTexts : fastTexts;
  const text = (): string => {
    const kind = random();
    return kind < 0.45 ? 'plain' : pick(random, kind < 0.98 || !isGo ? texts : failing);
  };
  const element = (): JsonObject => elementOf(random, isGo);
  const list = (...elements: readonly JsonObject[]): Json => ({ list: { elements } });
  const git = (): Json => ({
    git: { repoURL: url, ...gitFiles(random), ...(random() < 0.5 ? {} : { values: { tier: text() } }) },
  });
  const generators: (() => Json)[] = [
    () => list(element(), element()),
    git,
    // Values of two generators are of types that Argo CD breaks down over.
    () => ({ matrix: { generators: [list(withoutValues(element())), git()] } }),
  ];
  const patch = random() < 0.3 ? { templatePatch: pick(random, patches).replaceAll('T', text()) } : {};
  const options = pick(random, [[], [], ['missingkey=error'], ['missingkey=zero'], ['missingkey=none']]);
  return {
    metadata: { name: 'shops', namespace: 'argocd' },
    spec: {
      goTemplate: isGo,
      ...(isGo ? { goTemplateOptions: options } : {}),
      generators: [pick(random, generators)()],
      ...patch,
      template: {
        metadata: { name: `web-${text()}`, labels: { [text()]: text() } },
        spec: {
          project: isGo ? '{{ "p" }}' : '{{env}}',
          destination: { name: 'prod', namespace: text() },
          source: {
            repoURL: 'r',
            path: text(),
            helm: { valuesObject: { image: text(), nested: { [text()]: [text(), 1, true] }, list: [] } },
          },
        },
      },
    },
  };
}

function elementOf(random: Random, isGo: boolean): JsonObject {
  if (!isGo) return { env: pick(random, ['eu', 'us']), size: '3', values: { tier: 'gold' } };
  return pick<JsonObject>(random, [
    ...(random() < 0.1 ? [{}] : []),
    { env: 'eu', size: 3, tags: ['b', 'a'], port: { http: 80, names: ['a', 'b'] }, values: { tier: 'gold' } },
    { env: 'Us West_1', size: 2.5, many: 1e6, flag: true, port: { http: 8080 }, empty: '' },
    { env: 'a-long-name-of-an-environment-that-is-cut-somewhere-between-words', size: '7', port: {}, values: {} },
    { env: 'own', size: [1, 'x'], path: { basename: 'own', segments: [] } },
  ]);
}

function withoutValues(element: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(element).filter(([key]) => key !== 'values'));
}

function gitFiles(random: Random): JsonObject {
  return random() < 0.5
    ? { directories: [{ path: 'apps/*' }] }
    : { files: [{ path: pick(random, ['envs/*.yaml', 'envs/*']) }] };
}

function pick<T>(random: Random, all: readonly T[]): T {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}
