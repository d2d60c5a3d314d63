/** Encodes requests to the Rego engine (OPA) and decodes its answers. */
import { z } from 'zod';

import { type Json } from '../model/json.ts';
import { type FrameBody, encodeFrame } from './frame.ts';
import { type EngineError, type Answer } from './outcome.ts';
import { type Perform } from './perform.ts';

/** Rego files by their path, which faults refer to. */
export type RegoModules = ReadonlyMap<string, string>;

export interface RegoOptions {
  readonly modules: RegoModules;
  /** The Rego version of the modules; with `import rego.v1`, v0 is the same as v1. */
  readonly version: 'v0' | 'v1';
}

/** An error in a module. */
export interface RegoFault {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** Like every engine's answer, but with all faults; `error` is the first one. No faults: the engine itself failed. */
export type RegoOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: EngineError; readonly faults: readonly RegoFault[] };

export interface CompileOptions extends RegoOptions {
  /** Paths like `plimsoll/main/findings`. */
  readonly entrypoints: readonly string[];
  /** Built-ins that the caller of the module provides, in addition to those of OPA's WebAssembly. Others are faults. */
  readonly allow: readonly string[];
}

export interface CompiledPolicy {
  /** policy.wasm, as in a bundle. */
  readonly wasm: Uint8Array;
  /** Built-ins that modules call and OPA's WebAssembly does not have, sorted; all are in `allow`. */
  readonly builtins: readonly string[];
}

/** A METADATA block. */
export interface RegoAnnotation {
  readonly file: string;
  readonly line: number;
  /** The path of what it describes, without `data`: `["plimsoll", "rules", "rbac", "wildcard"]`. */
  readonly path: readonly string[];
  /** The block as OPA parses it: `scope`, `title`, `description`, `related_resources`, `custom` and so on. */
  readonly annotation: Json;
}

export interface RegoTest {
  readonly file: string;
  readonly line: number;
  /** `data.package.test_name`. */
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'error' | 'skip';
  /** Its printed output, and the message of an error. */
  readonly output: string;
}

export interface EvalOptions extends RegoOptions {
  /** Like `data.main.deny`. */
  readonly query: string;
  readonly data: Json;
  readonly input: Json;
}

/** The Rego engine: OPA without built-ins that access the outside (http.send, net.lookup_ip_addr, opa.runtime). */
export interface Rego {
  /** Parses and compiles with every strict check. */
  check(options: RegoOptions): Promise<RegoOutcome<null>>;
  /** Each file as OPA formats it. */
  format(options: RegoOptions): Promise<RegoOutcome<RegoModules>>;
  compile(options: CompileOptions): Promise<RegoOutcome<CompiledPolicy>>;
  /** All METADATA blocks. */
  annotations(options: RegoOptions): Promise<RegoOutcome<readonly RegoAnnotation[]>>;
  /** Runs the rules whose names begin with `test_`. */
  test(options: RegoOptions & { readonly data: Json }): Promise<RegoOutcome<readonly RegoTest[]>>;
  /** The values of the query, by OPA's interpreter; empty where the query is undefined. */
  eval(options: EvalOptions): Promise<RegoOutcome<readonly Json[]>>;
}

const json = z.json();
const faults = z.array(z.object({ file: z.string(), line: z.number(), message: z.string() }));
const annotated = z.object({
  annotations: z.array(z.object({ file: z.string(), line: z.number(), path: z.array(z.string()), annotation: json })),
});
const tested = z.object({
  tests: z.array(
    z.object({
      file: z.string(),
      line: z.number(),
      name: z.string(),
      result: z.enum(['pass', 'fail', 'error', 'skip']),
      output: z.string(),
    }),
  ),
});

export function createRego(perform: Perform): Rego {
  const ask = async <T>(
    op: string,
    { modules, version, ...rest }: RegoOptions,
    read: (header: unknown, body: FrameBody) => T,
  ): Promise<RegoOutcome<T>> => {
    const texts = [...modules].map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
    const files = texts.map(({ name, bytes }) => ({ name, size: bytes.byteLength }));
    const frame = encodeFrame(
      { op, version, files, ...rest },
      texts.map(({ bytes }) => bytes),
    );
    return withFaults(await perform(frame, (header, body) => readOrFaults(header, body, read)));
  };
  return {
    check: async (options) => ask('check', options, () => null),
    format: async (options) => ask('format', options, decodeFormatted),
    compile: async (options) => ask('compile', options, decodeCompiled),
    annotations: async (options) => ask('annotations', options, (header) => annotated.parse(header).annotations),
    test: async (options) => ask('test', options, (header) => tested.parse(header).tests),
    eval: async (options) => ask('eval', options, (header) => z.object({ values: z.array(json) }).parse(header).values),
  };
}

type Read<T> = { readonly faults: readonly RegoFault[] } | { readonly value: T };

function readOrFaults<T>(header: unknown, body: FrameBody, read: (header: unknown, body: FrameBody) => T): Read<T> {
  const faulty = z.object({ faults: faults.min(1) }).safeParse(header);
  return faulty.success ? { faults: faulty.data.faults } : { value: read(header, body) };
}

function withFaults<T>(outcome: Answer<Read<T>>): RegoOutcome<T> {
  if (!outcome.ok) return { ...outcome, faults: [] };
  if ('value' in outcome.value) return { ok: true, value: outcome.value.value };
  const [first] = outcome.value.faults;
  const { message = '', file = null, line = null } = first ?? {};
  return { ok: false, error: { code: 'rego-invalid', message, file, line }, faults: outcome.value.faults };
}

function decodeFormatted(header: unknown, body: FrameBody): RegoModules {
  const { files } = z.object({ files: z.array(z.object({ name: z.string(), size: z.number() })) }).parse(header);
  return new Map(files.map(({ name, size }) => [name, body.text(size)]));
}

function decodeCompiled(header: unknown, body: FrameBody): CompiledPolicy {
  const { size, builtins } = z.object({ size: z.number(), builtins: z.array(z.string()) }).parse(header);
  return { wasm: body.bytes(size).slice(), builtins };
}
