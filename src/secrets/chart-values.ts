import { type Path } from '../model.ts';

/** Which values the templates of a chart's Secrets name, told by their text: a render that fails shows nothing. */
export interface SecretReferences {
  /** Whether a template of a Secret, or what it includes, names the value or a map around it. */
  readonly hold: (path: Path) => boolean;
}

/**
 * @param templates by their path in the chart.
 * @param known those of them that a Secret was rendered from.
 */
export function secretReferences(templates: ReadonlyMap<string, string>, known: ReadonlySet<string>): SecretReferences {
  const defines = definesIn([...templates.values()]);
  const references = [...templates].flatMap(([file, text]) => {
    const depth = file.split('/').filter((part) => part === 'charts').length;
    const documents = text.split(/^---/m);
    const secrets = documents.filter((each) =>
      documents.length === 1 && known.has(file) ? true : isSecretTemplate(each),
    );
    return withIncluded(secrets, defines).flatMap((each) => pathsIn(each).map((path) => ({ depth, path })));
  });
  return { hold: (path) => references.some((each) => isBelow(path.slice(each.depth), each.path)) };
}

function isSecretTemplate(document: string): boolean {
  return /kind["']?:\s*["']?(?:Secret\b|\{\{)/.test(document);
}

/** The value itself or a part of it; or a map, only parts of which are named. */
function isBelow(path: Path, reference: readonly string[]): boolean {
  return (
    reference.length > 0 && reference.length <= path.length && reference.every((part, index) => part === path[index])
  );
}

function pathsIn(text: string): string[][] {
  const dotted = Array.from(text.matchAll(/\.Values((?:\.\w+)+)/g), ([, path = '']) => path.slice(1).split('.'));
  const indexed = Array.from(
    text.matchAll(/index\s+\$?\.Values((?:\.\w+)*)((?:\s+"[^"]+")+)/g),
    ([, path = '', keys = '']) => [
      ...path.split('.').filter((part) => part !== ''),
      ...Array.from(keys.matchAll(/"([^"]+)"/g), ([, key = '']) => key),
    ],
  );
  return [...dotted, ...indexed];
}

/** What `define` names, by name. */
function definesIn(texts: readonly string[]): ReadonlyMap<string, string> {
  const bodies = texts.flatMap((text) => text.split(/(?=\{\{-?\s*define\s+")/));
  return new Map(
    bodies.flatMap((body) => {
      const name = /^\{\{-?\s*define\s+"([^"]+)"/.exec(body)?.[1];
      return name === undefined ? [] : [[name, body] as const];
    }),
  );
}

function withIncluded(texts: readonly string[], defines: ReadonlyMap<string, string>): string[] {
  const all = new Set<string>(texts);
  for (const text of all)
    for (const [, name = ''] of text.matchAll(/(?:include|template)\s+"([^"]+)"/g)) {
      const body = defines.get(name);
      if (body !== undefined) all.add(body);
    }
  return [...all];
}
