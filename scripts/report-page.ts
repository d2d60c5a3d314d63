/** Formats docs/report.md from the schema of the report. */
import type { z } from 'zod';

type Schema = z.core.JSONSchema.JSONSchema;

/** Longer lists of words are on a page of their own, which the description links to. */
const MOST_WORDS = 10;

const INTRODUCTION = `# The report

\`--format json\` writes everything that Plimsoll says as one JSON value; the text, the comments in a pull request and
the SARIF file are made from it. Its JSON Schema is [report.schema.json](../schema/report.schema.json).

The shape is stable. New keys may come; readers ignore those they do not know. Files are relative to the repository's
root with \`/\` between the parts; lines are counted from 1, and a range includes its last line.

The first of these that applies is the verdict, and the exit code of the command line:

| exit | verdict | when |
| --- | --- | --- |
| 2 | error | the command line or the configuration is wrong: one problem, \`usage\` or \`configuration\` |
| 4 | error | the head has no source, or no rule ran (not with \`--allow-empty\`) |
| 3 | error | \`problems\` is not empty |
| 1 | fail | a counted finding is at or above \`failOn\` |
| 0 | pass | else |

Counted are findings with \`enforcement\` \`deny\` that are \`new\` or \`worsened\`; in an audit those that are \`existing\`.
`;

/** docs/report.md: a table for each definition of the schema, in the order of the schema. */
export function reportPage(definitions: Readonly<Record<string, Schema>>): string {
  const sections = Object.entries(definitions).map(([name, schema]) => section(name, schema));
  return [INTRODUCTION, ...sections].join('\n');
}

function section(name: string, schema: Schema): string {
  const kinds = schema.anyOf ?? schema.oneOf ?? [schema];
  const tables = kinds.map((kind) => table(rows(kind, '')));
  return [`## ${name}\n`, `${schema.description ?? ''}\n`, ...tables].join('\n');
}

function table(cells: readonly string[]): string {
  return ['| key | value | meaning |', '| --- | --- | --- |', ...cells, ''].join('\n');
}

/** One row per key, followed by those of nested objects as `outer.inner`. */
function rows(schema: Schema, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    if (typeof value === 'boolean') return [];
    const optional = schema.required?.includes(key) === true ? '' : ', may be missing';
    const row = `| \`${prefix}${key}\` | ${valueOf(value)}${optional} | ${value.description ?? ''} |`;
    return [row, ...rows(value, `${prefix}${key}.`)];
  });
}

function valueOf(schema: Schema): string {
  if (schema.$ref !== undefined) return reference(schema.$ref);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return words(schema.enum);
  if (typeof schema.items === 'object' && !Array.isArray(schema.items)) return `list of ${valueOf(schema.items)}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(valueOf).join(' or ');
  return [schema.type ?? 'any'].flat().join(' or ');
}

function words(of: readonly unknown[]): string {
  if (of.length > MOST_WORDS) return 'string';
  return of.map((word) => `\`${String(word)}\``).join(' ');
}

function reference(ref: string): string {
  const name = ref.replace('#/$defs/', '');
  return `[${name}](#${name.toLowerCase()})`;
}
