import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { nextEndUnquoted, type Piece, piecesOf } from '../argocd/tags.ts';
import { type Declaration, declarationsIn } from '../declaration.ts';
import { isActionAlone, mark } from './template-values.ts';

/**
 * The documents of a template as they stand beside its actions: a text with an action keeps one (`{{ }}`), and a line
 * that is an action alone is empty, whether it prints something or decides about others. Lines are those of the
 * template. Null where that is no YAML, or says one thing twice.
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

/** An action of several lines has a mark on each. */
function markOf(piece: Piece): string {
  return piece.kind === 'text'
    ? piece.text
    : piece.inner
        .split('\n')
        .map(() => mark)
        .join('\n');
}

/** With an action in the place of each mark. */
function withActions(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll(mark, '{{ }}');
  if (isJsonList(value)) return value.map(withActions);
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replaceAll(mark, '{{ }}'), withActions(inner)]),
  );
}
