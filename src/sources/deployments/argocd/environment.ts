/** Substitutes the variables of Argo CD's build environment. */
import { type Field } from '../field.ts';

/** Argo CD's build environment: the values of `$ARGOCD_APP_NAME` and others. Null: only known in the cluster. */
export type Environment = Readonly<Record<string, string | null>>;

/** https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/ */
export function environmentOf(application: Field, source: Field, namespace: string): Environment {
  return {
    ARGOCD_APP_NAME: application.at('metadata', 'name').text() ?? '',
    ARGOCD_APP_NAMESPACE: namespace,
    ARGOCD_APP_PROJECT_NAME: application.at('spec', 'project').text() ?? '',
    ARGOCD_APP_SOURCE_PATH: source.at('path').text() ?? '',
    ARGOCD_APP_SOURCE_REPO_URL: source.at('repoURL').text() ?? '',
    ARGOCD_APP_SOURCE_TARGET_REVISION: source.at('targetRevision').text() ?? '',
    ARGOCD_APP_REVISION: null,
    ARGOCD_APP_REVISION_SHORT: null,
    ARGOCD_APP_REVISION_SHORT_8: null,
    KUBE_VERSION: null,
    KUBE_API_VERSIONS: null,
  };
}

/**
 * Replaces `$NAME` and `${NAME}` in the text, and `$$` by a dollar sign, as Argo CD does: a name that is not in the
 * environment becomes empty. Null where a value is only known in the cluster, which is noted.
 */
export function substituted(field: Field, text: string, environment: Environment): string | null {
  const { whole, missing } = expanded(text, environment);
  if (missing.length === 0) return whole;
  field.unknown(whyMissing(missing));
  return null;
}

export function whyMissing(names: readonly string[]): string {
  return `${names.join(', ')} is known only to Argo CD when it deploys.`;
}

/** `missing`: the names whose values are only known in the cluster. */
export function expanded(text: string, environment: Environment): { whole: string; missing: readonly string[] } {
  const missing: string[] = [];
  const whole = text.replace(/\$(?:\$|\{([^{}]*)\}|([A-Za-z_]\w*))/g, (all, braced?: string, bare?: string) => {
    if (all === '$$') return '$';
    const name = braced ?? bare ?? '';
    const value = Object.hasOwn(environment, name) ? environment[name] : '';
    if (value === null) missing.push(name);
    return value ?? '';
  });
  return { whole, missing };
}
