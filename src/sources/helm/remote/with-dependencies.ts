/** Fetches the dependencies of a chart that are not under charts/. */
import { chartReference, type ChartReference } from '../../../fetch/chart-reference.ts';
import { isExact } from '../../../fetch/versions.ts';
import { inside } from '../../deployments/paths.ts';
import { type Problem } from '../../../model/problem.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { decodeUtf8 } from '../../../yaml/utf8.ts';
import { type Charts } from '../../remote/charts.ts';
import { type DependencyFiles, type Dependency, missingDependencies } from './dependencies.ts';
import { adding, type Equipped, refusing } from '../../remote/equipped.ts';
import { problemAt, refusedDependency } from '../../remote/refused.ts';

/** Adds dependencies that are not under charts/, as `helm dependency build` would put them there. */
export async function withDependencies(
  whole: Equipped<HelmSource>,
  texts: Texts,
  charts: Charts,
): Promise<Equipped<HelmSource>> {
  let equipped = whole;
  for (const dependency of await missingDependencies(filesOf(whole, texts))) {
    const { name } = dependency;
    const { id, chosenAt } = whole.source;
    const place = chosenAt ?? dependency.chosenAt;
    if (dependency.repository.startsWith('file://')) {
      // Such a dependency is either in the repository or nowhere.
      if (chosenAt === null) equipped = refusing(equipped, missingFolder(whole.source, dependency));
      continue;
    }
    const reference = await referenceOf(dependency, charts);
    if (typeof reference === 'string') {
      equipped = refusing(
        equipped,
        problemAt(id, 'chart-dependency-missing', `${name} was not fetched: ${reference}.`, place),
      );
      continue;
    }
    const chart = await charts.chart(reference);
    equipped = chart.ok
      ? adding(equipped, chart, `charts/${folderName(`${name}-${chart.version}`)}/`, place)
      : refusing(equipped, refusedDependency(id, chart, place));
  }
  return equipped;
}

function missingFolder({ id, path }: HelmSource, { name, repository, chosenAt }: Dependency): Problem {
  const folder = inside(path, repository.slice('file://'.length));
  const where = `${chosenAt.file}:${chosenAt.first}: ${name} does not exist:`;
  return folder === null
    ? problemAt(
        id,
        'path-outside',
        `${where} ${repository} leaves the repository; expected a path inside it.`,
        chosenAt,
      )
    : problemAt(id, 'chart-dependency-missing', `${where} ${folder} has no Chart.yaml.`, chosenAt);
}

/** Name and version are outside texts; a subchart's folder may have any name. */
function folderName(text: string): string {
  return text.replace(/[^\w.+-]/g, '_');
}

function filesOf({ source, charts }: Equipped<HelmSource>, texts: Texts): DependencyFiles {
  const fetched = new Map(
    charts.flatMap(({ folder, files }) => [...files].map(([name, bytes]) => [`${folder}${name}`, bytes] as const)),
  );
  return {
    names: [...source.files.keys()],
    path: (name) => source.files.get(name) ?? name,
    text: async (name) => {
      const path = source.files.get(name) ?? name;
      const bytes = fetched.get(path);
      if (bytes !== undefined) return decodeUtf8(bytes);
      const text = await texts.of(path);
      return text.ok ? text.text : null;
    },
  };
}

/** What to fetch; or why nothing can be fetched, as the end of a sentence. */
async function referenceOf(dependency: Dependency, charts: Charts): Promise<ChartReference | string> {
  const { name, range, locked, chosenAt } = dependency;
  const repository = addressOf(dependency.repository, charts);
  if (repository === null) {
    return dependency.repository === ''
      ? 'the chart names no repository for it and it is not under charts/'
      : `${dependency.repository} is a name that only Helm's own repositories.yaml resolves; expected an address`;
  }
  if (locked === null) return chartReference(repository, name, range);
  if (!(await allows(range, locked, charts))) {
    return `${chosenAt.file} has ${locked}, which ${range} in Chart.yaml does not allow; \`helm dependency update\` rewrites it`;
  }
  return chartReference(repository, name, locked);
}

async function allows(range: string, version: string, { resolveRange }: Charts): Promise<boolean> {
  if (range === version || range === '') return true;
  return isExact(version) && (await resolveRange(range, [version])) !== null;
}

/** `@name` and `alias:name` are names that `helm repo add` gave to addresses. */
function addressOf(repository: string, { repositoryNamed }: Charts): string | null {
  const name = /^(?:@|alias:)(.*)$/.exec(repository)?.[1];
  if (name !== undefined) return repositoryNamed(name);
  return repository === '' ? null : repository;
}
