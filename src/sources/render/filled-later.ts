/** Finds fields whose text another tool replaces after the render. */
import { at, isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../model/json.ts';
import { type Manifest } from '../../model/manifest.ts';
import { groupOf } from '../../foundation/kubernetes/names.ts';
import { builtInPodKinds, type PodKinds } from '../../foundation/kubernetes/pods.ts';

/** A field for which Kubernetes does not accept a text, and whose text another tool is meant to replace. */
export interface FilledLater {
  readonly path: Path;
  readonly written: string;
  /** Possible values: one that a rule reports and one that it does not; empty for a key. */
  readonly values: readonly Json[];
}

/** Fields of pods that rules read and that are never texts. */
const fields: ReadonlyMap<string, FilledLater['values']> = new Map<string, FilledLater['values']>([
  ['hostNetwork', [true, false]],
  ['hostPID', [true, false]],
  ['hostIPC', [true, false]],
  ['hostUsers', [true, false]],
  ['hostPort', [8080, 0]],
  ['hostProcess', [true, false]],
  ['privileged', [true, false]],
  ['allowPrivilegeEscalation', [true, false]],
  ['runAsNonRoot', [false, true]],
  ['runAsUser', [0, 1000]],
  ['securityContext', [{ privileged: true }, {}]],
  ['capabilities', [{ add: ['ALL'] }, { drop: ['ALL'] }]],
  ['volumes', [[{ name: 'node', hostPath: { path: '/' } }], []]],
]);

/** `${A}`, `$A`, `$(A)`, `#{A}#`, `{{ A }}`, `<% A %>`, `<A>`, `@A@`, `%A%`, `__A__`. */
const marks = /\$[\w{(]|[#{]\{|<[^<>]+>|@\w+@|%\w+%|__\w+__/;

/** All such fields of an object that makes pods or grants rights, up to `most`. */
export function filledLaterIn(
  { object }: Pick<Manifest, 'object'>,
  { isWorkload }: PodKinds = builtInPodKinds,
): FilledLater[] {
  if (isWorkload(object)) return [...within(object, [])].slice(0, most);
  return groupOf(object.apiVersion) === 'rbac.authorization.k8s.io' ? rightsIn(object).slice(0, most) : [];
}

/** The role that a binding refers to, and the rules of a role. */
function rightsIn(object: JsonObject): FilledLater[] {
  const role = at(object, ['roleRef', 'name']);
  const bound =
    typeof role === 'string' ? [{ path: ['roleRef', 'name'], written: role, values: ['cluster-admin', 'view'] }] : [];
  const rules = list(object['rules']).flatMap((rule, index) =>
    ['apiGroups', 'resources', 'verbs'].flatMap((field) =>
      list(at(rule, [field])).flatMap((written, place) =>
        typeof written === 'string' ? [{ path: ['rules', index, field, place], written, values: ['*', 'none'] }] : [],
      ),
    ),
  );
  return [...bound, ...rules].filter(({ written }) => marks.test(written));
}

function list(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : [];
}

const most = 50;

function* within(value: Json, path: Path): Generator<FilledLater> {
  const entries: (readonly [string | number, Json])[] = isJsonList(value)
    ? value.map((item, index) => [index, item] as const)
    : isJsonMap(value)
      ? Object.entries(value)
      : [];
  for (const [key, inner] of entries) {
    const values = typeof key === 'string' ? fields.get(key) : undefined;
    const way = [...path, key];
    if (key === 'metadata') continue;
    if (typeof key === 'string' && marks.test(key)) yield { path: way, written: key, values: [] };
    if (typeof inner !== 'string') yield* within(inner, way);
    else if (values !== undefined && marks.test(inner)) yield { path: way, written: inner, values };
  }
}
