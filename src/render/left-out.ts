import { type EngineFile } from '../engine/frame.ts';
import { isJsonList, isJsonMap } from '../json.ts';
import { type Json } from '../model.ts';
import { parseManifests } from '../yaml/values.ts';

/** The files in which a chart declares its dependencies: of apiVersion v2, and of v1. */
const declaring = ['Chart.yaml', 'requirements.yaml'];

/** The names at the end of what the engine says of missing dependencies. */
export function missingDependencies(message: string): string[] {
  return /missing in charts\/: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
}

/** A chart's files, as if it did not declare some of its dependencies. */
export function withoutDependencies(files: readonly EngineFile[], names: readonly string[]): EngineFile[] {
  return files.map((file) => (declaring.includes(file.name) ? { ...file, bytes: without(file.bytes, names) } : file));
}

function without(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const value = parseManifests(new TextDecoder().decode(bytes)).documents[0]?.value;
  if (value === undefined || !isJsonMap(value) || !isJsonList(value['dependencies'])) return bytes;
  const dependencies = value['dependencies'].filter((entry) => !isNamed(entry, names));
  return new TextEncoder().encode(JSON.stringify({ ...value, dependencies }));
}

/** Whether a dependency is among those that go by these names. Helm calls one that has an alias by that. */
export function isNamed(entry: Json, names: readonly string[]): boolean {
  if (!isJsonMap(entry)) return false;
  const name = entry['alias'] === '' ? entry['name'] : (entry['alias'] ?? entry['name']);
  return typeof name === 'string' && names.includes(name);
}
