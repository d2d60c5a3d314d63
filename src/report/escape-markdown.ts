import { spellOut } from './control-characters.ts';

/**
 * The only way for outside text into Markdown: as prose, as code, in a fence, or as a link's target. Each is inert in
 * any place, also in a table: no markup, HTML, mention, reference, autolink or hidden marker comes out of it.
 */

/** A space without width: it breaks up what GitHub links in rendered text, where escapes are gone already. */
const BREAK = '\u200b';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

/** What does something in Markdown or on GitHub. One pass, so that no replacement is replaced again. */
const ACTIVE = /[&<>|@#\\`*_{}[\]()~$!^]|^[-+=]|^\d+(?=\.)|\bGH-(?=\d)|:(?=\/\/)|www(?=\.)/gi;

/** Outside text as text on one line. */
export function prose(text: string): string {
  return spellOut(text.trim()).replace(ACTIVE, inactive);
}

function inactive(active: string): string {
  if (/^(?:@|:|gh-|www)$/i.test(active)) return active + BREAK;
  if (active === '#') return `\\#${BREAK}`;
  // The number of a list's item: the dot after it is escaped, as a bracket is anyway.
  if (/^\d/.test(active)) return `${active}\\`;
  return ENTITIES[active] ?? `\\${active}`;
}

/** Outside text on one line in which pairs of backticks mark code. */
export function proseWithCode(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : inProse(part)))
    .join('')
    .trim();
}

/** Blanks at the ends stay: they stand beside code. */
function inProse(part: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
  return `${before === '' ? '' : ' '}${prose(inner)}${after === '' ? '' : ' '}`;
}

/** Outside text as code on one line: a name, a path. GitHub links nothing inside code. */
export function code(text: string): string {
  const visible = spellOut(text);
  if (/^[^`|\s](?:[^`|]*[^`|\s])?$/.test(visible)) return `\`${visible}\``;
  const entities = visible.replace(/[^\p{L}\p{N} -]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
  return `<code>${entities}</code>`;
}

/** Outside text as a block, untouched: the fence is longer than any run of backticks inside. */
export function fence(info: 'suggestion' | 'diff' | 'yaml', text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return text === '' ? `${marks}${info}\n${marks}` : `${marks}${info}\n${text}\n${marks}`;
}

/** A link. `label` is Markdown already; without a target it stays as it is. */
export function link(label: string, target: string | null): string {
  if (target === null) return label;
  return `[${label}](${target.replace(/[^\w\-./:?#&=%@+,;]/gu, percentEncoded)})`;
}

/** `encodeURIComponent` leaves some signs as they are that mean something in Markdown: a parenthesis would end the link. */
function percentEncoded(character: string): string {
  return encodeURIComponent(character).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A row of a table; the cells are Markdown already, on one line each. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
