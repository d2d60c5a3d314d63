/** Which keys a schema of the configuration allows, for messages about unknown ones. */
import { z } from 'zod';
import { type Path } from '../../model/json.ts';

/** The keys of the map at a path, in the order of the schema; empty if there is no map. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const there = path.reduce<z.ZodType | null>((here, part) => (here === null ? null : below(here, part)), schema);
  const map = there === null ? null : bare(there);
  return map instanceof z.ZodObject ? Object.keys(map.shape) : [];
}

function below(schema: z.ZodType, part: string | number): z.ZodType | null {
  const here = bare(schema);
  if (here instanceof z.ZodArray) return typed(here.element);
  if (!(here instanceof z.ZodObject)) return null;
  const shape: Readonly<Record<string, unknown>> = here.shape;
  return typed(Object.hasOwn(shape, part) ? shape[part] : here.def.catchall);
}

/** Without what says that it is optional, or has a default. */
function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return bare(typed(schema.unwrap()) ?? schema);
  return schema;
}

function typed(schema: unknown): z.ZodType | null {
  return schema instanceof z.ZodType ? schema : null;
}
