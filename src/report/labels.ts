/** Labels of places, lines, paths and counts. */
import { type Status } from '../model/finding.ts';
import { type Path } from '../model/json.ts';
import { type ObjectName } from '../model/object-name.ts';
import { type Place, type Problem } from '../model/problem.ts';
import { type Finding, type FindingRisk } from '../model/report.ts';
import { type RuleLevel } from '../model/rule.ts';
import { type TemplateOrigin } from '../model/suggestion.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';

/** `1 finding`, `2 findings`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Of many names, these are said. */
const MOST_NAMED = 3;

/** `a, b and 2 more`. */
export function fewOf(names: readonly string[]): string {
  const left = names.length - MOST_NAMED;
  return left > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${left} more` : names.join(', ');
}

/** `charts/web#a.yaml,b.yaml,c.yaml and 2 more value files`: the id of a source, shortened. */
export function sourceLabel(id: string): string {
  const at = id.indexOf('#');
  const values = at === -1 ? [] : id.slice(at + 1).split(',');
  const left = values.length - MOST_NAMED;
  if (left <= 0) return id;
  return `${id.slice(0, at + 1)}${values.slice(0, MOST_NAMED).join(',')} and ${count(left, 'more value file')}`;
}

/** `with ci/tls-values.yaml`: the value files without which it is not found; empty if there are none. */
export function valuesLabel(sources: readonly string[]): string {
  const [id = '', ...others] = sources;
  const [path = '', values] = id.split('#', 2);
  if (values === undefined || others.length > 0) return '';
  // A file's own name may have the sign.
  const folder = path === '.' ? '' : `${path}/`;
  const files = values.split(',').filter((file) => file.startsWith(folder));
  return files.length === 0 ? '' : `with ${fewOf(files.map((file) => file.slice(folder.length)))}`;
}

/** `Container "web"`, or `The pod`, with which messages of rules about containers begin; null for other messages. */
export function subjectLabel(message: string): string | null {
  return (
    /^(?:The pod|(?:Container|Init container|Ephemeral container) (?:"[^"]*"|\d+))(?= )/.exec(message)?.[0] ?? null
  );
}

/** The message of a problem that is printed next to its place, without the place with which most messages begin. */
export function besidePlace({ message, place }: Problem): string {
  const beginning = place === undefined ? '' : `${placeLabel(place) ?? ''}: `;
  return beginning.length > 2 && message.startsWith(beginning) ? message.slice(beginning.length) : message;
}

/** `web.yaml:3`, `web.yaml:3-5` or `web.yaml`; null if a place names no file. */
export function placeLabel(place: Place): string | null {
  if (place.kind === 'summary') return null;
  if (place.kind === 'file') return place.file;
  return `${place.file}:${lineRange(place.first, place.last)}`;
}

/** `web 1.0.0, templates/pod.yaml:3`. */
export function templateLabel({ chart, file, line }: TemplateOrigin): string {
  return `${chart === null ? '' : `${chart}, `}${file}${line === null ? '' : `:${line}`}`;
}

/** The templates from which the findings were rendered, each once. */
export function templateLabels(findings: readonly Finding[]): string[] {
  return [
    ...new Set(
      findings.flatMap(({ origin }) => (origin?.template === undefined ? [] : [templateLabel(origin.template)])),
    ),
  ];
}

/** `3` or `3-5`. */
export function lineRange(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** `spec.containers[0].image`; keys that are not plain words are in brackets: `annotations["a.b/c"]`. */
export function pathLabel(path: Path): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[\w-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** The message of a finding, for a lost protection with a sentence that says so. */
export function messageWithLoss({ message, lost }: Pick<Finding, 'message' | 'lost'>): string {
  if (lost !== true || message.endsWith(LOST)) return message;
  return `${message} This pull request takes this protection away.`;
}

/** What is said of a lost protection whose earlier value cannot be quoted. */
export const LOST = 'The base commit has this protection; this pull request takes it away.';

/**
 * `Risk: on the Internet through Ingress shop/web; in production (namespace shop).`
 *
 * @param atRisk the one of several objects that has it.
 */
export function riskLabel({ reasons }: FindingRisk, atRisk?: ObjectName): string {
  return `Risk${atRisk === undefined ? '' : ` of ${objectLabel(atRisk)}`}: ${reasons.join('; ')}.`;
}

const standards = { 'pod-security': 'Pod Security' } as const;

/** `Pod Security baseline: Host Ports`. */
export function levelLabel({ standard, name, control }: RuleLevel): string {
  return `${standards[standard]} ${name}: ${control}`;
}

/** Whether a finding of this status needs action in a review. */
export function isIntroduced(status: Status): boolean {
  return status === 'new' || status === 'worsened';
}
