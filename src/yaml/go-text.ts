/** Writes a value as YAML exactly as sigs.k8s.io/yaml does. */
import { canonical, isJsonList, isJsonMap } from '../foundation/json.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { plainScalar } from './scalars.ts';
import { yamlText } from './text.ts';
import { parseManifests } from './values.ts';

/**
 * A value as YAML text with the quotes and blocks of sigs.k8s.io/yaml. Flux substitutes variables in that text, so
 * other quotes could give another value. Long lines are not folded.
 */
export function goYamlText(value: JsonObject): string {
  const text = `${block(value, '').join('\n')}\n`;
  const [document] = parseManifests(text).documents;
  return document !== undefined && canonical(document.value) === canonical(value) ? text : yamlText(value);
}

/** The lines of a non-empty collection. */
function block(value: Json, indent: string): string[] {
  if (isJsonList(value)) return value.flatMap((item) => beside(`${indent}-`, item, `${indent}  `, true));
  if (!isJsonMap(value)) return [];
  return Object.keys(value)
    .sort()
    .flatMap((key) => beside(`${indent}${keyOf(key)}:`, value[key] ?? null, indent, false));
}

/** The value behind a `-` or a key: on the same line if it is short, else below. */
function beside(head: string, value: Json, indent: string, isItem: boolean): string[] {
  if (!isJsonList(value) && !isJsonMap(value)) return withScalar(head, value, isItem ? indent : `${indent}  `);
  if (Object.keys(value).length === 0) return [`${head} ${isJsonList(value) ? '[]' : '{}'}`];
  const lines = block(value, isItem || isJsonList(value) ? indent : `${indent}  `);
  if (!isItem) return [head, ...lines];
  const [first = '', ...others] = lines;
  return [`${head} ${first.slice(indent.length)}`, ...others];
}

function withScalar(head: string, value: null | boolean | number | string, indent: string): string[] {
  if (typeof value !== 'string') return [`${head} ${String(value)}`];
  if (!isBlock(value)) return [`${head} ${quoted(value)}`];
  const lines = value.replace(/\n+$/, '').split('\n');
  const kept = value.length - lines.join('\n').length;
  const chomping = kept === 0 ? '-' : kept === 1 ? '' : '+';
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const blank = new Array<string>(Math.max(0, kept - 1)).fill('');
  return [`${head} |${hint}${chomping}`, ...lines.map((line) => (line === '' ? '' : indent + line)), ...blank];
}

/** Whether a text of several lines can be written as a block. */
function isBlock(value: string): boolean {
  return value.includes('\n') && !isSpecial(value) && !/ (?:\n|$)/.test(value);
}

function keyOf(key: string): string {
  return key.includes('\n') || key === '' ? doubleQuoted(key) : quoted(key);
}

function quoted(value: string): string {
  if (isSpecial(value) || /[\n]/.test(value)) return doubleQuoted(value);
  if (value === '<<' || value === '=' || typeof plainScalar(value) !== 'string' || likeNumber.test(value))
    return doubleQuoted(value);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

/** As JSON, except that a character outside Unicode's basic plane is one escape. */
function doubleQuoted(value: string): string {
  const escape = (character: string): string =>
    `\\U${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(8, '0')}`;
  return JSON.stringify(value).replace(/[\u{10000}-\u{10ffff}]/gu, escape);
}

/** Base-60 numbers and dates: the parser reads them as texts, but they are quoted nevertheless. */
const likeNumber = /^(?:[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?)$/;

function isSpecial(value: string): boolean {
  return /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value);
}

function isPlain(value: string): boolean {
  if (/^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|^---|^\.\.\.|^\s|\s$/.test(value)) return false;
  return !/:(?:\s|$)|\s#/.test(value);
}
