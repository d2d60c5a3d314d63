/** Escapes outside text for Markdown: as prose, code, a fence or a link. */
import { spellOut } from './control-characters.ts';

/**
 * The only way for outside text into Markdown. The results are safe anywhere, including tables: they contain no markup,
 * HTML, mention, reference, autolink or hidden marker.
 */

/** A zero-width space. It breaks what GitHub would link in rendered text, where escapes have no effect. */
const BREAK = '\u200b';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

/**
 * Characters and words with a meaning in Markdown or on GitHub. Replaced in one pass, so that no replacement is
 * replaced again.
 */
const ACTIVE = /[&<>|@#\\`*_{}[\]()~$!^]|^[-+=]|^\d+(?=\.)|\bGH-(?=\d)|:(?=\/\/)|www(?=\.)/gi;

/** Outside text as plain text on one line. */
export function prose(text: string): string {
  return spellOut(text.trim()).replace(ACTIVE, inactive);
}

function inactive(active: string): string {
  if (/^(?:@|:|gh-|www)$/i.test(active)) return active + BREAK;
  if (active === '#') return `\\#${BREAK}`;
  // The number of a list item: escape the dot after it. A closing bracket is escaped anyway.
  if (/^\d/.test(active)) return `${active}\\`;
  return ENTITIES[active] ?? `\\${active}`;
}

/** Outside text on one line, in which pairs of backticks mark code. */
export function proseWithCode(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : inProse(part)))
    .join('')
    .trim();
}

/** Keeps one space at each end, next to code. */
function inProse(part: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
  return `${before === '' ? '' : ' '}${prose(inner)}${after === '' ? '' : ' '}`;
}

/** Outside text as code on one line: a name or a path. GitHub links nothing inside code. */
export function code(text: string): string {
  const visible = spellOut(text);
  if (/^[^`|\s](?:[^`|]*[^`|\s])?$/.test(visible)) return `\`${visible}\``;
  const entities = visible.replace(/[^\p{L}\p{N} -]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
  return `<code>${entities}</code>`;
}

/** Outside text as an unchanged block: the fence is longer than any run of backticks inside. */
export function fence(info: 'suggestion' | 'diff' | 'yaml', text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return text === '' ? `${marks}${info}\n${marks}` : `${marks}${info}\n${text}\n${marks}`;
}

/** A link. `label` is already Markdown; without a target it is returned as it is. */
export function link(label: string, target: string | null): string {
  if (target === null) return label;
  return `[${label}](${target.replace(/[^\w\-./:?#&=%@+,;]/gu, percentEncoded)})`;
}

/**
 * Also encodes characters that `encodeURIComponent` keeps and that mean something in Markdown: a parenthesis would end
 * the link.
 */
function percentEncoded(character: string): string {
  return encodeURIComponent(character).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A row of a table. The cells are already Markdown, on one line each. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
