/**
 * Keeps integers beyond 2^53 exact. Kubernetes has int64 fields, JavaScript only doubles: the value becomes the nearest
 * number, which sorts as the integer does, and the exact digits are kept beside it.
 */
import { type Json, type Path } from '../model/json.ts';
import type { Composed } from './compose.ts';

/** The path of a rounded integer and its exact digits. */
export interface Rounded {
  readonly path: Path;
  readonly digits: string;
}

export interface Numbers {
  readonly value: Json;
  readonly rounded: readonly Rounded[];
}

/** `hasBigint` avoids walking values without such integers. */
export function roundIntegers(value: Composed, hasBigint: boolean): Numbers {
  if (isExact(value, hasBigint)) return { value, rounded: [] };
  const rounded: Rounded[] = [];
  return { value: round(value, [], rounded), rounded };
}

function isExact(_value: Composed, hasBigint: boolean): _value is Json {
  return !hasBigint;
}

function round(value: Composed, path: Path, rounded: Rounded[]): Json {
  if (typeof value === 'bigint') {
    rounded.push({ path, digits: value.toString() });
    return Number(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item, at) => round(item, [...path, at], rounded));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, round(item, [...path, key], rounded)]));
}

/** JSON text in which the integers are exact. */
export function exactJson({ value, rounded }: Numbers): string {
  if (rounded.length === 0) return JSON.stringify(value);
  const digits = new Map(rounded.map((one) => [JSON.stringify(one.path), one.digits]));
  return write(value, [], digits);
}

function write(value: Json, path: Path, digits: ReadonlyMap<string, string>): string {
  if (typeof value === 'number') return digits.get(JSON.stringify(path)) ?? String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item, at) => write(item, [...path, at], digits)).join(',')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${write(item, [...path, key], digits)}`,
  );
  return `{${entries.join(',')}}`;
}

function isList<Item>(value: readonly Item[] | Readonly<Record<string, Item>>): value is readonly Item[] {
  return Array.isArray(value);
}
