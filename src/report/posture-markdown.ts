/** Formats what changes in a family of the posture as sections of Markdown. */
import type { Section } from './body.ts';
import { code, prose, tableRow } from './escape-markdown.ts';
import { count } from './labels.ts';
import { objectLabel } from '../foundation/kubernetes/names.ts';
import type { changedPosture } from './posture.ts';

/** Number of rows of a family that are shown at once: those that get worse are first. */
const mostRows = 10;

type Changed = ReturnType<typeof changedPosture>[number];

/** The first rows of a family. `more` says where the rest is if there is no room. */
export function postureSection(family: Changed, more: Section['more']): Section {
  const { title, rows } = family;
  const left = rows.length - mostRows;
  return {
    opening: `### ${prose(title)}\n\n${postureHead(family)}`,
    entries: rows.slice(0, mostRows).map(postureRow),
    separator: '\n',
    closing: left > 0 ? `And ${left} more, below.` : '',
    more,
  };
}

/** The other rows, folded. */
export function restOfPosture(family: Changed, more: Section['more']): Section {
  const rest = family.rows.slice(mostRows);
  const summary = `${prose(family.title)}: ${rest.length} more`;
  return {
    opening: `<details><summary>${summary}</summary>\n\n${postureHead(family)}`,
    entries: rest.map(postureRow),
    separator: '\n',
    closing: '</details>',
    more,
  };
}

function postureHead({ subject }: Changed): string {
  return `${tableRow([prose(subject), 'before', 'after', 'source'])}\n| --- | --- | --- | --- |`;
}

function postureRow({ object, source, before, after, others }: Changed['rows'][number]): string {
  const where = others === 0 ? code(source) : `${code(source)} and ${count(others, 'other source')}`;
  return tableRow([code(objectLabel(object)), prose(before), `**${prose(after)}**`, where]);
}
