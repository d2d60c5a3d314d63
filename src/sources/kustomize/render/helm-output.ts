/** Orders the documents of a chart's render as helm template prints them. */
import { type HelmRendering, type RenderedFile } from '../../../engine/helm-request.ts';
import { at } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { type HelmChartEntry } from '../helm-charts.ts';
import { type DocumentText, documentTexts } from '../../render/document-texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** A document in Helm's output. */
export interface PrintedDocument {
  /** The template, relative to the chart's folder. */
  readonly template: string;
  /** 0-based line in the template's output at which the document begins. */
  readonly start: number;
  readonly text: string;
}

type Flags = Pick<HelmChartEntry, 'includeCrds' | 'skipHooks' | 'skipTests'>;

/**
 * The documents that `helm template` prints with these flags, in its order: CRDs, objects ordered by kind, then hooks.
 *
 * @param installOrder Helm's order of kinds.
 */
export function printedByHelm(
  { files }: HelmRendering,
  { includeCrds, skipHooks, skipTests }: Flags,
  installOrder: readonly string[],
): PrintedDocument[] {
  const documents = files.flatMap((file) => documentTexts(file).map((document) => read(file, document)));
  const wanted = documents.filter(({ text }) => text.trim() !== '');
  const crds = wanted.filter(({ crd }) => crd);
  const others = wanted.filter(({ crd }) => !crd);
  const hooks = others.filter(({ events }) => events !== null && !(skipTests && isTest(events)));
  return [
    ...(includeCrds ? crds : []),
    ...byKind(
      others.filter(({ events }) => events === null),
      installOrder,
    ),
    ...(skipHooks ? [] : byKind(hooks, installOrder)),
  ].map(({ template, start, text }) => ({ template, start, text }));
}

interface Read extends PrintedDocument {
  readonly crd: boolean;
  readonly kind: string;
  /** The hook's events; null where it is not a hook. */
  readonly events: readonly string[] | null;
}

function read(file: RenderedFile, { start, text }: DocumentText): Read {
  const value = parseManifests(text).documents[0]?.value;
  const hook = textAt(value, ['metadata', 'annotations', 'helm.sh/hook']);
  return {
    template: file.file,
    start,
    text,
    crd: file.crd,
    kind: textAt(value, ['kind']) ?? '',
    events: hook === null ? null : hook.split(',').map((event) => event.trim().toLowerCase()),
  };
}

function textAt(value: Json | undefined, path: readonly string[]): string | null {
  const found = at(value, path);
  return typeof found === 'string' ? found : null;
}

function isTest(events: readonly string[]): boolean {
  return events.includes('test') || events.includes('test-success');
}

/** Kinds that are not in Helm's order come last, sorted by name. */
function byKind(documents: readonly Read[], installOrder: readonly string[]): Read[] {
  const rank = ({ kind }: Read): number => {
    const known = installOrder.indexOf(kind);
    return known === -1 ? installOrder.length : known;
  };
  return [...documents].sort((a, b) => {
    const ranks = rank(a) - rank(b);
    if (ranks !== 0 || rank(a) < installOrder.length || a.kind === b.kind) return ranks;
    return a.kind < b.kind ? -1 : 1;
  });
}
