/** Finds the template lines of fields for all findings of a side, with as few traces as possible. */
import { type OriginLocator } from '../../kind.ts';
import { type Path } from '../../../model/json.ts';
import { type Place } from '../../../model/problem.ts';
import { areAlike, isOnlyOne, type TracedDocument } from './alike.ts';
import { type TemplateLinesOf, type HelmOrigin, type TemplateLines } from './origin.ts';
import { locateInTemplate } from './helm.ts';
import { type Open, type LocatedSide } from '../../locate/side.ts';
import { templateText } from './template-text.ts';

/**
 * A template often renders to the same text with several value files. Then it is traced once, which saves a render of
 * the chart.
 */
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

/** Maximum number of traced documents per template that are kept for comparison. */
const mostKept = 8;

interface Known extends TracedDocument {
  /** Files from which its lines come. */
  readonly files: readonly string[];
  /** The texts that were compared with it, and whether they are alike. */
  readonly alike: Map<string, boolean>;
  /** The places of its fields by item and path; null where a place is not valid for documents that are alike. */
  readonly places: Map<string, Place | null>;
}

/**
 * Finds places in templates. A trace takes several times as long as a render. Where a chart has many value files, the
 * trace with one of them often gives the lines for all.
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
    const documents = known.get(documentKey(origin)) ?? [];
    const place = await byOthers(documents, origin, path);
    if (place !== null) return place;
    const lines = await side.templateLines(source, origin.name);
    if (lines !== null && documents.length < mostKept && !documents.some((each) => each.origin.text === origin.text))
      known.set(documentKey(origin), [...documents, knownOf(origin, lines)]);
    return locateInTemplate(origin, path, open, lines);
  };
  // One after the other, so that the second uses the trace of the first.
  return async (source, origin, path) => {
    const key = documentKey(origin);
    const turn = (turns.get(key) ?? Promise.resolve()).then(async () => locate(source, origin, path));
    turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

function documentKey({ template, name }: HelmOrigin): string {
  return JSON.stringify([template, name]);
}

function knownOf(origin: HelmOrigin, lines: TemplateLines): Known {
  const own = lines.slice(origin.start, origin.start + origin.text.split('\n').length);
  const files = new Set([origin.template, ...own.flatMap((line) => (line === null ? [] : [line.file]))]);
  return { origin, lines, files: [...files], alike: new Map(), places: new Map() };
}

function isAlikeTo(document: Known, origin: HelmOrigin, text: TemplateLinesOf): boolean {
  const isAlike = document.alike.get(origin.text) ?? areAlike(document, origin, text);
  document.alike.set(origin.text, isAlike);
  return isAlike;
}

/** Where a field is in a document and in all documents that are alike; null where it is not known for those. */
function placeIn({ origin, lines }: Known, item: Path, path: Path, open: Open, text: TemplateLinesOf): Place | null {
  const place = locateInTemplate({ ...origin, item }, path, open, lines);
  if (place.kind !== 'lines') return null;
  return isOnlyOne({ file: place.file, line: place.first }, [origin.template], text) ? place : null;
}
