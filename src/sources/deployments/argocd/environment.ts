import { type Field } from '../field.ts';

/** Argo CD's build environment: what stands for `$ARGOCD_APP_NAME` and the like. Null: known to the cluster alone. */
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
 * The text with `$NAME` and `${NAME}` replaced, `$$` a dollar, as Argo CD does it: a name that is none of the
 * environment's becomes nothing. Null where a name is known to the cluster alone, which is said.
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

/** `missing` are the names that are known to the cluster alone. */
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
