/** Findings about a setting inside of a text: a script, or a document that an object carries. */
import { groupBy } from '../foundation/groups.ts';
import { at, isJsonList } from '../foundation/json.ts';
import { type JsonObject } from '../model/json.ts';
import { type KubernetesObject } from '../model/manifest.ts';
import { type RawFinding } from '../model/rule.ts';

type Finding = Omit<RawFinding, 'manifest'>;

/** A finding of a document that is text: no edit of a field is possible, and all fields are at one path. */
export function inText(finding: Finding): Finding {
  const { rule, path, message, extent } = finding;
  return { rule, path, message, extent, fix: [], noFix: 'The setting is inside of a text: edit it by hand.' };
}

/**
 * One finding for each rule and text, since a text is one field: what it says is in the extent, so that a further setting is
 * worse and another one is not taken for the same. Of several edits of a text, none is offered.
 */
export function oncePerText(object: KubernetesObject, findings: readonly Finding[]): readonly Finding[] {
  const isInText = ({ rule, path }: Finding): boolean => {
    if (!rule.startsWith('components/')) return false;
    const value = at(object, path);
    return typeof value === 'string' && /\n|\s--?[a-z]|:\s/i.test(value);
  };
  if (!findings.some(isInText)) return findings;
  const inTexts = groupBy(findings.filter(isInText), ({ rule, path }) => JSON.stringify([rule, path]));
  return [...findings.filter((finding) => !isInText(finding)), ...[...inTexts.values()].map(joined)];
}

function joined(group: readonly [Finding, ...Finding[]]): Finding {
  const messages = [...new Set(group.map(({ message }) => message))].sort();
  const [first] = group;
  const extent = { ...group.map((finding) => finding.extent).reduce(withLists), settings: messages };
  if (messages.length === 1) return { ...first, extent };
  const { rule, path } = first;
  const noFix = 'Several settings of the text are meant: change each of them.';
  return { rule, path, message: messages.join(' '), extent, fix: [], noFix };
}

/** Both extents, with all items of their lists. */
function withLists(one: JsonObject, other: JsonObject): JsonObject {
  const merged = Object.entries(other).map(([key, value]) => {
    const own = one[key];
    return [key, isJsonList(own) && isJsonList(value) ? [...new Set([...own, ...value])].sort() : value] as const;
  });
  return { ...one, ...Object.fromEntries(merged) };
}
