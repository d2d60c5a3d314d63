import { z } from 'zod';

import { type Json } from '../model/json.ts';
import { type FrameBody, encodeFrame } from './frame.ts';
import { type EngineError, type Answer } from './outcome.ts';
import { type Perform } from './perform.ts';

/** Rego files by their path, which faults name. */
export type RegoModules = ReadonlyMap<string, string>;

export interface RegoOptions {
  readonly modules: RegoModules;
  /** Which Rego the modules are written in; `import rego.v1` makes v0 the same as v1. */
  readonly version: 'v0' | 'v1';
}

/** What is wrong in a module. */
export interface RegoFault {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

/** As every engine's outcome, but with all faults; `error` tells the first. No faults: the engine itself broke down. */
export type RegoOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: EngineError; readonly faults: readonly RegoFault[] };

export interface CompileOptions extends RegoOptions {
  /** Paths like `plimsoll/main/findings`. */
  readonly entrypoints: readonly string[];
  /** Built-ins that whoever runs the module provides, beside those that WebAssembly has. Others are faults. */
  readonly allow: readonly string[];
}

export interface CompiledPolicy {
  /** policy.wasm, as in a bundle. */
  readonly wasm: Uint8Array;
  /** Built-ins that modules call and WebAssembly does not have, sorted: all are in `allow`. */
  readonly builtins: readonly string[];
}

/** A METADATA block. */
export interface RegoAnnotation {
  readonly file: string;
  readonly line: number;
  /** What it describes, in parts, without `data`: `["plimsoll", "rules", "rbac", "wildcard"]`. */
  readonly path: readonly string[];
  /** The block as OPA reads it: `scope`, `title`, `description`, `related_resources`, `custom` and so on. */
  readonly annotation: Json;
}

export interface RegoTest {
  readonly file: string;
  readonly line: number;
  /** `data.package.test_name`. */
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'error' | 'skip';
  /** What it printed, and the message of an error. */
  readonly output: string;
}

export interface EvalOptions extends RegoOptions {
  /** Like `data.main.deny`. */
  readonly query: string;
  readonly data: Json;
  readonly input: Json;
}

/** The rego engine: OPA without anything that reaches out (http.send, net.lookup_ip_addr, opa.runtime). */
export interface Rego {
  /** Parses and compiles with every strict check. */
  check(options: RegoOptions): Promise<RegoOutcome<null>>;
  /** Each file as OPA would write it. */
  format(options: RegoOptions): Promise<RegoOutcome<RegoModules>>;
  compile(options: CompileOptions): Promise<RegoOutcome<CompiledPolicy>>;
  /** All METADATA blocks. */
  annotations(options: RegoOptions): Promise<RegoOutcome<readonly RegoAnnotation[]>>;
  /** Runs the rules whose names begin with `test_`. */
  test(options: RegoOptions & { readonly data: Json }): Promise<RegoOutcome<readonly RegoTest[]>>;
  /** The query's values, by OPA's interpreter; none when the query is undefined. */
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
