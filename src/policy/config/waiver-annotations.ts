/** Reads waivers that are annotations of an object or of its pod template. */
import { parseDocument } from 'yaml';
import { messageOf } from '../../foundation/errors.ts';
import { at, isJsonMap, isMap } from '../../foundation/json.ts';
import { type PodKinds } from '../../foundation/kubernetes/pods.ts';
import { type Path } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { type RawFinding, type Rule } from '../../model/rule.ts';
import { issueText } from './issues.ts';
import { lastDayFault } from './waiver-days.ts';
import { waiverTerms, type WaiverTerms } from './waiver-entries.ts';

/** The name after it is `<group>.<rule>`: a name of Kubernetes has no slash. */
export const waiverPrefix = 'waive.plimsoll.dev/';

export interface WaiverAnnotation {
  /** The rule, as `<group>/<rule>`. */
  readonly rule: string;
  /** Path of the annotation in the object. */
  readonly path: Path;
  /** Where its findings are: everywhere in the object, or only in the pod template that has it. */
  readonly within: Path;
  readonly text: string;
  readonly read: { readonly terms: WaiverTerms } | { readonly fault: string };
}

export type AnnotationsOf = (object: KubernetesObject) => readonly WaiverAnnotation[];

export interface AnnotationSetting {
  readonly rules: readonly Pick<Rule, 'id'>[];
  readonly podsIn: PodKinds['podsIn'];
  /** ISO date. */
  readonly today: string;
  /** How far ahead a waiver may end. Days. */
  readonly mostDays: number;
}

/**
 * The waivers in the annotations of an object and of its pod templates, wrong ones included. In an object with several pod
 * templates, one in a template is for that template alone.
 */
export function waiverAnnotations({ rules, podsIn, today, mostDays }: AnnotationSetting): AnnotationsOf {
  const ids = new Set(rules.map(({ id }) => id));
  const read = (name: string, rule: string, text: string): WaiverAnnotation['read'] => {
    if (name.includes('/')) return { fault: slashFault(name, ids) };
    if (!ids.has(rule)) return { fault: `there is no rule ${rule} (plimsoll rules lists all)` };
    const parsed = termsIn(text);
    const fault = 'fault' in parsed ? null : lastDayFault(parsed.terms.expires, today, mostDays);
    return fault === null ? parsed : { fault: `expires: ${fault}` };
  };
  const among = (object: KubernetesObject, metadata: Path, within: Path): WaiverAnnotation[] => {
    const annotations = at(object, [...metadata, 'annotations']);
    if (!isJsonMap(annotations)) return [];
    return Object.entries(annotations).flatMap(([key, text]) => {
      if (!key.startsWith(waiverPrefix)) return [];
      const name = key.slice(waiverPrefix.length);
      const rule = name.replace('.', '/');
      const path = [...metadata, 'annotations', key];
      return typeof text === 'string'
        ? [{ rule, path, within, text, read: read(name, rule, text) }]
        : [{ rule, path, within, text: '', read: { fault: 'expected a text with reason, owner and expires' } }];
    });
  };
  const found = (object: KubernetesObject): readonly WaiverAnnotation[] => {
    const own = among(object, ['metadata'], []);
    const templates = podsIn(object).flatMap(({ metadata }) =>
      metadata === null || metadata.length === 1 ? [] : [metadata],
    );
    const isOnly = templates.length === 1;
    return [...own, ...templates.flatMap((metadata) => among(object, metadata, isOnly ? [] : metadata.slice(0, -1)))];
  };
  // Several parts of a run ask about each object.
  const known = new WeakMap<KubernetesObject, readonly WaiverAnnotation[]>();
  return (object) => {
    const annotations = known.get(object) ?? found(object);
    known.set(object, annotations);
    return annotations;
  };
}

/** What is wrong with the name of a rule that has a slash: the API server refuses the object. */
function slashFault(name: string, ids: ReadonlySet<string>): string {
  const meant = ids.has(name) ? name.replace('/', '.') : '<group>.<rule>';
  return `the name of an annotation has one slash; expected ${waiverPrefix}${meant}`;
}

/** Whether a finding of the object is what an annotation is for. */
export function isAnnotatedFor(
  { rule, within }: WaiverAnnotation,
  finding: Pick<RawFinding, 'rule' | 'path'>,
): boolean {
  return finding.rule === rule && within.every((part, index) => finding.path[index] === part);
}

/** Longer annotations are refused: heads are hostile. UTF-16 code units. */
const mostText = 2000;

function termsIn(text: string): WaiverAnnotation['read'] {
  if (text.length > mostText) return { fault: `it is longer than ${mostText} characters` };
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) return { fault: `it is not YAML: ${broken.message.split('\n')[0] ?? ''}` };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    const result = waiverTerms.safeParse(value);
    return result.success ? { terms: result.data } : { fault: faultsOf(result.error.issues, value) };
  } catch (thrown) {
    return { fault: `it is not read: ${messageOf(thrown)}` };
  }
}

function faultsOf(issues: Parameters<typeof issueText>[0][], value: unknown): string {
  return issues
    .map((issue) => {
      if (issue.code === 'unrecognized_keys')
        return `unknown key ${issue.keys.join(', ')}; expected ${Object.keys(waiverTerms.shape).join(', ')}`;
      const [key] = issue.path;
      if (typeof key !== 'string') return `the text: ${issueText(issue, value)}`;
      return `${key}: ${issueText(issue, isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined)}`;
    })
    .join('; ');
}
