/** Parameters of rules: their declarations in headers, and their values for an object. */
import { type KubernetesObject } from './manifest.ts';

export const parameterTypes = ['string', 'integer', 'boolean', 'strings'] as const;
/** `strings`: a list of strings. */
export type ParameterType = (typeof parameterTypes)[number];

export type ParameterValue = string | number | boolean | readonly string[];

/** A parameter as a header declares it. */
export interface Parameter {
  readonly type: ParameterType;
  readonly default: ParameterValue;
  readonly description: string;
}

/** The values of a rule's parameters, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** The parameters of all rules that have some, by rule id. */
export type ParametersByRule = Readonly<Record<string, Parameters>>;

/** The parameters of all rules for one object. Values with the same key are equal. */
export interface ObjectParameters {
  readonly key: string;
  readonly byRule: ParametersByRule;
}

/** The fields of a source that parameters can depend on. */
export interface ParametersSource {
  /** The source's path: a file, or the folder of a chart or kustomization. */
  readonly path: string;
  /** The namespace of objects that name none. */
  readonly namespace: string;
}

export type ParametersFor = (object: KubernetesObject, source: ParametersSource) => ObjectParameters;
