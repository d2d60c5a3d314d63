/** Splits a template into text and actions. */

/** A piece of a template: text within one line, or an action. */
export interface Piece {
  readonly text: string;
  /** 0-based line according to the engine: for an action, that of its first word. */
  readonly line: number;
  readonly kind: 'text' | 'break' | ActionKind;
}

/**
 * `call`: prints the output of a named template. `value`: prints a value. `open`, `middle` and `end`: parts of control
 * structures and definitions. `silent`: prints nothing.
 */
export type ActionKind = 'call' | 'value' | 'open' | 'middle' | 'end' | 'silent';

/** Matches an action. Strings and comments in it may contain `}}`. */
const action = /(\{\{(?:-\s)?(?:\s*\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|[^"`'])*?\}\})/;

/** The pieces of a template; joined, they are its text. */
export function templatePieces(template: string): Piece[] {
  const pieces: Piece[] = [];
  let line = 0;
  for (const [index, part] of template.split(action).entries()) {
    if (index % 2 === 1) {
      const lead = /^\{\{-?\s*/.exec(part)?.[0] ?? '';
      pieces.push({ text: part, line: line + breaksIn(lead), kind: kindOf(part) });
    } else {
      for (const [nth, text] of part.split(/(?<=\n)/).entries()) {
        const body = text.replace(/\n$/, '');
        if (body !== '') pieces.push({ text: body, line: line + nth, kind: 'text' });
        if (body !== text) pieces.push({ text: '\n', line: line + nth, kind: 'break' });
      }
    }
    line += breaksIn(part);
  }
  return pieces;
}

function breaksIn(text: string): number {
  return text.split('\n').length - 1;
}

function kindOf(text: string): ActionKind {
  const inner = pipeOf(text);
  if (/^(if|range|with|define|block)\b/.test(inner)) return 'open';
  if (/^else\b/.test(inner)) return 'middle';
  if (/^end\b/.test(inner)) return 'end';
  if (/^(\/\*|break\b|continue\b|fail\b|\$\w*(\s*,\s*\$\w*)?\s*:?=)/.test(inner)) return 'silent';
  return isCall(inner) ? 'call' : 'value';
}

/** The content of an action, between the braces. */
export function pipeOf(text: string): string {
  return text
    .replace(/^\{\{(-\s)?/, '')
    .replace(/(\s-)?\}\}$/, '')
    .trim();
}

/** Functions that indent or trim text, and keep its lines. */
const shaping = /^(n?indent|trim|trimAll|trimall|trimSuffix|trimPrefix)\b/;

function isCall(pipe: string): boolean {
  const [first = '', ...rest] = commandsOf(pipe);
  const inner = /^\((.*)\)$/s.exec(first)?.[1];
  const calls = inner === undefined ? /^(include|template)\b/.test(first) : isCall(inner);
  return calls && rest.every((command) => shaping.test(command));
}

/** The commands of a pipe, split at bars outside of strings and parentheses. */
export function commandsOf(pipe: string): string[] {
  const commands = [''];
  let depth = 0;
  for (const [part] of pipe.matchAll(/"(?:\\.|[^"\\])*"|`[^`]*`|[\s\S]/g)) {
    if (part === '(') depth++;
    if (part === ')') depth--;
    if (part === '|' && depth === 0) commands.push('');
    else commands.push(`${commands.pop() ?? ''}${part}`);
  }
  return commands.map((command) => command.trim());
}
