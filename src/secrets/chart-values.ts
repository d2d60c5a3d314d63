/** Finds the values of a chart that its Secret templates use. */
import { type Path } from '../model/json.ts';
import { actionsIn } from '../sources/helm/render/writes-values.ts';

/** Which values the templates of a chart's Secrets use, judged by their text, because a failed render shows nothing. */
export interface SecretReferences {
  /** Whether a template of a Secret, or what it includes, uses the value or a map that contains it. */
  readonly hold: (path: Path) => boolean;
  /**
   * Whether a Secret's data is made of the value by a function after which the value cannot be recognised: a hash,
   * changed letters.
   */
  readonly change: (path: Path) => boolean;
}

/**
 * @param templates their texts by path in the chart.
 *
 * @param known the templates from which a Secret was rendered.
 */
export function secretReferences(templates: ReadonlyMap<string, string>, known: ReadonlySet<string>): SecretReferences {
  const defines = definesIn([...templates.values()]);
  const secrets = [...templates].map(([file, text]) => {
    const documents = text.split(/^---/m);
    return {
      depth: file.split('/').filter((part) => part === 'charts').length,
      texts: documents.filter((each) => (documents.length === 1 && known.has(file) ? true : isSecretTemplate(each))),
    };
  });
  const naming = ({ depth, texts }: (typeof secrets)[number]): Reference[] =>
    withIncluded(texts, defines).flatMap((each) => pathsIn(each).map((path) => ({ depth, path })));
  const changing = ({ depth, texts }: (typeof secrets)[number]): Reference[] =>
    texts.flatMap((each) => changedIn(each).map((path) => ({ depth, path })));
  const among = (references: readonly Reference[]) => (path: Path) =>
    references.some((each) => isBelow(path.slice(each.depth), each.path));
  return { hold: among(secrets.flatMap(naming)), change: among(secrets.flatMap(changing)) };
}

interface Reference {
  /** Nesting of the template's chart in other charts. */
  readonly depth: number;
  readonly path: readonly string[];
}

const CHANGES =
  /\b(?:upper|lower|title|untitle|swapcase|camelcase|snakecase|kebabcase|reverse|trunc|substr|abbrev\w*|initials|nospace|replace|regexReplaceAll\w*|mustRegexReplaceAll\w*|sha\d+sum|adler32sum|bcrypt|htpasswd|derivePassword|encryptAES|urlquery|b32enc|b64enc|splitList|split|shuffle|repeat|trim(?:All|Prefix|Suffix))\b/;

/**
 * Paths in the data of a Secret's template whose action changes what it prints; also those of a block that contains
 * such an action.
 */
function changedIn(document: string): string[][] {
  const data = /^[ \t]*["']?(?:data|stringData)["']?\s*:[^]*/m.exec(document)?.[0] ?? '';
  const actions = actionsIn(data);
  const isOpened = (action: string): boolean => /^\{\{-?\s*(?:with|range)\b/.test(action);
  const isChanging = actions.some((action) => CHANGES.test(action));
  return actions.filter((action) => CHANGES.test(action) || (isOpened(action) && isChanging)).flatMap(pathsIn);
}

function isSecretTemplate(document: string): boolean {
  return /kind["']?:\s*["']?(?:Secret\b|\{\{)/.test(document);
}

/** Whether the reference is the value, or a map that contains it. */
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

/** The bodies of named templates (`define`), by name. */
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
