import { rangesByLine } from './places-by-line.ts';
import { MASK, maskRanges } from './ranges.ts';

/** Texts that are credentials wherever they stand: tokens of GitHub, GitLab, AWS and Slack, and private keys. */
const CREDENTIALS =
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,})|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** What stands before the host of an address: a name and a password. */
const USER_INFORMATION = /(?<=:\/\/)[^\s/@"'<>]+(?=@)/g;

/** A text without what can be told to be secret by the text alone, where nothing else of the repository is known. */
export function maskedBySight(text: string): string {
  return maskRanges(text, rangesByLine(text)).replace(CREDENTIALS, MASK).replace(USER_INFORMATION, MASK);
}
