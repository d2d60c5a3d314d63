/** Masks values of Secrets in a report and its suggestions. */
import { diffArrays } from 'diff';
import { onceEach } from '../foundation/cache/once-each.ts';
import { type Problem } from '../model/problem.ts';
import { type Finding, type Report } from '../model/report.ts';
import { type Suggestion } from '../model/suggestion.ts';
import { maskedQuotations } from './by-sight.ts';
import { type Secrets } from './secrets.ts';

/** Fields with names by which other tools identify things; names are not secret. */
const naming = new Set(
  [
    'file',
    'source',
    'id',
    'path',
    'fingerprint',
    'rule',
    'subject',
    'values',
    'object',
    'title',
    'tool',
    'name',
    'target',
  ].concat(['base', 'head', 'mode', 'verdict', 'status', 'severity', 'deployment', 'kubernetesVersion']),
);

/** The report without values of Secrets. A suggestion that would show one is left out, with the reason. */
export function maskedReport(report: Report, secrets: Secrets, sources: (file: string) => string | null): Report {
  const edited = editedFiles(secrets, sources);
  const findings = report.findings.map((finding) => withoutSecretLines(finding, secrets, edited));
  const shown = onceEach((text: string) => secrets.text(maskedQuotations(text))); // most texts are said of many objects
  const problems = report.problems.map((problem) => withoutSecretsIn(problem, secrets));
  const said = masked({ ...report, findings, problems }, shown);
  return { ...said, findings: said.findings.map((finding) => withoutSecretNumber(finding, secrets)) };
}

/** A problem whose message shows no value of a Secret; a template decides itself what it says when it fails. */
export function withoutSecretsIn(problem: Problem, { text, failure }: Secrets): Problem {
  const shown = problem.code === 'template-failed' ? failure : text;
  return { ...problem, message: shown(problem.message) };
}

function masked<T>(value: T, text: Secrets['text']): T;
function masked(value: unknown, text: Secrets['text']): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [
      key,
      naming.has(key) ? member : masked(member, text),
    ]),
  );
}

export const WITHHELD =
  'The fix is not shown because its lines contain a value of a Secret or a credential. `plimsoll fix` applies it to the files.';

interface EditedFile {
  readonly lines: readonly string[];
  /** Whether the line with this number (1-based) is masked. */
  readonly isMasked: (line: number) => boolean;
}

/** Masks each file once, as many suggestions are for the same file. */
function editedFiles(secrets: Secrets, sources: (file: string) => string | null): (file: string) => EditedFile | null {
  const known = new Map<string, EditedFile | null>();
  return (file) => {
    const cached = known.get(file);
    if (cached !== undefined) return cached;
    const text = sources(file);
    const edited = text === null ? null : editedFile(text, secrets.file(file, text));
    known.set(file, edited);
    return edited;
  };
}

function editedFile(text: string, shown: string): EditedFile {
  const [lines, maskedLines] = [text.split('\n'), shown.split('\n')];
  return { lines, isMasked: (line) => lines[line - 1] !== maskedLines[line - 1] };
}

/** Masking a text does not cover numbers. */
function withoutSecretNumber(finding: Finding, { text }: Secrets): Finding {
  const { was } = finding;
  return typeof was === 'number' && text(String(was)) !== String(was) ? { ...finding, was: null } : finding;
}

function withoutSecretLines(finding: Finding, secrets: Secrets, edited: (file: string) => EditedFile | null): Finding {
  const { suggestion, ...rest } = finding;
  const file = suggestion === undefined ? null : edited(suggestion.file);
  if (suggestion === undefined || file === null || isOpen(suggestion, file, secrets)) return finding;
  const shown = narrower(suggestion, file.lines).find((each) => isOpen(each, file, secrets));
  return shown === undefined ? { ...rest, noSuggestion: WITHHELD } : { ...rest, suggestion: shown };
}

/**
 * Whether nothing of a suggestion is masked: neither the lines that it replaces, which it may partly keep, nor its
 * text.
 */
function isOpen({ first, last, replacement }: Suggestion, { isMasked }: EditedFile, secrets: Secrets): boolean {
  const replaced = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return replacement === '' || (!replaced.some(isMasked) && secrets.text(replacement) === replacement);
}

/** The same edit on fewer lines: an insertion with the line above it, or with the line below. */
function narrower(suggestion: Suggestion, source: readonly string[]): Suggestion[] {
  const { first, last } = suggestion;
  const lines = suggestion.replacement.split('\n');
  const changes = diffArrays(source.slice(first - 1, last), lines);
  const start = changes[0];
  const top = start === undefined || start.added || start.removed ? 0 : start.value.length;
  const end = changes.at(-1);
  const bottom = changes.length < 2 || end === undefined || end.added || end.removed ? 0 : end.value.length;
  const [from, to] = [first + top, last - bottom];
  const inner = lines.slice(top, lines.length - bottom);
  if (to >= from) return [{ ...suggestion, first: from, last: to, replacement: inner.join('\n') }];
  return [from - 1, from].flatMap((line): Suggestion[] => {
    const kept = source[line - 1];
    if (kept === undefined || (line === source.length && kept === '')) return [];
    const joined = line < from ? [kept, ...inner] : [...inner, kept];
    return [{ ...suggestion, first: line, last: line, replacement: joined.join('\n') }];
  });
}
