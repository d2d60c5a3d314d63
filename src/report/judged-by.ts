/** Names the commits and the program that a verdict is bound to. */
import { type Report } from '../model/report.ts';
import { code } from './escape-markdown.ts';

/** A sentence in Markdown: head, base, and the commit that the configuration is from. */
export function judgedBy({ mode, base, head, trustRoot = null, tool }: Report): string {
  const files = head === null ? 'the files as they are' : code(head);
  const against = mode === 'audit' ? '' : ` against ${base === null ? 'nothing' : code(base)}`;
  const configuration = trustRoot === null ? '' : `, with the configuration of ${code(trustRoot)}`;
  return `Judged: ${files}${against}${configuration}, by Plimsoll ${tool.version}.`;
}
