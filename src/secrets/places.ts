/** Finds the places of values of Secrets in the text of a file. */
import { parse } from 'yaml';
import { type Path } from '../model/json.ts';
import { type MapSource, readSourceTree, type SourceNode } from '../yaml/source-tree.ts';
import { type Chunk, splitStream } from '../yaml/stream.ts';
import { walk } from '../yaml/walk.ts';
import { isCredential, isCredentialKey } from './credentials.ts';
import { rangesByLine } from './places-by-line.ts';
import { rangesInTemplate } from './places-in-templates.ts';
import { type Range } from './ranges.ts';
import { LAST_APPLIED } from './secret-texts.ts';

/** A secret value in a values file. `at`: the path of the values, or of the text block that contains them. */
export interface MarkedValue {
  /** 0-based. */
  readonly document: number;
  readonly at: Path;
  readonly path: Path;
}

/** Texts that may contain a Secret, a container's credential or a chart's values, in any notation. */
const suspicious =
  /secret|stringData|kind["']?[ \t]*:[^\n]*\{\{|valuesInline|valuesObject|HelmRelease|helm:|\\[xuU]|(?:name["']?:\s*["']?|(?<![\w.-])--?)[\w.-]{0,80}(?:pass|pwd|token|credential|key|dsn|connection|cli_auth)|(?:passw(?:or)?d|pwd|token|api_?key)["']?[ \t]*:/i;

/** A program's argument with a credential. */
const argument = /^--?([\w-]*(?:passw(?:or)?d|passphrase|token|api-?key))[= ](?=[^$\s])/i;

/** The places of Secrets' values, `secretGenerator` entries, credentials in inline values, and marked values. */
export function secretRanges(text: string, marked: readonly MarkedValue[]): Range[] {
  if (marked.length === 0 && !suspicious.test(text)) return [];
  const places = splitStream(text).flatMap((chunk) => {
    const here = marked.filter(({ document }) => document === chunk.index);
    return inChunk(chunk, here).map(({ start, end }) => ({ start: start + chunk.offset, end: end + chunk.offset }));
  });
  return [...places, ...rangesByLine(text)];
}

/**
 * The texts at the places of Secrets, as written and as parsed: for a file that could not be rendered, nothing else is
 * known. Also the value in an alias, a tag or a literal (`key=value`).
 */
export function secretTexts(text: string): string[] {
  return secretRanges(text, []).flatMap(({ start, end }) => {
    const written = text.slice(start, end).trim();
    const read = scalarText({ start: 0, end: written.length }, written);
    return [written, read, read.replace(/^[*&!@%`"'\s]+/, ''), read.slice(read.indexOf('=') + 1)];
  });
}

/** Every scalar whose written form differs from its value. */
export function escapedScalars(text: string): readonly (Range & { readonly text: string })[] {
  if (!/\\|''|"[^"\n]*\n/.test(text)) return [];
  return splitStream(text).flatMap(({ text: own, offset }) => {
    const tree = readSourceTree(own);
    const scalars =
      tree === null ? [] : scalarsIn(tree).filter(({ start, end }) => /[\\\n]|''/.test(own.slice(start, end)));
    return scalars.map((node) => ({ start: node.start + offset, end: node.end + offset, text: scalarText(node, own) }));
  });
}

function inChunk({ text }: Chunk, marked: readonly MarkedValue[]): Range[] {
  if (marked.length === 0 && !suspicious.test(text)) return [];
  try {
    const tree = readSourceTree(text);
    const places = tree === null ? [] : inTree(tree, text, marked);
    return tree === null || text.includes('{{') ? [...places, ...rangesInTemplate(text)] : places;
  } catch (thrown) {
    // A document that is nested too deeply is masked as a whole. One that is not YAML is searched by lines.
    return thrown instanceof RangeError ? [{ start: 0, end: text.length }] : rangesInTemplate(text);
  }
}

function inTree(tree: SourceNode, text: string, marked: readonly MarkedValue[]): Range[] {
  const reader = new Reader(text);
  reader.visit(tree, null);
  for (const { at, path } of marked) {
    const fields = walk(tree, [...at, ...path]);
    const values = walk(tree, at);
    const isBlock = values.length === at.length + 1 && values.at(-1)?.value.kind === 'scalar';
    if (fields.length === at.length + path.length + 1) reader.mask(fields.at(-1)?.value ?? tree);
    else if (isBlock) reader.maskKey(values.at(-1)?.value ?? tree, path);
  }
  return reader.ranges;
}

class Reader {
  private readonly text: string;
  readonly ranges: Range[] = [];
  /** Each node once, as several aliases may lead to the same one. */
  private readonly seen = new Set<SourceNode>();

  constructor(text: string) {
    this.text = text;
  }

  /** `kind`: the kind of items in a typed list. */
  visit(node: SourceNode, kind: string | null): void {
    for (const { value } of node.kind === 'list' ? node.items : []) {
      this.visit(value, kind);
      if (value.kind === 'scalar') this.argument(value);
    }
    if (node.kind === 'map') this.map(node, kind);
  }

  private map(node: MapSource, listed: string | null): void {
    const kind = this.textAt(node, ['kind']) ?? listed;
    if (kind === 'Secret') this.secret(node);
    if (kind === 'ConfigMap') this.credentials(walk(node, ['data']).at(-1)?.value ?? node, ['data']);
    if (kind === 'SecretGenerator') this.field(node, ['literals']);
    if (kind === 'ExternalSecret') this.written(node, ['spec', 'target', 'template', 'data']);
    if (this.textAt(node, ['op']) !== null && /^\/stringData\b/.test(this.textAt(node, ['path']) ?? ''))
      this.field(node, ['value']);
    this.named(node);
    for (const { key, value } of node.pairs) {
      if (key === 'stringData') this.mask(value);
      if (key === 'secretGenerator') this.generators(value);
      if (key === 'valuesInline' || key === 'valuesObject' || (key === 'values' && isOfDeployment(kind, value)))
        this.credentials(value, []);
      this.visit(value, key === 'items' && kind?.endsWith('List') === true ? kind.slice(0, -'List'.length) : null);
    }
  }

  private secret(node: SourceNode): void {
    this.field(node, ['data']);
    this.field(node, ['stringData']);
    this.field(node, ['metadata', 'annotations', LAST_APPLIED]);
  }

  private field(node: SourceNode, path: Path): void {
    const fields = walk(node, path);
    if (fields.length === path.length + 1) this.mask(fields.at(-1)?.value ?? node);
  }

  private generators(value: SourceNode): void {
    for (const item of value.kind === 'list' ? value.items : []) this.field(item.value, ['literals']);
  }

  /** A container's variable or an Application's parameter: a name and a value. */
  private named(node: MapSource): void {
    const name = this.textAt(node, ['name'])?.split('.').at(-1) ?? '';
    if (isCredentialKey(name)) this.written(node, ['value']);
  }

  private argument(node: SourceNode): void {
    const given = argument.exec(scalarText(node, this.text))?.[0];
    if (given === undefined) return;
    const at = this.text.indexOf(given, node.start);
    if (at !== -1 && at < node.end) this.ranges.push({ start: at + given.length, end: node.end });
  }

  /** Masks literal values; templates and variables are no credentials. */
  private written(node: SourceNode, path: Path): void {
    const fields = walk(node, path);
    if (fields.length === path.length + 1) this.credentials(fields.at(-1)?.value ?? node, ['password']);
  }

  private credentials(node: SourceNode, path: Path): void {
    if (node.kind === 'list')
      for (const [index, { value }] of node.items.entries()) this.credentials(value, [...path, index]);
    if (node.kind === 'map') for (const { key, value } of node.pairs) this.credentials(value, [...path, key ?? '<<']);
    if (node.kind === 'scalar' && isCredential({ path, text: scalarText(node, this.text) })) this.mask(node);
  }

  private textAt(node: SourceNode, path: Path): string | null {
    const fields = walk(node, path);
    const value = fields.length === path.length + 1 ? fields.at(-1)?.value : undefined;
    const scalar = value?.kind === 'alias' ? value.target : value;
    return scalar?.kind === 'scalar' ? scalarText(scalar, this.text) : null;
  }

  /** Masks all scalars in the node, and the comments between and beside them. */
  mask(node: SourceNode): void {
    if (this.seen.has(node)) return;
    this.seen.add(node);
    if (node.kind === 'alias' && node.target !== null) this.mask(node.target);
    if (node.kind === 'map') for (const { value } of node.pairs) this.mask(value);
    if (node.kind === 'list') for (const { value } of node.items) this.mask(value);
    // The header of a block text (`|-`) is not masked.
    if (node.kind === 'scalar')
      this.ranges.push({ start: node.style === 'block' ? this.endOfLine(node.start) : node.start, end: node.end });
    this.comments(node);
  }

  private comments({ start, end }: SourceNode): void {
    const stop = this.endOfLine(end);
    const from = this.text.lastIndexOf('\n', start) + 1;
    for (const { index, 0: comment } of this.text.slice(from, stop).matchAll(/(?<=^|[ \t])#.*$/gm))
      this.ranges.push({ start: from + index + 1, end: from + index + comment.length });
  }

  private endOfLine(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end === -1 ? this.text.length : end;
  }

  /** Masks the values behind the last key of the path, in the lines of a text block. */
  maskKey(block: SourceNode, path: Path): void {
    const key = path.findLast((part) => typeof part === 'string') ?? '';
    const text = this.text.slice(block.start, block.end);
    for (const match of text.matchAll(/^[ \t]*(?:-[ \t]+)*["']?([\w./-]+)["']?[ \t]*:[ \t]+(\S.*)$/gm)) {
      const [whole, name, value = ''] = match;
      const end = block.start + match.index + whole.length;
      if (name === key) this.ranges.push({ start: end - value.length, end });
    }
  }
}

function isOfDeployment(kind: string | null, value: SourceNode): boolean {
  return value.kind === 'map' && (kind === 'HelmRelease' || kind === null);
}

function scalarsIn(node: SourceNode): SourceNode[] {
  if (node.kind === 'list') return node.items.flatMap(({ value }) => scalarsIn(value));
  if (node.kind === 'map') return node.pairs.flatMap(({ value }) => scalarsIn(value));
  return node.kind === 'scalar' && node.style !== 'block' ? [node] : [];
}

function scalarText({ start, end }: Range, text: string): string {
  const written = text.slice(start, end);
  if (!/^["'|>]/.test(written)) return written;
  try {
    const value: unknown = parse(written);
    return typeof value === 'string' ? value : written;
  } catch {
    return written;
  }
}
