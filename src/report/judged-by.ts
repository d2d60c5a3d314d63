/** Names the commits and the program that a verdict is bound to. */
import { type Report } from '../model/report.ts';
import { code } from './escape-markdown.ts';

/** Of a digest, so many hex digits are shown: the report has all. */
const shortDigest = 12;

/** A sentence in Markdown: head, base, the commit that the configuration is from, and a digest of it with the rules. */
export function judgedBy({ mode, base, head, trustRoot = null, tool, policies }: Report): string {
  const files = head === null ? 'the files as they are' : code(head);
  const against = mode === 'audit' ? '' : ` against ${base === null ? 'nothing' : code(base)}`;
  const configuration = trustRoot === null ? '' : `, with the configuration of ${code(trustRoot)}`;
  const rules = policies === undefined ? '' : `, policies ${code(policies.digest.slice(0, shortDigest))}`;
  return `Judged: ${files}${against}${configuration}, by Plimsoll ${tool.version}${rules}.`;
}
