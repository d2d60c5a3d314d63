/** Several definitions of one object: those that may all be applied, and those that stand for different clusters. */
import { otherEnvironments } from '../foundation/text/environments.ts';
import { type Claim } from './family.ts';

/**
 * The certain definitions of an object, in groups that may be applied to one cluster. Which of a group is the last is not
 * known. If nothing is certain, the first that may be. A definition of no source belongs to every group.
 */
export function copiesOf<I>(claims: readonly Claim<I>[]): readonly (readonly I[])[] {
  const certain = claims.filter(({ isCertain }) => isCertain);
  const all = certain.length > 0 ? certain : claims.slice(0, 1);
  const groups: Claim<I>[][] = [];
  for (const claim of all.filter(({ source }) => source !== null)) {
    const group = groups.find(([first]) => !areAlternatives(first?.source ?? '', claim.source ?? ''));
    if (group === undefined) groups.push([claim]);
    else group.push(claim);
  }
  const anywhere = all.filter(({ source }) => source === null);
  if (groups.length === 0) return [anywhere.map(({ item }) => item)];
  return groups.map((group) => [...group, ...anywhere].map(({ item }) => item));
}

/** Whether two sources are one in several forms: a chart with other values, or folders of different environments. */
function areAlternatives(one: string, other: string): boolean {
  if (one === other) return false;
  const [a = '', b = ''] = [one, other].map((id) => id.replace(/#.*$/s, ''));
  if (a === b) return true;
  const [from, to] = [withoutExtension(a), withoutExtension(b)];
  return otherEnvironments(from, to) !== null || otherEnvironments(to, from) !== null;
}

function withoutExtension(file: string): string {
  return file.replace(/\.(ya?ml|json)$/, '');
}
