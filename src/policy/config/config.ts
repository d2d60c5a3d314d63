/** The schema and the parser of the configuration file `.github/plimsoll.yaml`. */
import { severities } from '../../model/rule.ts';
import { isAlias, isMap, isScalar, parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../../foundation/errors.ts';
import { allowedHostForm, parseAllowedHost } from '../../fetch/web/allowed-hosts.ts';
import { isMap as isJsonMap } from '../../foundation/json.ts';
import { mapped } from '../../foundation/mapped.ts';
import { type Path } from '../../model/json.ts';
import { policyReference } from './policy-reference.ts';

import { issueText, meant } from './issues.ts';
import { keysAt } from './known-keys.ts';
import { configuredWaivers } from './waiver-entries.ts';
import { configuredWorkloads } from './workloads.ts';
import {
  changesIn,
  type ChosenSet,
  longForm,
  type RuleChange,
  ruleKeyFault,
  configuredRules,
  setsByDefault,
  shortFormWords,
} from './rules.ts';

/** Does not begin with a slash, and has no part `..`. */
const relativePath = z
  .string()
  .regex(/^(?!\/)(?!(?:[\s\S]*\/)?\.\.(?:\/|$))/, 'a path is relative to the repository and stays in it');

const hostForm =
  'a host is written charts.example.com, *.example.com, registry.example.com:8443 or http://127.0.0.1:5000';
const host = z
  .string()
  .regex(allowedHostForm, { message: hostForm, abort: true })
  .refine((entry) => parseAllowedHost(entry) !== null, hostForm);

/**
 * `.github/plimsoll.yaml`. Every key is optional; an unknown one is an error. docs/configuration.md is generated from
 * this schema.
 */
export const configSchema = z.strictObject({
  extends: z
    .string()
    .regex(policyReference, "an organisation's rules are named owner/repository@<the 40 hex digits of a commit>")
    .optional()
    .describe("The organisation's rules: `owner/repository@COMMIT`, with the commit's 40 hex digits."),
  failOn: z
    .enum([...severities, 'never'])
    .optional()
    .describe('The lowest severity that fails the check.'),
  failOnExistingProblems: z
    .boolean()
    .default(false)
    .describe('Whether a problem fails a review if it also existed at the base and hides nothing that is changed.'),
  kubernetesVersion: z
    .string()
    .regex(/^1\.(0|[1-9]\d*)(\.\d+)?$/, 'a Kubernetes version is written 1.37')
    .optional()
    .describe('The version that charts are rendered for, and whose Pod Security Standards apply.'),
  deadline: z
    .number()
    .positive()
    .max(24 * 60)
    .optional()
    .describe('How long a run may take, in minutes (default: 10). What is not checked by then is a problem.'),
  exclude: z.array(z.string()).default([]).describe('Paths that are not checked; * and ** as in .gitignore.'),
  charts: z
    .array(
      z.strictObject({
        path: relativePath.describe("The chart's folder."),
        values: z
          .array(z.array(relativePath))
          .default([])
          .describe("Combinations of value files, relative to the chart's folder."),
        release: z.string().optional().describe('The release name (default: release-name).'),
        namespace: z.string().optional().describe('The namespace (default: default).'),
        skipSchemaValidation: z.boolean().default(false).describe("Ignore the chart's values.schema.json."),
      }),
    )
    .default([])
    .describe('How charts are deployed, in addition to values.yaml and ci/*-values.yaml.'),
  fetch: z
    .strictObject({
      hosts: z
        .array(host)
        .default([])
        .describe('Registries and chart repositories from which charts may be fetched (default: none).'),
    })
    .prefault({})
    .describe('Where charts that are not in the repository are fetched from.'),
  fix: z
    .strictObject({
      prefer: z
        .enum(['values', 'template'])
        .default('values')
        .describe('What to edit if a chart can be fixed both in its values and in its template.'),
    })
    .prefault({})
    .describe('How findings are fixed.'),
  environments: z
    .strictObject({
      production: z.array(z.string().min(1)).optional().describe('Patterns for names of production.'),
      test: z.array(z.string().min(1)).optional().describe('Patterns for names of tests and development.'),
    })
    .prefault({})
    .describe('Which namespaces, clusters and labels `environment` or `env` are production, and which are not.'),
  workloads: configuredWorkloads,
  rules: configuredRules,
  waivers: configuredWaivers,
});

/** The content of the file, with `rules.sets` moved to `sets`. */
export interface Config extends Omit<z.infer<typeof configSchema>, 'rules'> {
  readonly rules: Readonly<Record<string, RuleChange>>;
  /** Only rules in these sets run. */
  readonly sets: readonly ChosenSet[];
}

/** The keys that a file has, without the defaults of the others. */
export type WrittenConfig = Partial<Config>;

export const emptyConfig: Config = configOf(configSchema.parse({}));

function configOf({ rules, ...written }: z.infer<typeof configSchema>): Config {
  return { ...written, rules: changesIn(rules), sets: rules.sets ?? setsByDefault };
}

/** The configuration with defaults for what is not written. */
export function completed(written: WrittenConfig): Config {
  return { ...emptyConfig, ...written };
}

/** Maximum length of a configuration. UTF-16 code units. */
const mostText = 1_000_000;

/** @throws {ConfigurationError} that names file, line and key, and the expected and the actual value. */
export function parseConfig(file: string, text: string): Config {
  return completed(parseWritten(file, text));
}

/** @throws {ConfigurationError} as `parseConfig`. */
export function parseWritten(file: string, text: string): WrittenConfig {
  const { value, raw } = parseWith(configSchema, file, text);
  return writtenOf(value, raw);
}

/** The part of a parsed configuration whose keys are in the file. */
export function writtenOf(value: z.infer<typeof configSchema>, raw: unknown): WrittenConfig {
  const { sets, ...config } = configOf(value);
  const written = Object.entries(config).filter(([key]) => valueAt(raw, [key]) !== undefined);
  return {
    ...Object.fromEntries(written),
    ...(valueAt(raw, ['rules', 'sets']) === undefined ? {} : { sets }),
  };
}

/**
 * Reads a file of this schema: its value, and the value as it is written.
 *
 * @throws {ConfigurationError} that names file, line and key, and the expected and the actual value.
 */
export function parseWith<T extends z.ZodObject>(
  schema: T,
  file: string,
  text: string,
): { readonly value: z.infer<T>; readonly raw: unknown } {
  if (text.length > mostText)
    throw new ConfigurationError(file, `${file}:1: it is longer than ${mostText} characters, and is not read.`);
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new ConfigurationError(file, `${file}:${lineAt(text, broken.pos[0])}: ${syntaxText(broken.message)}`);
  const raw = withLongForms(withVersionAsWritten(valueOf(file, document), document));
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data, raw };
  const messages = result.error.issues.map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
    const key = issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path;
    const got =
      issue.code === 'unrecognized_keys'
        ? `unknown key ${key.join('.')}; expected one of ${known(schema, path, String(key.at(-1)))}`
        : `${key.join('.') || 'the document'}: ${wrongRule(key, valueAt(raw, key)) ?? issueText(issue, valueAt(raw, key))}`;
    return onOneLine(`${file}:${lineAt(text, offsetOf(document, key))}: ${got}`);
  });
  throw new ConfigurationError(file, messages.join('\n'));
}

