/** Schemas that several parts of the JSON report share: files, lines, paths, objects and places. */
import { severities } from '../../model/rule.ts';
import { z } from 'zod';

export const file = z
  .string()
  .describe("A file, relative to the repository's root (an audit of a folder: to the folder).");
export const line = z.int().min(1).describe('A line, counted from 1.');
export const path = z
  .array(z.union([z.string(), z.int().min(0)]))
  .readonly()
  .describe('The way into an object: keys, and list items as numbers from 0.');

export const severity = z.enum(severities);

export const objectNameSchema = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable().describe('null where the object has none, or the manifest names none.'),
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
      'Where something stands in the source, at head (fixed findings: at base): exactly one of these. For Helm the ' +
      "template's line. A missing field stands at the key of its nearest existing parent, or at the list item's dash.",
  });
