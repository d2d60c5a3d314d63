/** Finds the conditions of branches that were not taken and that could print a missing field. */
import { posix } from 'node:path';
import { canonical, at } from '../../../foundation/json.ts';
import { distinctBy } from '../../../foundation/groups.ts';
import { podFieldOf } from '../../../foundation/kubernetes/inherited.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type HelmSource } from '../../../model/source.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { type HelmOrigin } from '../locate/origin.ts';
import { type Traced } from '../render/render.ts';
import { type Branch, blocksOf, printingLines, printerOf, type TemplateBlocks, type WantedKeys } from './branches.ts';
import { lineKey } from './candidates.ts';
import { type ChartField, onlyOf, type OriginContext, readsByLine } from './origins.ts';

/** A value in the condition of a branch that was not taken. */
export interface Guard {
  readonly read: Path;
  /** The text with which the condition compares it; null where it asks whether the value is true. */
  readonly literal: string | null;
  /** The values that the branch reads; null where they cannot be told from its text. */
  readonly reads: readonly Path[] | null;
}

interface BranchAt {
  readonly file: string;
  readonly branch: Branch;
}

/** Maximum number of guards that are tried for one field. */
const mostGuards = 6;

/** The guards of missing fields, known from the first render of a chart whose document has the same text. */
export class GuardsSeen {
  readonly #known = new Map<string, readonly Guard[]>();
  readonly #blocks = new Map<string, TemplateBlocks | null>();
  /** The branches that may print some keys, by these and the files. */
  readonly #printing = new Map<string, readonly BranchAt[]>();

  /** The guards of each field that has some. A chart is traced only for documents that are not known. */
  async of<F extends ChartField>(
    source: HelmSource,
    fields: readonly F[],
    { texts, trace }: Pick<OriginContext<F>, 'texts' | 'trace'>,
  ): Promise<Map<F, readonly Guard[]>> {
    const open = fields.filter((field) => !this.#known.has(keyOf(field)));
    const traced = open.length === 0 ? null : await trace(source, await onlyOf(open, source, texts));
    if (traced !== null) {
      const reads = readsByLine(traced);
      for (const field of open) this.#known.set(keyOf(field), await this.#guardsOf(field, traced, reads, texts));
    }
    return new Map(
      fields.flatMap((field): [F, readonly Guard[]][] => {
        const guards = this.#known.get(keyOf(field)) ?? [];
        return guards.length === 0 ? [] : [[field, guards]];
      }),
    );
  }

  async #guardsOf(
    { manifest, path }: ChartField,
    traced: Traced,
    readsAt: ReadonlyMap<string, readonly Path[]>,
    texts: Texts,
  ): Promise<readonly Guard[]> {
    const { origin, object } = manifest;
    if (origin.kind !== 'helm') return [];
    const branches = await this.#branchesFor(keysOf(object, path), filesOf(origin, traced), texts);
    const printed = printedLines(origin, traced);
    const guards = branches
      .filter(({ file, branch }) => !printingLines(branch).some((line) => printed.has(lineKey({ file, line }))))
      .flatMap(({ file, branch }) => guardsIn(branch, file, readsAt));
    return distinctBy(guards, ({ read, literal }) => canonical([read, literal])).slice(0, mostGuards);
  }

