/** Reads a helmfile template as YAML, with its actions left out. */
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { nextEndUnquoted, type Piece, piecesOf } from '../argocd/tags.ts';
import { type Declaration, declarationsIn } from '../declaration.ts';
import { isActionAlone, mark } from './template-values.ts';

/**
 * The documents of a template without its actions: `{{ }}` stands for an action inside a text, and a line that is only
 * an action becomes empty, whatever it does. Line numbers are those of the template. Null where the result is not YAML
 * or has duplicate keys.
 */
export function besideActions(file: string, text: string): Declaration[] | null {
  const filled = withMarks(text);
  if (filled === null || parseManifests(filled).faults.length > 0) return null;
  return declarationsIn(file, filled).map((declaration) => {
    const object = withActions(declaration.object);
    return { ...declaration, object: isJsonMap(object) ? object : {} };
  });
}

function withMarks(text: string): string | null {
  const { pieces, isClosed } = piecesOf(text, nextEndUnquoted);
  if (!isClosed || text.includes(mark)) return null;
  const lines = pieces.map(markOf).join('').split('\n');
  return lines.map((line) => (isActionAlone(line) ? '' : line)).join('\n');
}

/** An action of several lines gets a mark on each line. */
function markOf(piece: Piece): string {
  return piece.kind === 'text'
    ? piece.text
    : piece.inner
        .split('\n')
        .map(() => mark)
        .join('\n');
}

/** Replaces each mark by `{{ }}`. */
function withActions(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll(mark, '{{ }}');
  if (isJsonList(value)) return value.map(withActions);
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replaceAll(mark, '{{ }}'), withActions(inner)]),
  );
}
