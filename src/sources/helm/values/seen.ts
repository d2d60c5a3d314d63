/** Remembers which value decides a field, for documents of the same template that are alike. */
import { at, canonical } from '../../../foundation/json.ts';
import { type Json, type Path } from '../../../model/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { areAlike, isOnlyOne } from '../locate/alike.ts';
import { type TemplateLinesOf, type TemplateLines } from '../locate/origin.ts';
import { templateText } from '../locate/template-text.ts';
import { type Layer } from './layers.ts';
import { type ValueSetting, settingOf, settingsUnder } from './settings.ts';
import { isMissing, type TemplateLine, type Wanted } from './wanted.ts';

/** What is known about a field in one render of a chart. */
export interface SeenField {
  readonly field: Wanted;
  readonly lines: TemplateLines;
  /** All values that the field's lines read, and their content. */
  readonly reads: readonly Path[];
  readonly values: string;
  /** The value that decides it; null where none was found. */
  readonly made: Path | null;
}

/** Maximum number of documents per template that are kept for comparison. */
const mostKept = 8;

/** Fields of other renders of a chart whose deciding values are known. */
export class SeenFields {
  readonly #seen = new Map<string, (SeenField & { readonly files: readonly string[] })[]>();
  #textOf: ReturnType<typeof templateText> | undefined;

  /** Remembers a field if its lines depend only on the values that they read. */
  async keep(
    seen: Omit<SeenField, 'values'>,
    from: readonly TemplateLine[],
    layers: readonly Layer[],
    texts: Texts,
  ): Promise<void> {
    const known = this.#seen.get(seenKey(seen.field)) ?? [];
    if (known.length >= mostKept || isMissing(seen.field)) return;
    const { template } = seen.field.manifest.origin;
    const text = await this.#text(texts, [template, ...from.map(({ file }) => file)]);
    if (!from.every((line) => isPlain(line, text) && isOnlyOne(line, [template], text))) return;
    const files = [...new Set(seen.lines.flatMap((line) => (line === null ? [] : [line.file])))];
    this.#seen.set(seenKey(seen.field), [...known, { ...seen, files, values: valuesOf(seen.reads, layers) }]);
  }

  /**
   * The value that decides a field, known from a document that is alike; null if none decides it; undefined if there is
   * no such document.
   */
  async settingOf(field: Wanted, layers: readonly Layer[], texts: Texts): Promise<ValueSetting | null | undefined> {
    for (const seen of this.#seen.get(seenKey(field)) ?? []) {
      if (around(seen.field) !== around(field) || seen.values !== valuesOf(seen.reads, layers)) continue;
      const text = await this.#text(texts, seen.files);
      if (!areAlike({ origin: seen.field.manifest.origin, lines: seen.lines }, field.manifest.origin, text)) continue;
      return seen.made === null ? null : (settingOf(layers, seen.made) ?? undefined);
    }
    return undefined;
  }

  /** Always the texts of one side: a memory belongs to one chart there. */
  async #text(texts: Texts, files: readonly string[]): Promise<TemplateLinesOf> {
    this.#textOf ??= templateText(texts);
    return this.#textOf(files);
  }
}

function seenKey({ manifest: { origin }, path }: Wanted): string {
  return JSON.stringify([origin.name, origin.item, path]);
}

function around({ manifest, existing }: Wanted): string {
  return canonical([[...existing], at(manifest.object, existing) ?? null]);
}

function valuesOf(reads: readonly Path[], layers: readonly Layer[]): string {
  return canonical(
    reads.map((read): Json => settingsUnder(layers, read).map(({ read: path, value }) => [[...path], value])),
  );
}

/** Whether a line's output depends only on values that it names itself. */
function isPlain({ file, line }: TemplateLine, text: TemplateLinesOf): boolean {
  const own = text(file)?.[line - 1];
  const rest = own?.replaceAll(/\$?\.Values(?:\.\w+)*/g, '');
  return (
    rest !== undefined && !/\b(?:include|template|tpl|block|if|else|with|range)\b|\$|(?<![\w"'/-])\.\w?/.test(rest)
  );
}
