/** Why an engine gave no answer. `engine-*` are ours to explain; the others are the chart's, kustomization's or policy's. */
export type EngineCode =
  | 'chart-invalid'
  | 'chart-kubernetes-version'
  | 'chart-dependency-missing'
  | 'values-schema'
  | 'schema-remote'
  | 'template-failed'
  | 'values-invalid'
  | 'yaml-syntax'
  | 'yaml-duplicate-key'
  | 'kustomize-failed'
  | 'remote-refused'
  | 'rego-invalid'
  | 'engine-timeout'
  | 'engine-memory'
  | 'engine-failed'
  | 'too-large'
  | 'deadline';

export interface EngineError {
  readonly code: EngineCode;
  /** One sentence. */
  readonly message: string;
  /** Relative to the root of the files that were given; null when no file is at fault. */
  readonly file: string | null;
  /** 1-based; null when unknown. */
  readonly line: number | null;
}

/** An engine's answer. Nothing that a chart, kustomization or policy does makes a call throw. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EngineError };

export function failed(code: EngineCode, message: string): { readonly ok: false; readonly error: EngineError } {
  return { ok: false, error: { code, message, file: null, line: null } };
}
