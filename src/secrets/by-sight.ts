/** Masks texts that are recognisable as credentials without knowing any Secret. */
import { rangesByLine } from './places-by-line.ts';
import { MASK, maskRanges } from './ranges.ts';

/** Texts that are credentials wherever they occur: tokens of GitHub, GitLab, AWS and Slack, and private keys. */
const CREDENTIALS =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,})|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** The user name and password in an address. */
const USER_INFORMATION = /(?<=:\/\/)[^\s/@"'<>]+(?=@)/g;

/** Parsers quote what they cannot parse: a password that begins with `*` is an alias, one in braces a key. */
const QUOTATIONS = [
  /(?<=unknown anchor ')[^'\n]+(?=' referenced)/g,
  /(?<=invalid map key: map\[[^\n]{0,200}")[^"\n\\]{1,2000}(?=")/g,
] as const;

/** Usual names of anchors and values, without digits and special characters: `*defaults`, `{{ .Values.image }}`. */
const NAME = /^[.$]?[A-Za-z]+(?:[-_.][A-Za-z]+)*$/;

/** Masks what a parser's message quotes, except for plain names. */
export function maskedQuotations(message: string): string {
  const masked = (quoted: string): string => (NAME.test(quoted) ? quoted : MASK);
  return QUOTATIONS.reduce((text, quotation) => text.replace(quotation, masked), message);
}

/** Masks what is recognisable as secret in the text itself, where nothing else about the repository is known. */
export function maskedBySight(text: string): string {
  const shown = maskedQuotations(maskRanges(text, rangesByLine(text)));
  return shown.replace(CREDENTIALS, MASK).replace(USER_INFORMATION, MASK);
}
