/** Reads the cases of rules from their folders. */
import { z } from 'zod';
import { type SourceInput } from '../../model/question.ts';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KubernetesObject } from '../../model/manifest.ts';
import { ConfigurationError, messageOf } from '../../foundation/errors.ts';
import { isJsonMap } from '../../foundation/json.ts';
import { isKubernetesObject } from '../../sources/render/objects.ts';
import { parseManifests } from '../../yaml/values.ts';

/** One folder `policies/rules/<group>/<rule>/cases/<case>`. */
export interface RuleCase {
  readonly rule: string;
  readonly name: string;
  readonly directory: string;
  readonly object: KubernetesObject;
  /** `data.facts`; empty without facts.json. */
  readonly facts: JsonObject;
  /** Parameters of the rule that differ from the defaults, by name; empty without parameters.json. */
  readonly parameters: JsonObject;
  /** `input.base`; null without base.yaml. */
  readonly base: KubernetesObject | null;
  /** Fields of `input.source` that differ from the default; empty without source.json. */
  readonly source: Partial<SourceInput>;
}

/** The files that a case may contain; `fixed.yaml` exactly if every finding has a fix. */
export const caseFiles = [
  'base.yaml',
  'expected.json',
  'facts.json',
  'fixed.yaml',
  'input.yaml',
  'parameters.json',
  'source.json',
] as const;

/** Ids of all rules that have a folder, as `<group>/<rule>`, sorted. */
export async function ruleIds(policies: string): Promise<string[]> {
  const root = join(policies, 'rules');
  const ids: string[] = [];
  for (const group of await foldersOf(root)) {
    for (const rule of await foldersOf(join(root, group))) ids.push(`${group}/${rule}`);
  }
  return ids;
}

/** Every case of a rule, sorted by name. */
export async function casesOf(policies: string, rule: string): Promise<RuleCase[]> {
  const root = join(policies, 'rules', rule, 'cases');
  if (!existsSync(root)) return [];
  const names = await foldersOf(root);
  return Promise.all(names.map((name) => readCase(rule, name, join(root, name))));
}

async function readCase(rule: string, name: string, directory: string): Promise<RuleCase> {
  const atBase = join(directory, 'base.yaml');
  const [object, base, facts, parameters, source] = await Promise.all([
    readObject(join(directory, 'input.yaml')),
    existsSync(atBase) ? readObject(atBase, 'the object at the base') : null,
    readMap(join(directory, 'facts.json')),
    readMap(join(directory, 'parameters.json')),
    readSource(join(directory, 'source.json')),
  ]);
  return { rule, name, directory, object, base, facts, parameters, source };
}

const sourceSchema = z.strictObject({
  id: z.exactOptional(z.string()),
  kind: z.exactOptional(z.string()),
  path: z.exactOptional(z.string()),
  target: z.exactOptional(z.string()),
  namespace: z.exactOptional(z.string()),
  pod_security_version: z.exactOptional(z.int().nonnegative().nullable()),
  kubernetes_version: z.exactOptional(z.int().nonnegative().nullable()),
});

async function readSource(file: string): Promise<Partial<SourceInput>> {
  const parsed = sourceSchema.safeParse(await readMap(file));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw wrong(file, 'fields of input.source', faults.join('; '));
}

/** @throws {ConfigurationError} that names the file and its expected content. */
export async function readObject(
  file: string,
  expected = 'the Kubernetes object that the rule looks at',
): Promise<KubernetesObject> {
  const { documents, faults } = parseManifests(await readText(file, expected));
  const [fault] = faults;
  if (fault !== undefined) throw wrong(`${file}:${fault.line}`, expected, fault.message);
  const value = documents[0]?.value ?? null;
  if (!isKubernetesObject(value)) throw wrong(file, expected, 'something without apiVersion and kind');
  return value;
}

async function readMap(file: string): Promise<JsonObject> {
  if (!existsSync(file)) return {};
  const value = await readJson(file, 'a JSON object');
  if (!isJsonMap(value)) throw wrong(file, 'a JSON object', 'another value');
  return value;
}

/** @throws {ConfigurationError} that names the file and its expected content. */
export async function readJson(file: string, expected: string): Promise<Json> {
  const text = await readText(file, expected);
  try {
    return JSON.parse(text) as Json;
  } catch (thrown) {
    throw wrong(file, `JSON: ${expected}`, messageOf(thrown));
  }
}

async function readText(file: string, expected: string): Promise<string> {
  if (!existsSync(file)) throw wrong(file, expected, 'no such file');
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw wrong(file, expected, messageOf(thrown));
  }
}

/** The error for a wrong file of a case, or a wrong place in one. */
export function wrong(where: string, expected: string, got: string): ConfigurationError {
  return new ConfigurationError('--policies', `${where}: expected ${expected}; got ${got}.`);
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
