/** Says in the job summary what was compared where there is no pull request to post in. */
import type { Subject } from './event.ts';
import type { Report } from '../model/report.ts';
import { prose } from '../report/escape-markdown.ts';

/** A sentence in Markdown. */
export function comparedNote({ event, group }: Subject & { kind: 'commits' }, { base, head }: Report): string {
  const name = (commit: string | null) => commit?.slice(0, 10) ?? 'the work tree';
  const compared = `${name(head)} was compared with ${name(base)}, and nothing was posted.`;
  if (group !== undefined) return `This run is for the merge group of #${group} (${prose(event)}): ${compared}`;
  return `This run does not belong to a pull request (${prose(event)}): ${compared}`;
}
