import { type EngineFile } from './frame.ts';

/** A chart and how to render it: what `helm template --include-crds` takes. */
export interface HelmRequest {
  /** The files of the chart's folder, paths relative to it. `.helmignore` is applied by the engine. */
  readonly files: readonly EngineFile[];
  /** Value files in order; later ones win. Their names are used in errors only. */
  readonly values: readonly EngineFile[];
  /** `--set` arguments, like `image.tag=1.2`; they win over all files. */
  readonly set: readonly string[];
  /** `--set-string` arguments; they win over those. */
  readonly setString: readonly string[];
  readonly release: { readonly name: string; readonly namespace: string };
  /** Like `1.36`. */
  readonly kubeVersion: string;
  /** API versions beside those that native Helm knows without a cluster, like `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  readonly skipSchemaValidation: boolean;
  /**
   * Whether to tell which source line each rendered line comes from, by a run of the templates beside Helm's own, which
   * about doubles the time. `alone` leaves Helm's out, for who has what it printed: the texts are those of the traced run,
   * and have yet to be held against Helm's.
   */
  readonly provenance: boolean | 'alone';
  /** Helm's names of the only templates wanted; empty for all. Quicker, but templates that change values for others may be left out. */
  readonly include: readonly string[];
  /** What stands for keys, certificates and chance is drawn from it. Nothing of the chart may be able to name it. */
  readonly seed?: string;
  /** What is taken for otherwise than in a plain render. */
  readonly suppose?: HelmSupposition;
  /** Whether to tell what the templates ask for that no render can know, and digests of what they print. */
  readonly asking?: boolean;
  /** Whether to tell which templates print the same where no other one is executed. */
  readonly apart?: boolean;
  /** Instead of one render, several, of which only what differs is told. */
  readonly elsewhere?: HelmElsewhere;
}

/** What renders of one chart that are made together differ in. */
export type HelmSet = Pick<HelmRequest, 'values' | 'include'>;

export interface HelmElsewhere {
  readonly rounds: readonly HelmSupposition[];
  /** After those, where one of them compared something that may yet be equal. */
  readonly ifCompared: readonly HelmSupposition[];
  /** The digests of a plain render's files, by their names. */
  readonly plain: Readonly<Record<string, string>>;
}

/** What a round prints otherwise than a plain render and the rounds before it. */
export interface HelmVariant {
  /** Into the rounds, then those after them. */
  readonly round: number;
  readonly files: readonly RenderedFile[];
  /** Why it does not render; null where it does. */
  readonly failure: string | null;
}

/** What templates can ask for, and only a cluster, a release, the clock or chance has. */
export const helmAsks = [
  'upgrade',
  'revision',
  'release',
  'namespace',
  'cluster',
  'lookup',
  'clock',
  'chance',
] as const;

export type HelmAsk = (typeof helmAsks)[number];

/** `fail`, `required` and the values' schema refuse nothing of what is supposed. */
export interface HelmSupposition {
  /** Whether the release is there already. */
  readonly upgrade: boolean;
  /**
   * `newer`: another date, other draws, a newer cluster that knows every API and has every object. `older`: an older one
   * that knows what all know. `matching`: as newer, and whatever is compared with one of these is taken for equal to it.
   * `''`: all as in a plain render.
   */
  readonly others: '' | 'newer' | 'older' | 'matching';
  /** Whether these are others as well; in what is printed they have the names that they have in a plain render. */
  readonly release: boolean;
  readonly namespace: boolean;
  readonly cluster: boolean;
}

export interface HelmRendering {
  /** CRD files first, then templates by name; no partials, no notes, nothing blank. */
  readonly files: readonly RenderedFile[];
  /** What was not checked. */
  readonly warnings: readonly HelmWarning[];
  /** Files that lines come from, relative to the chart's folder; empty without provenance. */
  readonly sources: readonly string[];
  /** Which values the actions of a source line read, as far as that is certain. Empty without provenance. */
  readonly reads: readonly ValuesRead[];
  /** What the templates mention of what no render can know; empty where that was not wanted. */
  readonly asks: readonly HelmAsk[];
  /** Whether something was compared that may yet be equal to what it was compared with. */
  readonly compared: boolean;
  /** Templates that print the same where no other one is executed; empty where that was not wanted. */
  readonly apart: readonly HelmApart[];
  /** Of the rounds that were asked for, those in which something differs. */
  readonly variants: readonly HelmVariant[];
}

/** A template by Helm's name, and the file of it from the chart's folder. A file has several names where several dependencies share it. */
export interface HelmApart {
  readonly name: string;
  readonly file: string;
}

export interface HelmWarning {
  readonly code: 'schema-remote';
  readonly message: string;
  readonly file: string | null;
}

export interface RenderedFile {
  /** Helm's own name: `chart/templates/x.yaml`. */
  readonly name: string;
  /** Relative to the chart's folder: `charts/sub/templates/y.yaml`, or `charts/sub-1.0.0.tgz/templates/y.yaml` for a packed subchart. */
  readonly file: string;
  /** Whether it is a file of a `crds` folder, which is not a template. */
  readonly crd: boolean;
  readonly text: string;
  /** As Helm splits the text: without blank documents, and without hooks that Helm does not know. */
  readonly documents: readonly RenderedDocument[];
  /** One entry for each line of the text (split at `\n`); null without provenance, or where it could not be had for this file. */
  readonly lines: readonly (SourceLine | null)[] | null;
  /** Of the text, where it was wanted and the templates ask for something; else empty. */
  readonly digest: string;
}

/** Lines `start` up to `end` (excluded) of the rendered text, 0-based. */
export interface RenderedDocument {
  readonly start: number;
  readonly end: number;
  /** UTF-16 units of the first line that are not the document's: a separator (`---apiVersion: v1`) or blanks. */
  readonly column: number;
}

/** `source` is an index into `sources`; `line` is 1-based. */
export interface SourceLine {
  readonly source: number;
  readonly line: number;
}

export interface ValuesRead extends SourceLine {
  /** From the root of the values of the chart that is rendered: a subchart's begin with its name, or with `global`. */
  readonly path: readonly (string | number)[];
}
