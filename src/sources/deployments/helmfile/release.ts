/** Reads a release of a helmfile as a deployment. */
import { posix } from 'node:path';
import { type Json } from '../../../model/json.ts';
import { type Declaration } from '../declaration.ts';
import { type CreatedNamespace, type Deployment, type HelmPart } from '../deployment.ts';
import { Field, declarationFields } from '../field.ts';
import { type FoundDeployments } from '../found.ts';
import { unnamedTarget } from '../target.ts';
import { helmfileChart } from './chart.ts';
import { setValues } from './set.ts';
import { type State } from './shared.ts';
import { isTemplated } from './templated.ts';
import { releaseLayers } from './values.ts';

/** Fields that change the render in ways that are not evaluated. */
const unfollowed = [
  'inherit',
  'valuesTemplate',
  'setTemplate',
  'secrets',
  'strategicMergePatches',
  'jsonPatches',
  'transformers',
  'dependencies',
  'postRenderer',
];

/** Additional arguments of helm, by the command that they are for. */
const argumentsOfHelm = ['args', 'syncArgs', 'diffArgs', 'templateArgs'];

/**
 * A release of a helmfile; empty where it is not installed. https://helmfile.readthedocs.io/en/latest/#configuration
 */
export function releaseDeployment(written: Field, document: Declaration | undefined, state: State): FoundDeployments[] {
  if (document === undefined || written.at('installed').value === false) return [];
  const { notes } = declarationFields(document);
  const release = new Field(document, written.path, notes);
  const name = release.at('name').text() ?? '';
  const namespace = said(release, 'namespace', state);
  const deployment: Deployment = {
    name,
    declaredBy: 'helmfile',
    target: targetOf(release, state),
    namespace,
    place: release.place,
    declaredIn: [...notes.files].sort(),
    parts: partsOf(release, name, namespace ?? 'default', state),
    createsNamespace: createdNamespace(release, namespace, state),
    unknown: notes.unknown.map((each) => ({ ...each, said: `${each.said ?? ''} ${state.said}` })),
  };
  return [{ deployments: [deployment], problems: notes.problems }];
}

function partsOf(release: Field, name: string, namespace: string, state: State): HelmPart[] {
  for (const field of ['name', 'namespace', 'chart', 'version']) {
    if (!isTemplated(release.at(field).value)) continue;
    release.at(field).unknown('It is a template, which is not rendered.', field);
    return [];
  }
  const folder = posix.dirname(release.written.file);
  const chart = helmfileChart(release, folder, state);
  if (chart === null) return [];
  for (const field of unfollowed) {
    const isThere = [release, ...state.defaults].some((from) => from.at(field).isThere);
    if (isThere) release.at(field).unknown(`${field} of a helmfile is not supported.`, field);
  }
  for (const field of argumentsOfHelm) {
    const given = [release, ...state.defaults].map((from) => from.at(field).value);
    if (given.some(mayRender)) release.at(field).unknown(`${field} of a helmfile is not supported.`, field);
  }
  const hooks = [release, ...state.defaults].map((from) => from.at('hooks').value);
  if (hooks.some(mayDeploy)) release.at('hooks').unknown('The effect of hook commands is not known.', 'hooks');
  return [
    {
      kind: 'helm',
      chart,
      release: { name, namespace },
      layers: releaseLayers(release, folder, state),
      set: setValues(release, folder),
      skipCrds: release.at('skipCRDs').flag(),
      skipSchemaValidation: release.at('skipSchemaValidation').flag(),
      apiVersions: saidList(release, 'apiVersions', state),
      kubeVersion: said(release, 'kubeVersion', state),
      postRender: [],
      commonMetadata: null,
    },
  ];
}

/** Whether a command of a hook may deploy something. */
function mayDeploy(hooks: Json | null): boolean {
  return /kubectl|helm|kustomize|\bsh\b|apply|create|install/.test(JSON.stringify(hooks));
}

/** Whether arguments of helm may change the render or its target. Short options are matched generously. */
function mayRender(given: Json | null): boolean {
  return /--(?:set|values|post-render|kube|namespace|re(?:use|set)|skip-crds|api-versions|version|devel)|(?:^|[^\w-])-[fn]/.test(
    JSON.stringify(given),
  );
}

/** The context of the kubeconfig by which helm reaches the cluster. */
function targetOf(release: Field, state: State): string {
  const context = said(release, 'kubeContext', { defaults: [...state.environment, ...state.defaults] });
  if (context === null || !isTemplated(context)) return context ?? unnamedTarget;
  release.unknown('kubeContext is a template, which is not rendered.', 'target');
  return unnamedTarget;
}

/** The value in the release; else in the helmfile or its helmDefaults. */
function said(release: Field, name: string, { defaults }: Pick<State, 'defaults'>): string | null {
  return [release, ...defaults].map((from) => from.at(name).text()).find((text) => text !== null) ?? null;
}

function saidList(release: Field, name: string, { defaults }: State): string[] {
  return [release, ...defaults].map((from) => from.at(name).texts()).find((texts) => texts.length > 0) ?? [];
}

/** helmfile creates namespaces unless it is told not to. */
function createdNamespace(release: Field, name: string | null, { defaults }: State): CreatedNamespace | null {
  const told = [release, ...defaults].map((from) => from.at('createNamespace').value).find((value) => value !== null);
  return name === null || isTemplated(name) || told === false ? null : { name, managed: null };
}
