/** Parameters of rules: what headers declare, and what rules are told of an object. */
import { type KubernetesObject } from './manifest.ts';

export const parameterTypes = ['string', 'integer', 'boolean', 'strings'] as const;
/** `strings`: a list of strings. */
export type ParameterType = (typeof parameterTypes)[number];

export type ParameterValue = string | number | boolean | readonly string[];

/** As a header declares it. */
export interface Parameter {
  readonly type: ParameterType;
  readonly default: ParameterValue;
  readonly description: string;
}

/** The values of a rule's parameters, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Of every rule that declares some, by its id: all that it declares. */
export type ParametersByRule = Readonly<Record<string, Parameters>>;

/** What rules are told of one object. Two with the same key have the same parameters. */
export interface ObjectParameters {
  readonly key: string;
  readonly byRule: ParametersByRule;
}

/** Where an object comes from, as far as parameters depend on it. */
export interface ParametersSource {
  /** The source's path: a file, or the folder of a chart or kustomization. */
  readonly path: string;
  /** Where objects go that name no namespace. */
  readonly namespace: string;
}

export type ParametersFor = (object: KubernetesObject, source: ParametersSource) => ObjectParameters;
