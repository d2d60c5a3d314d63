import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject, KubernetesObject } from '../model.ts';
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
    readFile(join(directory, 'input.yaml'), 'utf8').then((text) => parseManifests(text).documents[0]?.value ?? null),
    readMap(join(directory, 'facts.json')),
    readMap(join(directory, 'config.json')),
  ]);
  if (!isKubernetesObject(object)) throw new Error(`${directory}/input.yaml is not a Kubernetes object`);
  return { rule, name, directory, object, facts, config };
}

async function readMap(file: string): Promise<JsonObject> {
  if (!existsSync(file)) return {};
  const value = JSON.parse(await readFile(file, 'utf8')) as Json;
  if (!isJsonMap(value)) throw new Error(`${file} is not a JSON object`);
  return value;
}

async function foldersOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
