/** Decides whether a label selector selects everything. */
import { isJsonList, isJsonMap } from '../json.ts';
import { type Json } from '../../model/json.ts';

/**
 * Whether a LabelSelector selects everything: it is missing or empty, or its matchLabels and matchExpressions are
 * empty.
 */
export function selectsAll(selector: Json | undefined): boolean {
  if (!isJsonMap(selector)) return selector === undefined || selector === null;
  const { matchLabels, matchExpressions } = selector;
  const noLabels = !isJsonMap(matchLabels) || Object.keys(matchLabels).length === 0;
  const noExpressions = !isJsonList(matchExpressions) || matchExpressions.length === 0;
  return noLabels && noExpressions;
}
