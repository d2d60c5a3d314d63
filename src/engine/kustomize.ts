/** Encodes requests to the Kustomize engine and decodes its answers. */
import { z } from 'zod';

import { type FrameBody, encodeFrame, type EngineFile, fileEntries } from './frame.ts';
import { type Answer } from './outcome.ts';
import { type Perform } from './perform.ts';

export interface KustomizeRequest {
  /** All files that the build may read; names are relative to the repository's root. */
  readonly files: readonly EngineFile[];
  /** The folder of the kustomization, relative to the repository's root; `.` for the root. */
  readonly dir: string;
}

export interface KustomizeBuild {
  /** In the order of `kustomize build`. */
  readonly resources: readonly KustomizeResource[];
  /** The files that were read, relative to the repository's root, sorted. */
  readonly reads: readonly string[];
}

export interface KustomizeResource {
  /** The object, as JSON. */
  readonly text: string;
  /** Null where the object's origin is not known. */
  readonly origin: ResourceOrigin | null;
}

/** All files are relative to the repository's root. */
export interface ResourceOrigin {
  /** The file of the resource; null for an object that a generator or transformer made. */
  readonly path: string | null;
  /** The kustomization (or plugin configuration) that made it; null for an object in `path`. */
  readonly configuredIn: string | null;
  /** The plugin that made it, like `ConfigMapGenerator`; null for an object in `path`. */
  readonly configuredBy: string | null;
  /** The identity before transformers; the namespace is null where it is not set or is `default`. */
  readonly original: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
  };
  /**
   * The kustomization files whose transformers were applied, in order. They are applied to all resources, whether these
   * change or not.
   */
  readonly transformers: readonly string[];
}

/** The kustomize engine. */
export interface Kustomize {
  build(request: KustomizeRequest, signal?: AbortSignal): Promise<Answer<KustomizeBuild>>;
}

const resource = z.object({
  size: z.number(),
  known: z.boolean(),
  path: z.string(),
  configuredIn: z.string(),
  configuredBy: z.string(),
  original: z.object({ apiVersion: z.string(), kind: z.string(), namespace: z.string(), name: z.string() }),
  transformers: z.array(z.string()),
});
const build = z.object({ resources: z.array(resource).nullable(), reads: z.array(z.string()).nullable() });

export function createKustomize(perform: Perform): Kustomize {
  return {
    build: async ({ files, dir }, signal) => {
      const header = { op: 'build', dir, files: fileEntries(files) };
      return perform(
        encodeFrame(
          header,
          files.map(({ bytes }) => bytes),
        ),
        decodeBuild,
        signal,
      );
    },
  };
}

function decodeBuild(header: unknown, body: FrameBody): KustomizeBuild {
  const { resources, reads } = build.parse(header);
  return {
    resources: (resources ?? []).map((each) => ({ text: body.text(each.size), origin: originOf(each) })),
    reads: reads ?? [],
  };
}

/** The engine writes an empty text for "none". */
function originOf({
  known,
  path,
  configuredIn,
  configuredBy,
  original,
  transformers,
}: z.infer<typeof resource>): ResourceOrigin | null {
  if (!known) return null;
  return {
    path: path || null,
    configuredIn: configuredIn || null,
    configuredBy: configuredBy || null,
    original: { ...original, namespace: original.namespace || null },
    transformers,
  };
}
