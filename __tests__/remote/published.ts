import { contentDigest } from '../../src/fetch/digest.ts';
import { tgzOf } from '../fetch/archives.ts';
import { type Answer, type Answers, type StandIn } from '../fetch/stand-in.ts';
import { serve } from '../fetch/world.ts';

/** The files of a chart by their path in it. */
export type ChartTexts = Readonly<Record<string, string>>;

/** Charts as somebody publishes them: name and version, then files. */
export type Published = Readonly<Record<string, ChartTexts>>;

/** What `helm package` makes of a chart. */
export function packed(name: string, version: string, texts: ChartTexts): Buffer {
  const chart = `apiVersion: v2\nname: ${name}\nversion: ${version}\n`;
  const files = Object.entries({ 'Chart.yaml': chart, ...texts });
  return tgzOf(files.map(([path, text]) => ({ path: `${name}/${path}`, text })));
}

/** A chart repository at `/charts` with charts named like `web 1.0.0`. */
export function chartRepository(charts: Published, more: Readonly<Record<string, Answer>> = {}): Promise<StandIn> {
  return serve(answersOf(charts, more));
}

function answersOf(charts: Published, more: Readonly<Record<string, Answer>>): Answers {
  const archives = Object.entries(charts).map(([label, texts]) => {
    const [name = '', version = ''] = label.split(' ');
    return { name, version, archive: packed(name, version, texts) };
  });
  const rows = archives.map(({ name, version, archive }) => ({
    name,
    entry: { version, digest: contentDigest(archive).slice('sha256:'.length), urls: [`${name}-${version}.tgz`] },
  }));
  const names = [...new Set(rows.map(({ name }) => name))];
  const entries = names.map((name): [string, unknown] => [
    name,
    rows.filter((row) => row.name === name).map(({ entry }) => entry),
  ]);
  const index: Answer = {
    status: 200,
    body: JSON.stringify({ apiVersion: 'v1', entries: Object.fromEntries(entries) }),
  };
  const files = archives.map(({ name, version, archive }): [string, Answer] => [
    `/charts/${name}-${version}.tgz`,
    { status: 200, body: archive },
  ]);
  return () => ({ '/charts/index.yaml': index, ...Object.fromEntries(files), ...more });
}

/** A pod whose container is as the values say. */
export const pod = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: web
      image: nginx:1.27
      securityContext:
        privileged: {{ .Values.privileged }}
`;
