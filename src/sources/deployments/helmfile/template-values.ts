/** Reads the known values of a templated values file. */
import { isJsonMap } from '../../../foundation/json.ts';
import { type PartlyKnown } from '../../../model/source.ts';
import { partlyKnown } from '../../unknown/partly-known.ts';
import { parseManifests } from '../../../yaml/values.ts';
import { nextEndUnquoted, piecesOf } from '../argocd/tags.ts';
import { isTemplated } from './templated.ts';

/** Words of an action that affects other lines, or that may print more than one value. */
const more =
  /(?:^|[\s(|-])(?:if|else|end|range|with|define|template|block|break|continue|include|tpl|toYaml|toJson|indent|nindent|readFile|exec|fetchSecretValue|expandSecretRefs)(?=$|[\s)|-])|:=/;

/** Stands in YAML for the output of an action. `{{` itself would begin a map. */
export const mark = 'plimsoll-action';

/**
 * The values of a template in which every action prints only a part of one value: the values without actions are known.
 * Null where actions affect more, so that no value is certain.
 */
export function templateValues(text: string): PartlyKnown | null {
  const { pieces, isClosed } = piecesOf(text, nextEndUnquoted);
  const tags = pieces.flatMap((piece) => (piece.kind === 'tag' ? [piece.inner] : []));
  if (!isClosed || text.includes(mark) || tags.some((inner) => more.test(inner) || inner.includes('\n'))) return null;
  const filled = pieces.map((piece) => (piece.kind === 'tag' ? mark : piece.text)).join('');
  if (filled.split('\n').some(isActionAlone)) return null;
  const { documents, faults } = parseManifests(filled);
  const value = documents[0]?.value ?? {};
  if (faults.length > 0 || documents.length > 1 || !isJsonMap(value) || isTemplated(value, mark, 'keys')) return null;
  return partlyKnown(value, (written) => (written.includes(mark) ? { type: null, standIn: null } : null));
}

/** A line that may become several lines, or none. */
export function isActionAlone(line: string): boolean {
  return line.includes(mark) && line.replaceAll(mark, '').trim() === '';
}
