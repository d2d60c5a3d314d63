import { type HelmRendering, type RenderedFile } from '../../../engine/helm-request.ts';
import { at } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { type HelmChartEntry } from '../helm-charts.ts';
import { type DocumentText, documentTexts } from '../../render/document-texts.ts';
import { parseManifests } from '../../../yaml/values.ts';

/** A document of what Helm prints. */
export interface PrintedDocument {
  /** The template, relative to the chart's folder. */
  readonly template: string;
  /** 0-based line of what the template prints at which it begins. */
  readonly start: number;
  readonly text: string;
}

type Flags = Pick<HelmChartEntry, 'includeCrds' | 'skipHooks' | 'skipTests'>;

/**
 * What `helm template` prints with these flags, in its order: CRDs, objects by the order of their kinds, then hooks.
 *
 * @param installOrder Helm's order of kinds.
 */
export function printed(
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
  /** When Helm runs it; null for what is no hook. */
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

/** Kinds that Helm's order does not have come last, by their name. */
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
