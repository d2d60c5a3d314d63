/** Creates the embedded engines: Helm, Kustomize and OPA. */
import { join } from 'node:path';

import { messageOf } from '../foundation/errors.ts';
import { decodeFrame } from './frame.ts';
import { createHelm, type Helm } from './helm.ts';
import { createKustomize, type Kustomize } from './kustomize.ts';
import { loadModule, tuneCompiler } from './load.ts';
import { failed, type Answer } from './outcome.ts';
import { type Perform } from './perform.ts';
import { createPool, type Pool } from './pool.ts';
import { errorOf, refusal } from './refusal.ts';
import { createRego, type Rego } from './rego.ts';

/** The embedded engines. Each is loaded on first use and runs in threads that can be terminated. */
export interface Engines {
  readonly helm: Helm;
  readonly kustomize: Kustomize;
  readonly rego: Rego;
  /** Starts to load an engine that will be needed, in the background. */
  prepare(name: EngineName): void;
  /** Terminates all threads. The process can also exit without it: idle threads do not keep it alive. */
  close(): Promise<void>;
}

export type EngineName = 'helm' | 'kustomize' | 'rego';

export interface EngineOptions {
  /** Folder of helm.wasm.br, kustomize.wasm.br and rego.wasm.br. */
  readonly directory: string;
  /** Path of the bundled worker program (src/engine/worker.ts). */
  readonly worker: string;
  /** Number of calls of an engine that may run at the same time. */
  readonly workers: number;
  /** Maximum duration of a call. The memory limit is written in the module. */
  readonly limits: { readonly seconds: number };
}

export function createEngines(options: EngineOptions): Engines {
  tuneCompiler();
  const pools = {
    helm: engine('helm', options),
    kustomize: engine('kustomize', options),
    rego: engine('rego', options),
  };
  return {
    helm: createHelm(performer(pools.helm), options.workers),
    kustomize: createKustomize(performer(pools.kustomize)),
    rego: createRego(performer(pools.rego)),
    prepare: (name) => {
      pools[name].prepare();
    },
    close: async () => {
      await Promise.all(Object.values(pools).map(async (pool) => pool.close()));
    },
  };
}

function engine(name: EngineName, { directory, worker, workers, limits }: EngineOptions): Pool {
  let loading: Promise<WebAssembly.Module> | undefined;
  const module = async (): Promise<WebAssembly.Module> => (loading ??= loadModule(join(directory, `${name}.wasm.br`)));
  return createPool({ module, worker, width: workers, seconds: limits.seconds });
}

/** Sends frames to a pool and validates the answers: an answer in the wrong format is an internal error. */
function performer(pool: Pool): Perform {
  return async (frame, read, signal) => {
    const answered = await pool.call(frame, signal);
    return answered.ok ? decoded(answered.value, read) : answered;
  };
}

function decoded<T>(frame: Uint8Array, read: Parameters<typeof decodeWith<T>>[1]): Answer<T> {
  try {
    return decodeWith(frame, read);
  } catch (error) {
    return failed('engine-failed', `the engine's answer cannot be read: ${messageOf(error)}`);
  }
}

function decodeWith<T>(
  frame: Uint8Array,
  read: (header: unknown, body: ReturnType<typeof decodeFrame>['body']) => T,
): Answer<T> {
  const { header, body } = decodeFrame(frame);
  const refused = refusal.safeParse(header);
  if (refused.success) return { ok: false, error: errorOf(refused.data) };
  return { ok: true, value: read(header, body) };
}
