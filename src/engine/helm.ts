import { z } from 'zod';

import { type Body, encodeFrame, type EngineFile, listed } from './frame.ts';
import { type Outcome } from './outcome.ts';
import { type Perform } from './perform.ts';

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

const warning = z.object({ code: z.literal('schema-remote'), message: z.string(), file: z.string().default('') });
const file = z.object({
  name: z.string(),
  file: z.string(),
  crd: z.boolean(),
  size: z.number(),
  lines: z.number(),
  documents: z.array(z.object({ start: z.number(), end: z.number(), column: z.number() })),
});
const rendering = z.object({
  files: z.array(file),
  warnings: z.array(warning).nullable(),
  sources: z.array(z.string()).nullable(),
  reads: z.array(z.tuple([z.number(), z.number(), z.array(z.union([z.string(), z.number()]))])),
});

export function encodeRender(request: HelmRequest): Uint8Array<ArrayBuffer> {
  const { files, values, provenance, ...rest } = request;
  const traced = { provenance: provenance !== false, alone: provenance === 'alone' };
  const header = { op: 'render', ...rest, ...traced, files: listed(files), values: listed(values) };
  return encodeFrame(
    header,
    [...files, ...values].map(({ bytes }) => bytes),
  );
}

/** @throws {z.ZodError} when the engine does not keep to its side: our fault. */
export function decodeRendering(header: unknown, body: Body): HelmRendering {
  const { files, warnings, sources, reads } = rendering.parse(header);
  return {
    files: files.map(({ size, lines, ...described }) => ({
      ...described,
      text: body.text(size),
      lines: lines === 0 ? null : decodeLines(body.bytes(8 * lines)),
    })),
    warnings: (warnings ?? []).map((each) => ({ ...each, file: each.file === '' ? null : each.file })),
    sources: sources ?? [],
    reads: reads.map(([source, line, path]) => ({ source, line, path })),
  };
}

/** Pairs of little-endian i32: source (-1 for none) and line. */
function decodeLines(bytes: Uint8Array): (SourceLine | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => {
    const source = view.getInt32(8 * i, true);
    return source < 0 ? null : { source, line: view.getInt32(8 * i + 4, true) };
  });
}

/** The Helm engine. */
export interface Helm {
  render(request: HelmRequest): Promise<Outcome<HelmRendering>>;
  /** The JSON text that sigs.k8s.io/yaml's YAMLToJSON makes of a document. */
  yaml(text: string): Promise<Outcome<string>>;
  /** The newest of some versions that a range (Masterminds semver's) allows; null where none fits, or the range is none. */
  newest(range: string, versions: readonly string[]): Promise<Outcome<string | null>>;
}

export function createHelm(perform: Perform): Helm {
  return {
    render: async (request) => perform(encodeRender(request), decodeRendering),
    yaml: async (text) =>
      perform(encodeFrame({ op: 'yaml' }, [new TextEncoder().encode(text)]), (header) => jsonText.parse(header).json),
    newest: async (range, versions) =>
      perform(encodeFrame({ op: 'version', range, versions }, []), (header) => chosen.parse(header).version),
  };
}

const chosen = z.object({ version: z.string().nullable() });

const jsonText = z.object({ json: z.string() });
