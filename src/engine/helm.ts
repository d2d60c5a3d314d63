/** Encodes requests to the Helm engine and decodes its answers. */
import { z } from 'zod';
import { type FrameBody, encodeFrame, fileEntries } from './frame.ts';
import { type Answer } from './outcome.ts';
import { type Perform } from './perform.ts';
import { errorOf, refusal } from './refusal.ts';
import { type Fill, fillingTogether } from './filling.ts';
import { decodeFilled } from './templates.ts';
import { type Asking, renderingTogether } from './together.ts';
import {
  type HelmRequest,
  type HelmSet,
  helmAsks,
  type HelmRendering,
  type RenderedFile,
  type SourceLine,
} from './helm-request.ts';

const warning = z.object({ code: z.literal('schema-remote'), message: z.string(), file: z.string().default('') });

const file = z.object({
  name: z.string(),
  file: z.string(),
  crd: z.boolean(),
  size: z.number(),
  lines: z.number(),
  documents: z.array(z.object({ start: z.number(), end: z.number(), column: z.number() })),
  digest: z.string().default(''),
});

const variant = z.object({ round: z.number(), files: z.array(file), failure: z.string() });

const rendering = z.object({
  files: z.array(file),
  warnings: z.array(warning).nullable(),
  sources: z.array(z.string()).nullable(),
  reads: z.array(z.tuple([z.number(), z.number(), z.array(z.union([z.string(), z.number()]))])),
  asks: z.array(z.enum(helmAsks)).nullable().default(null),
  compared: z.boolean().default(false),
  apart: z
    .array(z.object({ name: z.string(), file: z.string() }))
    .nullable()
    .default(null),
  variants: z.array(variant).nullable().default(null),
});

const renderings = z.object({ renderings: z.array(z.union([refusal, rendering])) });

export function encodeRender(request: HelmRequest): Uint8Array<ArrayBuffer> {
  const { files, values } = request;
  const header = { op: 'render', ...written(request), files: fileEntries(files), values: fileEntries(values) };
  return encodeFrame(
    header,
    [...files, ...values].map(({ bytes }) => bytes),
  );
}

function encodeRenderEach(request: HelmRequest, sets: readonly HelmSet[]): Uint8Array<ArrayBuffer> {
  const { files } = request;
  const each = sets.map(({ values, include }) => ({ values: fileEntries(values), include }));
  const header = { op: 'renderEach', ...written(request), files: fileEntries(files), sets: each };
  return encodeFrame(
    header,
    [...files, ...sets.flatMap(({ values }) => values)].map(({ bytes }) => bytes),
  );
}

function written({ files: _, values: __, provenance, ...rest }: HelmRequest): object {
  return { ...rest, provenance: provenance !== false, alone: provenance === 'alone' };
}

/** @throws {z.ZodError} where the engine's answer is not valid, which is an internal error. */
export function decodeRendering(header: unknown, body: FrameBody): HelmRendering {
  return read(rendering.parse(header), body);
}

/** @throws {z.ZodError} where the engine's answer is not valid, which is an internal error. */
function decodeRenderings(header: unknown, body: FrameBody): Answer<HelmRendering>[] {
  return renderings
    .parse(header)
    .renderings.map((each) =>
      'error' in each ? { ok: false, error: errorOf(each) } : { ok: true, value: read(each, body) },
    );
}

function read(told: z.infer<typeof rendering>, body: FrameBody): HelmRendering {
  const { files, warnings, sources, reads, asks, compared, apart, variants } = told;
  return {
    files: files.map((each) => decodeFile(each, body)),
    warnings: (warnings ?? []).map((each) => ({ ...each, file: each.file === '' ? null : each.file })),
    sources: sources ?? [],
    reads: reads.map(([source, line, path]) => ({ source, line, path })),
    asks: asks ?? [],
    compared,
    apart: apart ?? [],
    variants: (variants ?? []).map(({ round, files: changed, failure }) => ({
      round,
      files: changed.map((each) => decodeFile(each, body)),
      failure: failure === '' ? null : failure,
    })),
  };
}

function decodeFile({ size, lines, ...described }: z.infer<typeof file>, body: FrameBody): RenderedFile {
  const text = body.text(size);
  return { ...described, text, lines: lines === 0 ? null : decodeLines(body.bytes(8 * lines)) };
}

/** Pairs of little-endian i32: source (-1 for none) and line. */
function decodeLines(bytes: Uint8Array): (SourceLine | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => {
    const source = view.getInt32(8 * i, true);
    return source < 0 ? null : { source, line: view.getInt32(8 * i + 4, true) };
  });
}

/** Renders a chart. When the signal aborts, the answer is the error `deadline`. */
export type Render = (request: HelmRequest, signal?: AbortSignal) => Promise<Answer<HelmRendering>>;

/** The Helm engine. */
export interface Helm {
  readonly render: Render;
  /** The JSON text that sigs.k8s.io/yaml's YAMLToJSON makes of a document. */
  yaml(text: string): Promise<Answer<string>>;
  /** The newest version that a range (Masterminds semver) allows; null where none matches or the range is invalid. */
  newest(range: string, versions: readonly string[]): Promise<Answer<string | null>>;
  /** Fills Go templates as Argo CD does. */
  readonly fill: Fill;
  /** Helm's order of kinds for installing and printing objects. */
  readonly installOrder: () => Promise<Answer<readonly string[]>>;
}

/** @param width number of calls that run at the same time. */
export function createHelm(perform: Perform, width: number): Helm {
  const one: Asking['one'] = (request, signal) => perform(encodeRender(request), decodeRendering, signal);
  const each: Asking['each'] = (request, sets, signal) =>
    perform(encodeRenderEach(request, sets), decodeRenderings, signal);
  return {
    render: renderingTogether({ one, each }, width),
    yaml: async (text) =>
      perform(encodeFrame({ op: 'yaml' }, [new TextEncoder().encode(text)]), (header) => jsonText.parse(header).json),
    newest: async (range, versions) =>
      perform(encodeFrame({ op: 'version', range, versions }, []), (header) => chosen.parse(header).version),
    fill: fillingTogether(async (requests, signal) =>
      perform(encodeFrame({ op: 'fill', requests }, []), decodeFilled, signal),
    ),
    installOrder: askedOnce(async () =>
      perform(encodeFrame({ op: 'installOrder' }, []), (header) => installed.parse(header).kinds),
    ),
  };
}

/** Caches a constant answer; asks again only after a failure. */
function askedOnce<T>(ask: () => Promise<Answer<T>>): () => Promise<Answer<T>> {
  let answer: Promise<Answer<T>> | null = null;
  return async () => {
    answer ??= ask();
    const told = await answer;
    if (!told.ok) answer = null;
    return told;
  };
}

const installed = z.object({ kinds: z.array(z.string()) });

const chosen = z.object({ version: z.string().nullable() });

const jsonText = z.object({ json: z.string() });