  async #branchesFor(keys: WantedKeys, files: readonly string[], texts: Texts): Promise<readonly BranchAt[]> {
    const key = JSON.stringify([keys, files]);
    const known = this.#printing.get(key);
    if (known !== undefined) return known;
    const blocks = await Promise.all(files.map(async (file) => ({ file, own: await this.#blocksIn(file, texts) })));
    const mayPrint = printerOf(keys, new Map(blocks.flatMap(({ own }) => [...(own?.definitions ?? [])])));
    const all = blocks.flatMap(({ file, own }) => (own?.branches ?? []).map((branch) => ({ file, branch })));
    const printing = all.filter(({ branch }) => mayPrint(branch));
    this.#printing.set(key, printing);
    return printing;
  }

  async #blocksIn(file: string, texts: Texts): Promise<TemplateBlocks | null> {
    const known = this.#blocks.get(file);
    if (known !== undefined) return known;
    const text = await texts.of(file);
    const blocks = text.ok ? blocksOf(text.text) : null;
    this.#blocks.set(file, blocks);
    return blocks;
  }
}

function keyOf({ manifest: { origin }, path }: ChartField): string {
  return origin.kind === 'helm' ? canonical([origin.name, [...origin.item], [...path], origin.text]) : '';
}

/** The template, and all files of named templates that read values. */
function filesOf({ template }: HelmOrigin, { reads }: Traced): string[] {
  const named = reads.map(({ file }) => file).filter((file) => /^_|\.tpl$/.test(posix.basename(file)));
  return [...new Set([template, ...named])];
}

/** The template lines that printed a document. */
function printedLines({ name, start, text }: HelmOrigin, { lines }: Traced): Set<string> {
  const own = (lines.get(name) ?? []).slice(start, start + text.split('\n').length);
  return new Set(own.flatMap((line) => (line === null ? [] : [lineKey(line)])));
}

/** Of the path, and of the path of the pod's field that is inherited. */
function keysOf(object: Json, path: Path): WantedKeys {
  const ways = [path, podFieldOf(path)].filter((way) => way !== null);
  const isMissing = (way: Path, depth: number): boolean => at(object, way.slice(0, depth + 1)) === undefined;
  const keys = ways.flatMap((way) => way.filter((_, depth) => isMissing(way, depth)));
  const parents = ways.flatMap((way) => way.filter((_, depth) => depth < way.length - 1 && isMissing(way, depth + 1)));
  return { keys: keys.filter(isName), parents: parents.filter(isName) };
}

function isName(part: string | number): part is string {
  return typeof part === 'string';
}

function guardsIn(
  { conditions, isChosen, body }: Branch,
  file: string,
  readsAt: ReadonlyMap<string, readonly Path[]>,
): Guard[] {
  const reads = readsIn(body);
  return conditions.flatMap(({ text, lines }, index) => {
    const literal = isChosen && index === conditions.length - 1 ? literalIn(text) : null;
    const all = lines.flatMap((line) => readsAt.get(lineKey({ file, line })) ?? []);
    return namedIn(text, all).flatMap((read): Guard[] => [
      { read, literal: null, reads },
      ...(literal === null ? [] : [{ read, literal, reads }]),
    ]);
  });
}

/** The values that a condition names: a line also depends on the conditions around it. All, if it names none. */
function namedIn(condition: string, reads: readonly Path[]): readonly Path[] {
  const words = new Set(condition.match(/[\w-]+/g));
  const named = reads.filter((read) => words.has(String(read.at(-1))));
  return named.length > 0 ? named : reads;
}

/** The text that a condition compares with a value. */
function literalIn(condition: string): string | null {
  const texts = /\beq\b/.test(condition) ? [...condition.matchAll(/"([^"\\]+)"|`([^`]+)`/g)] : [];
  const [first, ...others] = texts;
  return first === undefined || others.length > 0 ? null : (first[1] ?? first[2] ?? null);
}

/** The values that a text names, if it depends on no others. */
function readsIn(body: string): Path[] | null {
  const name = /\$?\.Values((?:\.\w+)+)/g;
  const actions = [...body.matchAll(/\{\{[\s\S]*?\}\}/g)].map(([code]) => code);
  const rest = actions.map((code) => code.replaceAll(name, '')).join('\n');
  if (/\b(?:include|template|tpl|block)\b|\$|(?<![\w"'/-])\.\w?/.test(rest)) return null;
  return actions.flatMap((code) => [...code.matchAll(name)].map(([, path = '']) => path.slice(1).split('.')));
}
