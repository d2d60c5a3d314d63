/** How a line of a template prints what it prints, in the words of docs/conformance.md. */
export type LineClass =
  '.Files' | 'tpl' | 'library chart' | 'range over a map' | 'toYaml block' | 'scalar action' | 'trimmed' | 'text';

export interface TemplateLine {
  readonly text: string;
  /** Begins or ends inside of an action or comment that goes on over several lines. */
  readonly broken: boolean;
  readonly inMapRange: boolean;
}

/** The lines of a template, as far as changing them needs it. */
export function templateLines(text: string): TemplateLine[] {
  const broken = new Set<number>();
  const ranged = new Set<number>();
  const blocks: boolean[] = [];
  let line = 0;
  for (const piece of text.split(/(\{\{[\s\S]*?\}\})/)) {
    const breaks = piece.split('\n').length - 1;
    const isAction = piece.startsWith('{{');
    if (isAction && breaks > 0) for (let at = line; at <= line + breaks; at++) broken.add(at);
    if (isAction) nest(blocks, piece);
    if (blocks.includes(true)) for (let at = line; at <= line + breaks; at++) ranged.add(at);
    line += breaks;
  }
  return text.split('\n').map((each, at) => ({ text: each, broken: broken.has(at), inMapRange: ranged.has(at) }));
}

/** Whether each block that is open is a range with a key. */
function nest(blocks: boolean[], action: string): void {
  if (/^\{\{-?\s*(if|range|with|define|block)\b/.test(action)) blocks.push(/^\{\{-?\s*range\s+\$\w*\s*,/.test(action));
  if (/^\{\{-?\s*end\b/.test(action)) blocks.pop();
}

export function classOf(file: string, { text, inMapRange }: TemplateLine): LineClass {
  if (/\.Files\b/.test(text)) return '.Files';
  if (/\{\{-?.*\btpl\b/.test(text)) return 'tpl';
  if (file.startsWith('charts/')) return 'library chart';
  if (inMapRange) return 'range over a map';
  if (/\btoYaml\b/.test(text)) return 'toYaml block';
  if (!text.includes('{{')) return 'text';
  return /\{\{-|-\}\}/.test(text) ? 'trimmed' : 'scalar action';
}

/** What a changed line has at its end: a comment, so that what was YAML stays YAML. */
export const mark = ' #zq7';

const control =
  /\{\{-?\s*(\/\*|if\b|else\b|end\b|range\b|with\b|define\b|block\b|template\b|break\b|continue\b|\$\w+\s*:?=)/;

/** The line changed so that all that it prints ends with the mark; null where no such change is known. */
export function markedLine({ text, broken }: TemplateLine): string | null {
  if (broken || control.test(text)) return null;
  const trimmed = text.trimEnd();
  const pieces = trimmed.split(/(\{\{.*?\}\})/);
  const actions = pieces.filter((piece) => piece.startsWith('{{'));
  if (actions.length === 0) return trimmed === '' ? null : `${trimmed}${mark}`;
  const calls = actions.some((action) => /\b(include|tpl)\b/.test(action));
  const literal = pieces.filter((piece) => !piece.startsWith('{{')).join('');
  const endsInText = !trimmed.endsWith('-}}');
  // A call's lines are those of what it calls; only text around it makes a line this one's.
  if (calls || actions.length > 1) return literal.trim() !== '' && endsInText ? `${trimmed}${mark}` : null;
  return pieces.map((piece) => (piece.startsWith('{{') ? markedAction(piece) : piece)).join('');
}

function markedAction(action: string): string {
  return action.replace(/^(\{\{-?)([\s\S]*?)(-?\}\})$/, (_, open: string, pipe: string, close: string) => {
    const marked = `regexReplaceAll "(?m)([^\\\\s-])$" (toString (${pipe.trim()})) "$\{1}${mark}"`;
    return `${open} ${marked} ${close}`;
  });
}
