/** Requests to the Helm engine, and its answers. */
import { type EngineFile } from './frame.ts';

/** A chart and how to render it, as for `helm template --include-crds`. */
export interface HelmRequest {
  /** The files of the chart's folder, with paths relative to it. The engine applies `.helmignore`. */
  readonly files: readonly EngineFile[];
  /** Value files in order; later ones win. Their names are only used in errors. */
  readonly values: readonly EngineFile[];
  /** `--set` arguments, like `image.tag=1.2`; they win over all files. */
  readonly set: readonly string[];
  /** `--set-string` arguments; they win over `set`. */
  readonly setString: readonly string[];
  readonly release: { readonly name: string; readonly namespace: string };
  /** Like `1.36`. */
  readonly kubeVersion: string;
  /** API versions in addition to those that Helm knows without a cluster, like `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
  readonly skipSchemaValidation: boolean;
  /**
   * Whether to return the source line of each rendered line. This runs the templates a second time, with tracing, and
   * about doubles the time. `alone` omits Helm's own run, for callers that already have its output: the texts are then
   * those of the traced run, and must be compared with Helm's.
   */
  readonly provenance: boolean | 'alone';
  /**
   * Helm's names of the templates to render; empty for all. Faster, but templates that change values for others may be
   * left out.
   */
  readonly include: readonly string[];
  /** Random values such as keys and certificates are derived from it. Nothing in the chart may be able to name it. */
  readonly seed?: string;
  /** What to suppose differently from a plain render. */
  readonly suppose?: HelmSupposition;
  /** Whether to report what the templates ask for that no render can know, and digests of their output. */
  readonly asking?: boolean;
  /** Whether to report which templates have the same output when no other one is executed. */
  readonly apart?: boolean;
  /** Renders several rounds instead of one, and returns only the differences. */
  readonly elsewhere?: HelmElsewhere;
}

/** The fields in which renders of one chart in one call may differ. */
export type HelmSet = Pick<HelmRequest, 'values' | 'include'>;

export interface HelmElsewhere {
  readonly rounds: readonly HelmSupposition[];
  /** Rounds after those, if one of them compared something that might also be equal. */
  readonly ifCompared: readonly HelmSupposition[];
  /** The digests of a plain render's files, by their names. */
  readonly plain: Readonly<Record<string, string>>;
}

/** What a round prints differently from the plain render and the rounds before it. */
export interface HelmVariant {
  /** Index in `rounds`, continued in `ifCompared`. */
  readonly round: number;
  readonly files: readonly RenderedFile[];
  /** Why the round cannot be rendered; null where it can. */
  readonly failure: string | null;
}

/** What templates can ask for and only a cluster, a release, the clock or a random generator knows. */
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

/** What to suppose in a render. `fail`, `required` and the values' schema never fail because of it. */
export interface HelmSupposition {
  /** Whether the release is already installed. */
  readonly upgrade: boolean;
  /**
   * `newer`: another date, other random values, a newer cluster that knows every API and has every object. `older`: an
   * older cluster that has only the APIs of every cluster. `matching`: as `newer`, and every comparison with one of
   * these values is true. `''`: as in a plain render.
   */
  readonly others: '' | 'newer' | 'older' | 'matching';
  /** Whether these differ too; in the output they have the names of the plain render. */
  readonly release: boolean;
  readonly namespace: boolean;
  readonly cluster: boolean;
}

export interface HelmRendering {
  /** CRD files first, then templates by name; without partials, notes and blank files. */
  readonly files: readonly RenderedFile[];
  /** Checks that were skipped. */
  readonly warnings: readonly HelmWarning[];
  /** The files of source lines, relative to the chart's folder; empty without provenance. */
  readonly sources: readonly string[];
  /** The values that the actions of a source line read, as far as that is certain. Empty without provenance. */
  readonly reads: readonly ValuesRead[];
  /** What the templates ask for that no render can know; empty where it was not requested. */
  readonly asks: readonly HelmAsk[];
  /** Whether something was compared that might also be equal. */
  readonly compared: boolean;
  /** Templates with the same output when no other one is executed; empty where it was not requested. */
  readonly apart: readonly HelmApart[];
  /** The requested rounds in which something differs. */
  readonly variants: readonly HelmVariant[];
}

/**
 * A template by Helm's name, and its file relative to the chart's folder. A file has several names where several
 * dependencies share it.
 */
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
  /** The documents as Helm splits the text: without blank ones, and without hooks that Helm does not know. */
  readonly documents: readonly RenderedDocument[];
  /**
   * One entry for each line of the text (split at `\n`); null without provenance, or where it is not available for this
   * file.
   */
  readonly lines: readonly (SourceLine | null)[] | null;
  /** Digest of the text where it was requested and the templates ask for something; else empty. */
  readonly digest: string;
}

/** Lines `start` up to `end` (exclusive) of the rendered text, 0-based. */
export interface RenderedDocument {
  readonly start: number;
  readonly end: number;
  /** UTF-16 units of the first line before the document: a separator (`---apiVersion: v1`) or blanks. */
  readonly column: number;
}

/** `source` is an index into `sources`; `line` is 1-based. */
export interface SourceLine {
  readonly source: number;
  readonly line: number;
}

export interface ValuesRead extends SourceLine {
  /** From the root of the rendered chart's values: a subchart's path begins with its name or with `global`. */
  readonly path: readonly (string | number)[];
}
