/** Finds texts that stand in an object in another form: base64, hexadecimal, gzip, the escapes of addresses. */
import { gunzipSync } from 'node:zlib';
import { isJsonList, isJsonMap } from '../foundation/json.ts';
import { groupOf } from '../foundation/kubernetes/names.ts';
import { type Json, type JsonObject, type Path } from '../model/json.ts';

/** A text that a string of an object stands for, or a part of it. */
export interface DecodedText {
  readonly path: Path;
  /** How the text stands there, for messages: "in base64", "in gzip in base64". */
  readonly how: string;
  readonly text: string;
}

/** How often a text may be encoded again. */
const mostLayers = 3;

/** Bounds of what is decoded, so that no object takes long. Characters of one run, runs of one text, bytes of gzip. */
const [longest, mostRuns, mostBytes] = [50_000, 2000, 1_000_000];

/** As long as the shortest token is in base64. In hexadecimal it is longer. */
const RUNS = /[A-Za-z0-9+/]{32,}={0,2}/g;
const RUNS_OF_URLS = /[A-Za-z0-9_-]{32,}/g;
const HEXADECIMAL = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Za-z])/g;
const ESCAPE = /%([2-7][0-9A-Fa-f])/g;

/** The length of the shortest run. */
const shortest = 32;

/** Whether a text of JSON may have a run: then one of its characters is at a multiple of its length. */
function mayHaveRun(json: string): boolean {
  if (json.includes('%') || json.includes('\\n')) return true;
  for (let at = shortest - 1; at < json.length; at += shortest) {
    if (!isOfRun(json.charCodeAt(at))) continue;
    let [start, end] = [at, at + 1];
    while (isOfRun(json.charCodeAt(start - 1))) start--;
    while (isOfRun(json.charCodeAt(end))) end++;
    if (end - start >= shortest) return true;
  }
  return false;
}

/** A-Z, a-z, 0-9, and `+`, `/`, `-`, `_`. */
function isOfRun(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 47 && code <= 57) ||
    code === 43 ||
    code === 45 ||
    code === 95
  );
}

/** The values of a Secret's data, which the rules see decoded; empty for other objects. */
export function valuesOfSecret(object: JsonObject): string[] {
  const { data } = object;
  if (!isSecret(object) || !isJsonMap(data)) return [];
  return Object.values(data).flatMap((value) => (typeof value === 'string' ? [plainOf(value)] : []));
}

/** @param json the object in JSON. */
export function decodedTexts(object: JsonObject, json: string): DecodedText[] {
  return mayHaveRun(json) ? [...decodedIn(object, [], isSecret(object))] : [];
}

function isSecret({ kind, apiVersion }: JsonObject): boolean {
  return kind === 'Secret' && typeof apiVersion === 'string' && groupOf(apiVersion) === '';
}

function* decodedIn(value: Json, path: Path, ofSecret: boolean): Generator<DecodedText> {
  if (isJsonList(value))
    for (const [index, item] of value.entries()) yield* decodedIn(item, [...path, index], ofSecret);
  else if (isJsonMap(value))
    for (const [key, item] of Object.entries(value)) yield* decodedIn(item, [...path, key], ofSecret);
  else if (typeof value === 'string')
    for (const { forms, text } of layersOf(ofSecret && isOfData(path) ? plainOf(value) : value))
      yield { path, how: [...forms].reverse().join(' '), text };
}

/** The base64 of a Secret's data is no other form: the API server takes nothing else. */
function isOfData(path: Path): boolean {
  return path.length === 2 && path[0] === 'data';
}

function plainOf(value: string): string {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value) ? Buffer.from(value, 'base64').toString('latin1') : value;
}

interface Layer {
  readonly forms: readonly string[];
  readonly text: string;
}

function* layersOf(text: string, forms: readonly string[] = []): Generator<Layer> {
  if (forms.length === mostLayers) return;
  for (const layer of formsIn(text)) {
    const whole = { forms: [...forms, ...layer.forms], text: layer.text };
    yield whole;
    // What has no sense in this form is bytes.
    if (isText(layer.text)) yield* layersOf(layer.text, whole.forms);
  }
}

function* formsIn(text: string): Generator<Layer> {
  if (text.includes('%')) {
    const plain = text.replaceAll(ESCAPE, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    if (plain !== text) yield { forms: ['with escapes of a URL'], text: plain };
  }
  const joined = unwrapped(text);
  const forUrls = [...runsIn(joined, RUNS_OF_URLS)].filter((run) => /[-_]/.test(run));
  for (const run of [...runsIn(joined, RUNS), ...forUrls]) {
    const bytes = Buffer.from(run, 'base64');
    const unpacked = unzipped(bytes);
    if (unpacked === null) yield { forms: ['in base64'], text: bytes.toString('latin1') };
    else yield { forms: ['in base64', 'in gzip'], text: unpacked };
  }
  for (const run of runsIn(text, HEXADECIMAL)) {
    const plain = Buffer.from(run, 'hex').toString('latin1');
    if (isText(plain)) yield { forms: ['in hexadecimal'], text: plain };
  }
}

/** A private key in base64 is known by its beginning. */
function* runsIn(text: string, pattern: RegExp): Generator<string> {
  let left = mostRuns;
  for (const [run] of text.matchAll(pattern)) {
    if (left-- === 0) return;
    if (run.length <= longest && !run.includes('LS0tLS1CRUdJTi')) yield run;
  }
}

/** Base64 without the breaks of its lines. */
function unwrapped(text: string): string {
  return text.includes('\n') && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text) ? text.replaceAll(/\s/g, '') : text;
}

function unzipped(bytes: Buffer): string | null {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return null;
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes }).toString('utf8');
  } catch {
    return null;
  }
}

function isText(text: string): boolean {
  return !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/.test(text);
}
