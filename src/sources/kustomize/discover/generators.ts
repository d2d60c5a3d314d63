/** Reads the ConfigMap and Secret generators of a build's kustomizations. */
import { posix } from 'node:path';
import { type WrittenWhere } from '../../deployments/declaration.ts';
import { type GeneratedText, type Generator } from '../../deployments/generated-declaration.ts';
import { inside } from '../../deployments/paths.ts';
import { isMap, list, strings } from '../../../foundation/json.ts';
import { fieldsOf } from '../kustomization-file.ts';
import { type Path } from '../../../model/json.ts';
import { type Texts } from '../../../snapshot/texts.ts';
import { openYaml, type OpenYaml } from '../../../yaml/positions.ts';
import { type Deployable } from '../../deployments/deployed.ts';

const fields = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

/** The generators of all kustomizations of a build, the outermost first. */
export async function generatorsOf(
  folder: string,
  reads: readonly string[],
  { kustomizations }: Pick<Deployable, 'kustomizations'>,
  texts: Texts,
): Promise<Generator[]> {
  const folders = new Set([folder]);
  // The loop continues with folders that are added to the set. Later references take precedence, so they come first.
  for (const at of folders) for (const inner of kustomizations.get(at)?.refersTo.toReversed() ?? []) folders.add(inner);
  const read = new Set(reads);
  const own = [...folders].flatMap((at) => kustomizations.get(at) ?? []).filter(({ file }) => read.has(file));
  const others = [...kustomizations.values()].filter(({ file, folder: at }) => read.has(file) && !folders.has(at));
  const found = await Promise.all([...own, ...others].map(({ file }) => generatorsIn(file, texts)));
  return found.flat();
}

async function generatorsIn(file: string, texts: Texts): Promise<Generator[]> {
  const text = await texts.of(file);
  const whole = text.ok ? fieldsOf(text.text) : null;
  if (!text.ok || whole === null) return [];
  const lines = linesIn(file, openYaml(text.text));
  const found = fields.flatMap(([field, kind]) =>
    list(whole[field]).flatMap((entry, index) => (isMap(entry) ? [{ field, kind, entry, index }] : [])),
  );
  return Promise.all(
    found.map(async ({ field, kind, entry, index }): Promise<Generator> => ({
      kind,
      name: typeof entry['name'] === 'string' ? entry['name'] : '',
      written: lines([field, index]),
      keys: new Map([
        ...(await fromFiles(file, entry, texts)),
        ...(await fromEnvs(file, entry, texts, (name) => lines([field, index, ...name]))),
        ...fromLiterals(entry, (at) => lines([field, index, 'literals', at])),
      ]),
    })),
  );
}

function linesIn(file: string, open: OpenYaml): (path: Path) => WrittenWhere {
  return (path) => {
    const { first, last } = open.locate(0, path) ?? { first: 1, last: 1 };
    return { file, document: 0, path, first, last };
  };
}

type Entry = Readonly<Record<string, unknown>>;
type Texted = readonly [string, GeneratedText];

async function fromFiles(kustomization: string, entry: Entry, texts: Texts): Promise<Texted[]> {
  const found = await Promise.all(
    strings(entry['files']).map(async (written): Promise<Texted[]> => {
      const equals = written.indexOf('=');
      const file = inside(posix.dirname(kustomization), written.slice(equals + 1));
      const text = file === null ? null : await texts.of(file);
      if (file === null || text?.ok !== true) return [];
      const key = equals === -1 ? posix.basename(file) : written.slice(0, equals);
      return [[key, { text: text.text, written: { file, document: 0, path: [], first: 1, last: 1 } }]];
    }),
  );
  return found.flat();
}

async function fromEnvs(
  kustomization: string,
  entry: Entry,
  texts: Texts,
  lines: (path: Path) => WrittenWhere,
): Promise<Texted[]> {
  const envs = strings(entry['envs']).map((name, index) => ({ name, path: ['envs', index] as Path }));
  const env = strings([entry['env']]).map((name) => ({ name, path: ['env'] as Path }));
  const found = await Promise.all(
    [...envs, ...env].map(async ({ name, path }): Promise<Texted[]> => {
      const file = inside(posix.dirname(kustomization), name);
      const text = file === null ? null : await texts.of(file);
      if (text?.ok !== true) return [];
      const pairs = text.text.split(/\r?\n/).flatMap((line) => pairIn(line.trimStart()));
      return pairs.map(([key, value]) => [key, { text: value, written: lines(path) }]);
    }),
  );
  return found.flat();
}

function pairIn(line: string): (readonly [string, string])[] {
  const equals = line.indexOf('=');
  return line.startsWith('#') || equals < 1 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
}

/** Kustomize removes a pair of quotes around a literal's value. */
function fromLiterals(entry: Entry, lines: (index: number) => WrittenWhere): Texted[] {
  return strings(entry['literals']).flatMap((literal, index) =>
    pairIn(literal).map(([key, value]): Texted => [
      key,
      { text: /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value, written: lines(index) },
    ]),
  );
}
