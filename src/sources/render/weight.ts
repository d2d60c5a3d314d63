/** Limits the memory that the rendered objects of all sources take. */
import { isJsonList, isJsonMap } from '../../foundation/json.ts';
import { type Json } from '../../model/json.ts';
import { type Manifest, type Rendering } from '../../model/manifest.ts';
import { type Problem } from '../../model/problem.ts';

/**
 * Maximum total size of the objects of all sources of a side, estimated in bytes. With the findings it stays below 1 GB
 * of memory.
 */
export const mostWeight = 256 * 1024 * 1024;

/** Adds up the size of renderings. An object that several of them share counts once. */
export interface Scale {
  /** Whether this many more bytes of text fit. */
  readonly hasRoom: (bytes: number) => boolean;
  /** Adds a rendering; false where it does not fit. */
  readonly take: (rendering: Rendering) => boolean;
}

export function scaleOf(most = mostWeight): Scale {
  const seen = new WeakSet();
  let taken = 0;
  const isNew = ({ object }: Manifest): boolean => {
    if (seen.has(object)) return false;
    seen.add(object);
    return true;
  };
  return {
    hasRoom: (bytes) => taken + bytes <= most,
    take: ({ manifests, supposed }) => {
      const added = [...manifests, ...(supposed?.possible ?? [])].filter(isNew);
      const weight = added.reduce((sum, manifest) => sum + weightOf(manifest), 0);
      if (taken + weight > most) return false;
      taken += weight;
      return true;
    },
  };
}

/** Bytes that are kept per object in addition: identity, level, place in the report. */
const beside = 1000;

function weightOf({ object, otherwise = [] }: Manifest): number {
  let sum = beside;
  const left: Json[] = [object, ...otherwise.map((other) => other.object)];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value === 'string') sum += 24 + value.length;
    else if (isJsonList(value)) sum += 32 + pushed(value, left);
    else if (isJsonMap(value)) sum += 64 + pushed(Object.values(value), left);
  }
  return sum;
}

function pushed(values: readonly Json[], left: Json[]): number {
  for (const value of values) left.push(value);
  return values.length * 16;
}

export function tooMuch(subject: string): Problem {
  const message = `${subject} was not reviewed: the objects of all sources together take more than ${mostWeight / 1024 / 1024} MiB. Review fewer sources at once.`;
  return { stage: 'render', code: 'too-large', subject, message };
}
