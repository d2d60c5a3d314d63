/** The answer of an engine: a value, or an error with a code. */

/**
 * Why an engine gave no answer. `engine-*`: an internal error; the others are errors in the chart, kustomization or
 * policy.
 */
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
  /** Relative to the root of the given files; null where no file is the cause. */
  readonly file: string | null;
  /** 1-based; null when unknown. */
  readonly line: number | null;
}

/** An engine's answer. No chart, kustomization or policy can make a call throw. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EngineError };

export function failed(code: EngineCode, message: string): { readonly ok: false; readonly error: EngineError } {
  return { ok: false, error: { code, message, file: null, line: null } };
}
