/** Finds values of Secrets in templates of manifests. */
import { isCredentialKey } from './credentials.ts';
import { isAction, type Line, keyLinesOf, valueOf, valuesBelow } from './places-by-line.ts';
import { type Range } from './ranges.ts';

/**
 * The values of Secrets in a document that is not YAML, or only after something fills it in. A possible Secret is
 * masked completely, except for what identifies the object, because the places of its values are not known.
 */
export function rangesInTemplate(text: string): Range[] {
  const lines = keyLinesOf(text);
  const below = lines.flatMap((line, index) => (/^["']?stringData["']?[ \t]*:/.test(line.text) ? [index] : []));
  const ranges = isPossiblySecret(text, lines) ? allValues(lines) : below.flatMap((at) => valuesBelow(lines, at));
  return [...ranges, ...credentials(text)];
}

const kindField = /(?<![\w.-])["']?kind["']?[ \t]*:(?<value>[^\n]*)/;

/** Whether an object of the document is a Secret, or has a templated kind and the fields of a Secret. */
function isPossiblySecret(text: string, lines: readonly Line[]): boolean {
  const root = rootIndent(lines);
  const isInOneLine = /^\s*(?:\{\{[^}]*\}\}\s*)*(?:\[|\{(?!\{))/.test(text);
  const kinds = lines
    .filter(({ indent, text: own }) => isInOneLine || indent === root || own.startsWith('{{'))
    .flatMap(({ text: own }) => kindField.exec(own)?.groups?.['value'] ?? []);
  if (kinds.some((kind) => /\bSecret(?:List)?\b/.test(kind))) return true;
  const isFilledIn = kinds.some((kind) => kind.includes('{{'));
  if (isFilledIn && /(?<![\w.-])["']?(?:data|stringData)["']?[ \t]*:/.test(text)) return true;
  return kinds.some((kind) => /\bList\b/.test(kind)) && /kind["']?[ \t]*:[^\n]*\bSecret\b/.test(text);
}

function rootIndent(lines: readonly Line[]): number {
  return lines.reduce((least, line) => (isOfObject(line) && line.indent < least ? line.indent : least), Infinity);
}

function isOfObject({ text }: Line): boolean {
  return text.trim() !== '' && !/^(?:#|---)/.test(text) && !isAction(text);
}

/** Fields that identify the object. In its metadata only kubectl's last-applied annotation has values. */
const telling = /^["']?(?:apiVersion|kind|type|immutable|metadata)["']?[ \t]*:/;

function allValues(lines: readonly Line[]): Range[] {
  const root = rootIndent(lines);
  const ranges: Range[] = [];
  let isTelling = false;
  for (const line of lines) {
    if (line.text.startsWith('---')) continue;
    if (isOfObject(line) && line.indent <= root)
      isTelling = telling.test(line.text) && !/[{[]/.test(onlyText(line.text));
    if (isTelling && !line.text.includes('last-applied-configuration')) continue;
    for (const range of isAction(line.text) ? literals(line) : written(line)) ranges.push(range);
  }
  return ranges;
}

/** A line without template actions and a closed flow map (`metadata: {…}`), behind which other fields may follow. */
function onlyText(text: string): string {
  return text.replaceAll(/\{\{.*?\}\}/g, '').replace(/\{[^{}[\]]*\}[ \t\r]*$/, '');
}

/** An action alone shows nothing except for its literal texts. */
function literals({ start, indent, text }: Line): Range[] {
  const own = text.replaceAll(/\b(?:include|template|define|block)[ \t]+"[^"]*"/g, '');
  return /"[^"]{3,}"|`[^`]{3,}`/.test(own) ? [{ start: start + indent, end: start + indent + text.length }] : [];
}

function written(line: Line): Range[] {
  const [value] = valueOf(line);
  if (value !== undefined) return [value];
  return /`[^`]{3,}`/.test(line.text)
    ? [{ start: line.start + line.indent, end: line.start + line.indent + line.text.length }]
    : [];
}

/** Variables of containers: a name and, beside or below it, a value. */
function credentials(text: string): Range[] {
  const pairs = text.matchAll(
    /(?<![\w.-])["']?name["']?:[ \t]*["']?(?<name>[\w.-]{1,200})["']?[ \t\r]*(?:,|\n)\s{0,80}["']?value["']?:[ \t]*(?<value>[^\s{][^\n]*|\{(?!\{)[^\n]*)/g,
  );
  return [...pairs].flatMap(({ 0: whole, index, groups }) => {
    const value = groups?.['value'] ?? '';
    const end = index + whole.length;
    return isCredentialKey(groups?.['name'] ?? '') ? [{ start: end - value.length, end }] : [];
  });
}
