/** Reads a Helm source of an Argo CD Application. */
import { type ChartRef, type DeploymentLayer, type HelmPart, type SetValue } from '../deployment.ts';
import { type Field, writtenAt } from '../field.ts';
import { mapLayer, textLayer } from '../inline-values.ts';
import { expanded, whyMissing } from './environment.ts';
import { locatePath, type PathScope, argocdValueFiles } from './value-files.ts';

/** The release name and namespace that the Application gives outside of the source. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** A source that Argo CD renders with Helm. https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
export function helmPart(source: Field, chart: ChartRef, release: Release, scope: PathScope): HelmPart {
  const helm = source.at('helm');
  return {
    kind: 'helm',
    chart,
    release: {
      name: helm.at('releaseName').text() ?? release.name,
      namespace: helm.at('namespace').text() ?? release.namespace,
    },
    layers: [...argocdValueFiles(helm, scope), ...inlineValues(helm)],
    set: [...parameters(helm, scope), ...fileParameters(helm, scope)],
    skipCrds: helm.at('skipCrds').flag(),
    skipSchemaValidation: helm.at('skipSchemaValidation').flag(),
    apiVersions: helm.at('apiVersions').texts(),
    kubeVersion: helm.at('kubeVersion').text(),
    postRender: [],
    commonMetadata: null,
  };
}

/** Argo CD ignores `values` where there is a `valuesObject`. */
function inlineValues(helm: Field): DeploymentLayer[] {
  const object = helm.at('valuesObject');
  return object.isThere ? mapLayer(object) : textLayer(helm.at('values'));
}

/** Of two parameters with one name the later counts; forced strings are set after the others, as Helm does. */
function parameters(helm: Field, scope: PathScope): SetValue[] {
  const found = new Map<string, SetValue>();
  for (const parameter of helm.at('parameters').items()) {
    const name = parameter.at('name').text();
    const value = parameter.at('value');
    const { whole, missing } = expanded(value.text() ?? '', scope.environment);
    if (name === null) continue;
    const { place } = parameter;
    const flag = parameter.at('forceString').flag() ? 'set-string' : 'set';
    const known: SetValue = {
      flag,
      expression: `${name}=${escapeCommas(whole)}`,
      name,
      written: writtenAt(value),
      place,
    };
    found.set(
      `${flag} ${name}`,
      missing.length === 0 ? known : { flag: 'unknown', name, of: value.unknown(whyMissing(missing)), place },
    );
  }
  const all = [...found.values()];
  return [...all.filter(({ flag }) => flag === 'set'), ...all.filter(({ flag }) => flag !== 'set')];
}

/** A comma would begin another assignment; in `{a,b}` it separates the items of Helm's list. */
function escapeCommas(text: string): string {
  if (text.startsWith('{') && text.endsWith('}')) return text;
  return text.replace(/(?<!\\),/g, '\\,');
}

function fileParameters(helm: Field, scope: PathScope): SetValue[] {
  return helm
    .at('fileParameters')
    .items()
    .flatMap((parameter): SetValue[] => {
      const name = parameter.at('name').text();
      const path = parameter.at('path');
      const written = path.text();
      const located = name === null || written === null ? null : locatePath(path, written, scope);
      if (name === null || located === null) return [];
      if (typeof located !== 'string') {
        const of = path.unknown(located.why, `value ${name}`);
        return [{ flag: 'unknown', name, of, place: parameter.place }];
      }
      if (!scope.repository.tree.files.has(located)) {
        path.problem('values-missing', `${located} does not exist; expected the file whose text ${name} is set to.`);
        return [];
      }
      return [
        { flag: 'set-file', expression: `${name}=${located}`, name, written: writtenAt(path), place: parameter.place },
      ];
    });
}
