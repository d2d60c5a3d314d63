/** Schemas that several parts of the JSON report share: files, lines, paths, objects and places. */
import { severities } from '../../model/rule.ts';
import { z } from 'zod';

export const file = z
  .string()
  .describe("A file, relative to the repository's root (in an audit of a folder: to that folder).");
export const line = z.int().min(1).describe('A line, counted from 1.');
export const path = z
  .array(z.union([z.string(), z.int().min(0)]))
  .readonly()
  .describe('The path in an object: keys, and indexes of list items, counted from 0.');

export const severity = z.enum(severities);

export const objectNameSchema = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable().describe('null if the object has none, or the manifest names none.'),
    name: z.string(),
  })
  .meta({ id: 'ObjectName', description: 'A Kubernetes object.' });

export const place = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('lines'), file, first: line, last: line }),
    z.object({ kind: z.literal('file'), file, why: z.string().describe('Why there is no line.') }),
    z.object({ kind: z.literal('summary'), why: z.string().describe('Why there is no file.') }),
  ])
  .meta({
    id: 'Place',
    description:
      'Where something is in the source, at head (fixed findings: at base): exactly one of these. For Helm, it is the ' +
      "template's line. For a missing field, it is the key of its nearest existing parent, or the list item's dash.",
  });
