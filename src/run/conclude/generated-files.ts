/** Leaves out findings in generated files that stand at their source as well. */
import { onceEach } from '../../foundation/cache/once-each.ts';
import { groupBy } from '../../foundation/groups.ts';
import { type Finding } from '../../model/report.ts';

/** A comment at the beginning of a file that says so: `# This is an auto-generated file. DO NOT EDIT`. */
const mark = /^#.*\b(?:auto-?generated|generated (?:by|from|with)|do not edit)\b/im;

/** The comments before the first line of YAML, at most so many characters of them. */
function comments(text: string): string {
  const head = text.slice(0, 2000);
  const end = head.search(/^(?!#|---|[ \t]*\r?$)/m);
  return end === -1 ? head : head.slice(0, end);
}

/**
 * Without findings in files that a tool writes, if another file has the same finding of an equal object: people edit that one.
 * A finding that only a generated file has stays.
 *
 * @param textOf the text of a file; null if it is not known.
 */
export function withoutGenerated(
  findings: readonly Finding[],
  textOf: (file: string) => string | null,
): readonly Finding[] {
  const isMarked = onceEach((file: string) => mark.test(comments(textOf(file) ?? '')));
  const isGenerated = ({ place }: Finding): boolean => place.kind !== 'summary' && isMarked(place.file);
  const same = groupBy(findings, ({ rule, object, status, enforcement, message }) =>
    JSON.stringify([rule, object, status, enforcement, message]),
  );
  const copies = [...same.values()].flatMap((all) => {
    const some = all.length < 2 ? [] : all.filter(isGenerated);
    return some.length < all.length ? some : [];
  });
  const left = new Set(copies);
  return left.size === 0 ? findings : findings.filter((finding) => !left.has(finding));
}
