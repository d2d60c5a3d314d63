import { at, canonical } from '../json.ts';
import { lately } from '../lately.ts';
import { type Json, type MadeNamespace, type Manifest, type Path, type Place } from '../model.ts';
import { type Texts } from '../texts.ts';
import { openYaml, type OpenYaml } from '../yaml/positions.ts';
import { type HelmOrigin, type TemplateLines } from './helm.ts';
import { templateLocator } from './in-templates.ts';
import { type LaidOver, locateInBuild } from './kustomize.ts';

/** The side of a review that a finding stands on, as far as its place depends on it. */
export interface Side {
  readonly texts: Texts;
  /** For each line of a rendered template, the source line that made it. Null: the marked render was not possible. */
  readonly templateLines: (source: string, template: string) => Promise<TemplateLines | null>;
  /** Whether lines of the template are looked for in this source. */
  readonly isTraced: (source: string, template: string) => Promise<boolean>;
  /** What changed a field of what a source rendered to: where its deployment is declared, or what another one writes. */
  readonly finishedBy: (manifest: Manifest, path: Path) => Lines | MadeNamespace | null;
  /** What a source's deployment lays over its kustomization; null for nothing. */
  readonly laidOver: (source: string) => LaidOver | null;
}

export type Lines = Extract<Place, { readonly kind: 'lines' }>;

export type Locator = (manifest: Manifest, path: Path) => Promise<Place>;

/** Findings come object by object, and what an opened text takes is many times its size. */
const mostOpen = 64;

/** Places in the source, independent of any diff. Never fails: the least is the file itself. */
export function locatorOf(side: Side): Locator {
  const open = lately(mostOpen, openYaml);
  const inTemplates = new Map<string, Promise<Place>>();
  const inTemplate = templateLocator(side, open);
  /** Value files often render a template to the same text: then it is traced once, which is a render of the chart less. */
  const sameText = (origin: HelmOrigin, path: Path, locate: () => Promise<Place>): Promise<Place> => {
    const key = JSON.stringify([origin.template, origin.name, origin.item, path, origin.text]);
    const known = inTemplates.get(key) ?? locate();
    inTemplates.set(key, known);
    return known;
  };
  return async (manifest, path) => {
    const { origin, rendered } = manifest;
    const finishedBy = rendered === undefined ? null : side.finishedBy(manifest, path);
    if (finishedBy !== null && rendered !== undefined && isChanged(rendered, manifest.object, path))
      return 'kind' in finishedBy ? finishedBy : locateMade(side.texts, open, finishedBy, path);
    switch (origin.kind) {
      case 'plain':
        return locateInFile(side.texts, open, origin.file, origin.document, [...origin.item, ...path]);
      case 'made':
        return locateMade(side.texts, open, origin.namespace, path);
      case 'helm':
        return sameText(origin, path, async () => inTemplate(manifest.source, origin, path));
      case 'kustomize':
        return locateInBuild(side.texts, open, manifest, origin, path, side.laidOver(manifest.source));
    }
  };
}

/** Whether finishing wrote a field. What it removed is where it was. */
function isChanged(before: Json, after: Json, path: Path): boolean {
  const [old, now] = [at(before, path), at(after, path)];
  return now !== undefined && (old === undefined || canonical(old) !== canonical(now));
}

/** Labels and annotations where the deployment has them, all else where it says the name. */
async function locateMade(texts: Texts, open: Open, { named, written }: MadeNamespace, path: Path): Promise<Place> {
  const [field, ...inside] = path;
  if (field !== 'metadata' || !['labels', 'annotations'].includes(String(inside[0]))) return named;
  const place = await locateInFile(texts, open, written.file, written.document, [...written.path, ...inside]);
  return place.kind === 'lines'
    ? place
    : { kind: 'lines', file: written.file, first: written.first, last: written.last };
}

export type Open = (text: string) => OpenYaml;

async function locateInFile(texts: Texts, open: Open, file: string, document: number, path: Path): Promise<Place> {
  const text = await texts.of(file);
  const located = text.ok ? open(text.text).locate(document, path) : null;
  if (located === null) return { kind: 'file', file, why: 'the field could not be found in the text again' };
  return { kind: 'lines', file, first: located.first, last: located.last };
}
