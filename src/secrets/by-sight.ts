import { rangesByLine } from './places-by-line.ts';
import { MASK, maskRanges } from './ranges.ts';

/** Texts that are credentials wherever they stand: tokens of GitHub, GitLab, AWS and Slack, and private keys. */
const CREDENTIALS =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,})|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** What stands before the host of an address: a name and a password. */
const USER_INFORMATION = /(?<=:\/\/)[^\s/@"'<>]+(?=@)/g;

/** Parsers quote what they could not take: a password that begins with `*` is an alias, one in braces a key. */
const QUOTATIONS = [
  /(?<=unknown anchor ')[^'\n]+(?=' referenced)/g,
  /(?<=invalid map key: map\[[^\n]{0,200}")[^"\n\\]{1,2000}(?=")/g,
] as const;

/** What people name anchors and values, without digits or signs: `*defaults`, `{{ .Values.image }}`. */
const NAME = /^[.$]?[A-Za-z]+(?:[-_.][A-Za-z]+)*$/;

/** What a parser's message quotes, but for plain names. */
export function maskedQuotations(message: string): string {
  const masked = (quoted: string): string => (NAME.test(quoted) ? quoted : MASK);
  return QUOTATIONS.reduce((text, quotation) => text.replace(quotation, masked), message);
}

/** A text without what can be told to be secret by the text alone, where nothing else of the repository is known. */
export function maskedBySight(text: string): string {
  const shown = maskedQuotations(maskRanges(text, rangesByLine(text)));
  return shown.replace(CREDENTIALS, MASK).replace(USER_INFORMATION, MASK);
}
