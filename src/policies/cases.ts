import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject, KubernetesObject } from '../model.ts';
import { ConfigurationError, messageOf } from '../errors.ts';
import { isJsonMap } from '../json.ts';
import { isKubernetesObject } from '../render/objects.ts';
import { parseManifests } from '../yaml/values.ts';

/** One folder `policies/rules/<group>/<rule>/cases/<case>`. */
export interface Case {
  readonly rule: string;
  readonly name: string;
  readonly directory: string;
  readonly object: KubernetesObject;
  /** What `data.facts` and `data.config` hold; empty unless facts.json or config.json is there. */
  readonly facts: JsonObject;
  readonly config: JsonObject;
}

/** The files that a case may hold; `fixed.yaml` exactly when every finding has a fix. */
export const caseFiles = ['config.json', 'expected.json', 'facts.json', 'fixed.yaml', 'input.yaml'] as const;

/** Every rule that has a folder, as `<group>/<rule>`, sorted. */
export async function ruleIds(policies: string): Promise<string[]> {
  const root = join(policies, 'rules');
  const ids: string[] = [];
  for (const group of await foldersOf(root)) {
    for (const rule of await foldersOf(join(root, group))) ids.push(`${group}/${rule}`);
  }
  return ids;
}

/** Every case of a rule, sorted by name. */
export async function casesOf(policies: string, rule: string): Promise<Case[]> {
  const root = join(policies, 'rules', rule, 'cases');
  if (!existsSync(root)) return [];
  const names = await foldersOf(root);
  return Promise.all(names.map((name) => readCase(rule, name, join(root, name))));
}

async function readCase(rule: string, name: string, directory: string): Promise<Case> {
  const [object, facts, config] = await Promise.all([
    readObject(join(directory, 'input.yaml')),
    readMap(join(directory, 'facts.json')),
    readMap(join(directory, 'config.json')),
  ]);
  return { rule, name, directory, object, facts, config };
}

async function readObject(file: string): Promise<KubernetesObject> {
  const expected = 'the Kubernetes object that the rule looks at';
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

/** @throws {ConfigurationError} naming the file, and what is expected in it. */
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

function wrong(where: string, expected: string, got: string): ConfigurationError {
  return new ConfigurationError('--policies', `${where}: expected ${expected}; got ${got}.`);
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
