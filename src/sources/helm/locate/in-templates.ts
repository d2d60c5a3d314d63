import { type OriginLocator } from '../../kind.ts';
import { type Path } from '../../../model/json.ts';
import { type Place } from '../../../model/problem.ts';
import { areAlike, isOnlyOne, type TracedDocument } from './alike.ts';
import { type TemplateText, type HelmOrigin, type TemplateLines } from './origin.ts';
import { locateInTemplate } from './helm.ts';
import { type Open, type LocatedSide } from '../../locate/side.ts';
import { templateText } from './template-text.ts';

/** Value files often render a template to the same text: then it is traced once, which is a render of the chart less. */
export function chartLocator(side: LocatedSide, open: Open): OriginLocator<HelmOrigin> {
  const located = new Map<string, Promise<Place>>();
  const inTemplate = templateLocator(side, open);
  return {
    locate: ({ source }, origin, path) => {
      const key = JSON.stringify([origin.template, origin.name, origin.item, path, origin.text]);
      const place = located.get(key) ?? inTemplate(source, origin, path);
      located.set(key, place);
      return place;
    },
  };
}

/** How many documents of a template are kept to tell the lines of others by. */
const mostKept = 8;

interface Known extends TracedDocument {
  /** Files that its lines come from. */
  readonly files: readonly string[];
  /** The texts that were held against it, and whether they are alike. */
  readonly alike: Map<string, boolean>;
  /** By item and path: where its fields stand, as far as that holds of documents that are alike too. */
  readonly places: Map<string, Place | null>;
}

/**
 * Places in templates. A trace takes several times a render: where a chart has many value files, that of one often tells
 * the lines of all.
 */
export function templateLocator(
  side: Pick<LocatedSide, 'texts' | 'templateLines' | 'isTraced'>,
  open: Open,
): (source: string, origin: HelmOrigin, path: Path) => Promise<Place> {
  const known = new Map<string, Known[]>();
  const turns = new Map<string, Promise<unknown>>();
  const textOf = templateText(side.texts);

  const byOthers = async (documents: readonly Known[], origin: HelmOrigin, path: Path): Promise<Place | null> => {
    const key = JSON.stringify([origin.item, path]);
    for (const document of documents) {
      const text = await textOf(document.files);
      if (!isAlikeTo(document, origin, text)) continue;
      const known = document.places.get(key);
      const place = known === undefined ? placeIn(document, origin.item, path, open, text) : known;
      document.places.set(key, place);
      if (place !== null) return place;
    }
    return null;
  };
  const locate = async (source: string, origin: HelmOrigin, path: Path): Promise<Place> => {
    if (!(await side.isTraced(source, origin.name))) return locateInTemplate(origin, path, open, null);
    const documents = known.get(keyOf(origin)) ?? [];
    const place = await byOthers(documents, origin, path);
    if (place !== null) return place;
    const lines = await side.templateLines(source, origin.name);
    if (lines !== null && documents.length < mostKept && !documents.some((each) => each.origin.text === origin.text))
      known.set(keyOf(origin), [...documents, knownOf(origin, lines)]);
    return locateInTemplate(origin, path, open, lines);
  };
  // One after the other, so that the second knows what the first found out.
  return async (source, origin, path) => {
    const key = keyOf(origin);
    const turn = (turns.get(key) ?? Promise.resolve()).then(async () => locate(source, origin, path));
    turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

function keyOf({ template, name }: HelmOrigin): string {
  return JSON.stringify([template, name]);
}

function knownOf(origin: HelmOrigin, lines: TemplateLines): Known {
  const own = lines.slice(origin.start, origin.start + origin.text.split('\n').length);
  const files = new Set([origin.template, ...own.flatMap((line) => (line === null ? [] : [line.file]))]);
  return { origin, lines, files: [...files], alike: new Map(), places: new Map() };
}

function isAlikeTo(document: Known, origin: HelmOrigin, text: TemplateText): boolean {
  const isAlike = document.alike.get(origin.text) ?? areAlike(document, origin, text);
  document.alike.set(origin.text, isAlike);
  return isAlike;
}

/** Where a field stands in a document, and in all that are alike; null where that can't be told for these. */
function placeIn({ origin, lines }: Known, item: Path, path: Path, open: Open, text: TemplateText): Place | null {
  const place = locateInTemplate({ ...origin, item }, path, open, lines);
  if (place.kind !== 'lines') return null;
  return isOnlyOne({ file: place.file, line: place.first }, [origin.template], text) ? place : null;
}