/** A wrong key under `rules` is what is wrong, whatever its value; and of a word, which words there are. */
function wrongRule(path: Path, value: unknown): string | null {
  const [top, key, ...below] = path[0] === 'mandatory' ? path.slice(1) : path;
  if (top !== 'rules' || typeof key !== 'string' || below.length > 0) return null;
  const fault = ruleKeyFault(key);
  if (fault !== null) return `${fault}; got ${JSON.stringify(key)}`;
  return key !== 'sets' && typeof value === 'string' ? `${shortFormWords}; got ${JSON.stringify(value)}` : null;
}

/** Writes short forms of rules in full: `group/rule: off` is `group/rule: {enabled: false}`. */
function withLongForms(value: unknown): unknown {
  if (!isJsonMap(value)) return value;
  const { rules, mandatory } = value;
  return {
    ...value,
    ...(isJsonMap(rules) ? { rules: mapped(rules, (rule, key) => (key === 'sets' ? rule : longForm(rule))) } : {}),
    ...(isJsonMap(mandatory) ? { mandatory: withLongForms(mandatory) } : {}),
  };
}

/** Escapes line breaks, which keys may have: each line of an error is one fault. */
function onOneLine(message: string): string {
  return message.replace(/[\r\n]/g, (each) => (each === '\n' ? String.raw`\n` : String.raw`\r`));
}

/** The 1-based lines of a configuration's keys and items. For a missing one, the line of its nearest parent. */
export function linesIn(text: string): (path: Path) => number {
  const document = parseDocument(text);
  return (path) => lineAt(text, offsetOf(document, path));
}

/** The parser's message in one sentence, without its repeated position. */
function syntaxText(message: string): string {
  const [first = 'it is not YAML'] = message.split('\n');
  const what = first.replace(/ at line \d+, column \d+:?$/, '');
  return what === 'Map keys must be unique' ? 'the key is repeated here; expected each key once' : `not YAML: ${what}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, part) => {
    if (Array.isArray(here)) return typeof part === 'number' ? here[part] : undefined;
    return isJsonMap(here) && Object.hasOwn(here, part) ? here[part] : undefined;
  }, value);
}

/** Offset at which a key or item begins; for a missing one, that of its nearest parent. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const way = path.slice(0, length);
    const offset = keyOffset(document, way) ?? rangeOf(document.getIn(way, true))?.[0];
    if (offset !== undefined) return offset;
  }
  return rangeOf(document.contents)?.[0] ?? 0;
}

/** @throws {ConfigurationError} for aliases that expand to too much. */
function valueOf(file: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (thrown) {
    throw new ConfigurationError(file, `${file}: ${messageOf(thrown)}`);
  }
}

/** YAML reads `1.30` as the number 1.3. For a version without quotes, the written text counts. */
function withVersionAsWritten(value: unknown, document: ReturnType<typeof parseDocument>): unknown {
  if (!isJsonMap(value) || typeof value['kubernetesVersion'] !== 'number') return value;
  const node: unknown = document.get('kubernetesVersion', true);
  const scalar = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(scalar) || scalar.source === undefined) return value;
  return { ...value, kubernetesVersion: scalar.source };
}

function keyOffset(document: ReturnType<typeof parseDocument>, path: Path): number | null {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return null;
  const key: unknown = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key;
  return rangeOf(key)?.[0] ?? null;
}

function rangeOf(node: unknown): readonly number[] | null {
  if (node === null || typeof node !== 'object' || !('range' in node) || !Array.isArray(node.range)) return null;
  return node.range.filter((part): part is number => typeof part === 'number');
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The keys that are allowed at a path, and the one that was probably meant. */
function known(schema: z.ZodType, path: Path, key: string): string {
  const keys = keysAt(schema, path);
  return `${keys.join(', ')}${meant(key, keys)}`;
}
