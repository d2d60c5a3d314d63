/** Reads the control blocks of a template from its text. */
import { lineOf, lineStarts } from '../../../yaml/lines.ts';

/** A condition of a control block. */
export interface Condition {
  readonly text: string;
  /** 1-based. */
  readonly lines: readonly number[];
}

/** A branch of an `if` or `with`: what is printed if its conditions choose it. */
export interface Branch {
  /** Its condition, behind those before it in the same block; `else` has only these. */
  readonly conditions: readonly Condition[];
  /** Whether the last of them chooses it, which none does for `else`. */
  readonly isChosen: boolean;
  readonly body: string;
  /** The line on which the body begins. 1-based. */
  readonly line: number;
  /** The key of the map that the block is in; null if there is none above it. */
  readonly around: string | null;
}

export interface TemplateBlocks {
  readonly branches: readonly Branch[];
  /** The bodies of named templates by name. */
  readonly definitions: ReadonlyMap<string, string>;
}

/** A block that is open while the text is read. */
interface Open {
  readonly kind: string;
  readonly name: string;
  readonly around: string | null;
  readonly conditions: readonly Condition[];
  readonly isChosen: boolean;
  /** Offset at which the current branch begins. */
  readonly start: number;
}

/** Without blanks around the code: matching them, too, would take long for many blanks. */
const action = /\{\{(-?\s*\/\*[\s\S]*?\*\/\s*-?|[\s\S]*?)\}\}/g;
const opening = /^(if|with|range|define|block)\b\s*(?:"([^"]*)")?/;

/** All branches and named templates of a template, inner ones before those around them. */
export function blocksOf(text: string): TemplateBlocks {
  const branches: Branch[] = [];
  const definitions = new Map<string, string>();
  const stack: Open[] = [];
  const starts = lineStarts(text);
  const lineAt = (offset: number): number => lineOf(starts, offset) + 1;
  const close = (open: Open, end: number): void => {
    const { kind, name, conditions, isChosen, start, around } = open;
    const body = text.slice(start, end);
    if (kind === 'define' || kind === 'block') definitions.set(name, body);
    else if (kind !== 'range') branches.push({ conditions, isChosen, body, line: lineAt(start), around });
  };
  for (const { index, 0: whole, 1: inner = '' } of text.matchAll(action)) {
    const code = inner.replace(/^-|-$/g, '').trim();
    const after = index + whole.length;
    const lines = linesFrom(lineAt(index), lineAt(after));
    const [, kind, name = ''] = opening.exec(code) ?? [];
    const top = stack.at(-1);
    if (kind !== undefined) {
      const around = keyAbove(text.slice(Math.max(0, index - mostAbove), index));
      stack.push({ kind, name, around, conditions: [{ text: code, lines }], isChosen: true, start: after });
    } else if (top !== undefined && /^else\b/.test(code)) {
      close(top, index);
      stack[stack.length - 1] = {
        ...top,
        ...alternative(top, { text: code.slice('else'.length).trim(), lines }),
        start: after,
      };
    } else if (top !== undefined && code === 'end') {
      close(top, index);
      stack.pop();
    }
  }
  return { branches, definitions };
}

/** The conditions of the next branch of a block, after `else` or `else if`. */
function alternative({ conditions }: Open, next: Condition): Pick<Open, 'conditions' | 'isChosen'> {
  const isChosen = next.text !== '';
  return { conditions: isChosen ? [...conditions, next] : conditions, isChosen };
}

function linesFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The last key above with less indentation than the action that follows the text. */
function keyAbove(before: string): string | null {
  const lines = before.split('\n');
  const indent = lines.pop()?.search(/\S|$/) ?? 0;
  for (const line of lines.reverse()) {
    const key = /^\s*(?:- +)*["']?([\w./-]+)["']?:/.exec(line)?.[1];
    if (key !== undefined && line.search(/\S/) < indent) return key;
  }
  return null;
}

/** Maximum number of characters between a key and a block in its map. */
const mostAbove = 4000;

/** The numbers of the lines on which a branch has something to print. 1-based. */
export function printingLines({ body, line }: Branch): number[] {
  return body.split('\n').flatMap((text, index) => (text.trim() === '' ? [] : [line + index]));
}

/** The keys of a missing field, and the keys of the maps in which it may be. */
export interface WantedKeys {
  readonly keys: readonly string[];
  readonly parents: readonly string[];
}

/** Maximum number of characters of a branch or named template: more is not written for one field. */
const longest = 20_000;

/**
 * Returns a test whether a branch may print one of the keys: it writes the key, itself or in a named template that it
 * includes, or it prints a map below a parent.
 */
export function printerOf(
  { keys, parents }: WantedKeys,
  definitions: ReadonlyMap<string, string>,
): (branch: Branch) => boolean {
  const names = keys.filter((key) => /^\w+$/.test(key)).map(writingOf);
  const known = new Map<string, boolean>();
  const writes = (body: string): boolean =>
    body.length <= longest && (names.some((name) => name.test(body)) || includedIn(body).some(isWrittenIn));
  const isWrittenIn = (name: string): boolean => {
    const found = known.get(name);
    if (found !== undefined) return found;
    // A template that includes itself adds nothing.
    known.set(name, false);
    const isWritten = writes(definitions.get(name) ?? '');
    known.set(name, isWritten);
    return isWritten;
  };
  const printsBelow = ({ around, body }: Branch): boolean =>
    around !== null && parents.includes(around) && /\b(?:toYaml|toJson|include|tpl|template)\b/.test(body);
  return (branch) => writes(branch.body) || (branch.body.length <= longest && printsBelow(branch));
}

/** Matches a key where it is written: at the beginning of a line, in a flow mapping, or as a text in an action. */
function writingOf(key: string): RegExp {
  return new RegExp(String.raw`["']${key}["']|(?:^|[\s{,}])${key}\s*:`, 'm');
}

function includedIn(body: string): string[] {
  return [...body.matchAll(/\b(?:include|template)\s+"([^"]+)"/g)].map(([, name = '']) => name);
}
