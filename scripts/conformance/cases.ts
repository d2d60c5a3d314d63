/** The renders to compare: each chart and kustomization of the fixtures. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

/** One render, done by the native program and by Plimsoll. */
export interface Case {
  readonly kind: 'helm' | 'kustomize';
  /** For display: the first column of the table. */
  readonly name: string;
  /**
   * The folder that is used as the repository, relative to the fixtures: all charts, or an upstream repository of
   * kustomizations.
   */
  readonly repository: string;
  /** The folder of the chart or kustomization, relative to the repository. */
  readonly path: string;
  /** Helm's arguments in addition to the chart. Value files are relative to the repository. */
  readonly args: readonly string[];
}

const Index = z.record(z.string(), z.object({ render_args: z.array(z.string()) }));

/** Each chart of charts/index.json with its arguments, alone and with each of its ci/*-values.yaml. */
export async function helmCases(fixtures: string): Promise<readonly Case[]> {
  const index = Index.parse(JSON.parse(await readFile(join(fixtures, 'charts/index.json'), 'utf8')));
  const cases = Object.entries(index).map(async ([chart, { render_args: args }]) => {
    const common = { kind: 'helm', repository: 'charts', path: chart } as const;
    const ci = join(fixtures, 'charts', chart, 'ci');
    const names = existsSync(ci) ? (await readdir(ci)).filter((name) => name.endsWith('-values.yaml')).sort() : [];
    const withValues = names.map((name) => ({
      ...common,
      name: `${chart} ci/${name}`,
      args: [...args, '--values', `${chart}/ci/${name}`],
    }));
    return [{ ...common, name: chart, args }, ...withValues];
  });
  return (await Promise.all(cases)).flat();
}

const kustomizationNames = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/** Every folder below kustomize/ that has a kustomization file. */
export async function kustomizeCases(fixtures: string): Promise<readonly Case[]> {
  const files = await readdir(join(fixtures, 'kustomize'), { recursive: true });
  return files
    .filter((file) => kustomizationNames.has(basename(file)))
    .map((file) => dirname(file).replaceAll('\\', '/'))
    .sort()
    .map((name) => {
      const [repository = '', ...path] = name.split('/');
      const folder = path.length === 0 ? '.' : path.join('/');
      return { kind: 'kustomize', name, repository: `kustomize/${repository}`, path: folder, args: [] } as const;
    });
}
