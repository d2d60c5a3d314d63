/** The baseline: what stood when it was written. An audit does not count it. */
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../foundation/errors.ts';
import { type Json, type JsonObject } from '../model/json.ts';
import { type Tree } from '../model/tree.ts';
import { textsOf } from '../snapshot/texts.ts';
import { linesIn } from './config/config.ts';

export const baselineFile = '.github/plimsoll-baseline.json';

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

/** One finding that stood. Nothing in it depends on lines or commits, so that a diff shows what changed. */
export const baselineEntry = z.strictObject({
  rule: z.string().min(1),
  /** As waivers name it: `Deployment/shop/web`. */
  object: z.string().min(1),
  /** The id of its source. */
  source: z.string().min(1),
  /** The cluster; absent if the repository names none. */
  target: z.exactOptional(z.string()),
  /** The path of the field, list items by name: `spec.containers[name=app].image`. */
  path: z.string(),
  /** How far it reaches; absent if it can't grow. */
  extent: z.exactOptional(z.record(z.string(), json)),
  /** 32 hex digits, as in reports. */
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits'),
});

const baselineSchema = z.strictObject({ schema: z.literal(1), findings: z.array(baselineEntry) });

export type BaselineEntry = z.infer<typeof baselineEntry>;

/**
 * The baseline of the trust root; empty if it has none.
 *
 * @throws {ConfigurationError} if it can't be read or is invalid.
 */
export async function readBaseline(trustRoot: Tree): Promise<readonly BaselineEntry[]> {
  if (!trustRoot.files.has(baselineFile)) return [];
  const text = await textsOf(trustRoot).of(baselineFile);
  if (!text.ok) throw new ConfigurationError(baselineFile, text.problem.message);
  return parseBaseline(text.text);
}

/** @throws {ConfigurationError} that names file, line and key. */
export function parseBaseline(text: string): readonly BaselineEntry[] {
  const result = baselineSchema.safeParse(valueOf(text));
  if (result.success) return result.data.findings;
  const lineOf = linesIn(text);
  const messages = result.error.issues.slice(0, mostFaults).map(({ path, message }) => {
    const key = path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
    return `${baselineFile}:${lineOf(key)}: ${key.join('.') || 'the document'}: ${message}; \`plimsoll baseline\` writes this file.`;
  });
  throw new ConfigurationError(baselineFile, messages.join('\n'));
}

const mostFaults = 20;

/** @throws {ConfigurationError} for a text that is not JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new ConfigurationError(baselineFile, `${baselineFile}:1: it is not JSON: ${messageOf(thrown)}`);
  }
}

/** The text of a baseline: sorted, and one line for each finding, so that a diff is as long as the change. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const lines = [...entries].sort(inOrder).map((entry) => `    ${JSON.stringify(ordered(entry))}`);
  const findings = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "schema": 1,\n  "findings": ${findings}\n}\n`;
}

/** With its keys in the order of the schema, and those of the extent sorted. */
function ordered({ rule, object, source, target, path, extent, fingerprint }: BaselineEntry): JsonObject {
  return {
    rule,
    object,
    source,
    ...(target === undefined ? {} : { target }),
    path,
    ...(extent === undefined ? {} : { extent: sorted(extent) }),
    fingerprint,
  };
}

function sorted(extent: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(extent).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function inOrder(a: BaselineEntry, b: BaselineEntry): number {
  for (const key of ['source', 'object', 'rule', 'path', 'fingerprint'] as const)
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}
