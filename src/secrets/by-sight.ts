/** Masks texts that are recognisable as credentials without knowing any Secret. */
import { rangesByLine } from './places-by-line.ts';
import { MASK, maskRanges, type Range } from './ranges.ts';

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

/** Tokens with the prefixes that policies/lib/credential.rego knows; longer or shorter ones are masked as well. */
const TOKENS = new RegExp(
  [
    String.raw`\b(?:A[KSB]IA|ACCA)[A-Z2-7]{16}\b`,
    String.raw`[\w~.]{3}\dQ~[\w~.-]{31,}`,
    String.raw`\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}`,
    String.raw`\b(?:do[opr]_v1_|GOCSPX-|AccountKey=|v1\.0-|HRKU-AA|ABSK|fo1_|fm1[ar]_|fm2_|gsk_|xai-|r8_|nvapi-|lsv2_(?:pt|sk)_|sbp_|tskey-|tk-us-|gl(?:pat|dt|rt|ft|soat|ffct|ptt|agent|oas|imt|cbt)-|GR1348941|ATBB|ATATT3|xox[bp]-|xoxe\.xox[bp]-|xapp-|hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/|[rs]k_live_|sq0atp-|shp(?:at|ca|pa|ss)_|SG\.|sk-(?:ant|proj|svcacct|admin|or-v1)-|hf_|api_org_|pplx-|npm_|pypi-|rubygems_|dckr_[op]at_|AKCp|cmVmdGtu|hv[sb]\.|pul-|dp\.(?:[ps]t|sa|ct)\.|ops_eyJ|AGE-SECRET-KEY-1|sha256~|glc_|glsa_|sntry[us]_|dt0c01\.|lin_api_|ntn_|PMAK-|dapi|pscale_(?:tkn|oauth|pw)_|sgp_|pnu_|rdme_)[\w~.+/=-]{20,}`,
    String.raw`\b\d{8,10}:AA[\w-]{33}(?![\w-])`,
    String.raw`\b[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])`,
    String.raw`\bsk-[\w-]{20,200}T3BlbkFJ[\w-]{20,}`,
    String.raw`\beyJrIjoi[\w-]{40,}={0,2}`,
    String.raw`\bpat\.[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}\b`,
    String.raw`\beyJ[\w-]{20,1000}\.eyJ[\w-]{20,}\.[\w-]{20,}`,
  ].join('|'),
  'g',
);

/** The password in an address, unless it is a reference: `$(NAME)`, `${NAME}`, `{{ … }}`. */
const PASSWORDS = /(?<=:\/\/[^\s/@:"'<>]{0,100}:)[^\s/@"'<>${}()]+(?=@)/g;

/** Passwords in the files of programs: netrc, npmrc, pgpass, options and properties, Docker's logins, kubeconfig. */
const LOGINS = [
  /(?<=\bmachine\s{1,9}\S{1,200}\s{1,9}login\s{1,9}\S{1,200}\s{1,9}password\s{1,9})[^\s$]\S*/g,
  /(?<=:_(?:authToken|password)[ \t]{0,9}=[ \t]{0,9}"?)[^\s"$]+/g,
  /(?<=^[ \t]{0,200}[\w.*-]{1,200}:(?:\d{2,5}|\*):[^:\s]{1,100}:[^:\s]{1,100}:)[^:\s]+$/gm,
  /(?<=^[ \t]{0,200}(?:[A-Za-z][\w.-]{0,100}\.)?(?:password|secret|secret-key|client-secret)[ \t]{0,200}=[ \t]{0,200}["']?)[^\s"'$]{8,}/gm,
  /(?<=\b(?:Basic|basic|Bearer|bearer)\s{1,9})(?=[^\s"']{0,2000}[\d=])[A-Za-z0-9._~+/-]{8,}={0,2}(?=["'\s;\\]|$)/gm,
  /(?<=(?:\s-[A-Za-z]{0,9}u|\s--user)[\s=]{0,9}["']?[\w.@-]{1,100}:)[^\s"'$:/]{4,}/g,
  /(?<=[?&;\s](?:[Pp]assword|PASSWORD|[Pp]wd|PWD)=)[^&;\s"'$<>{}()]{4,}/g,
  /(?<=\bjdbc:oracle:[a-z]{1,9}:[^/\s"']{1,100}\/)[^@\s"'/$]+(?=@)/g,
  /(?<=[?&;]sig=)[A-Za-z0-9%+/]{43,}=?/g,
  /(?<="auth"\s{0,9}:\s{0,9}")[A-Za-z0-9+/]{8,}={0,2}(?=")/g,
  /(?<=^[ \t]{0,200}(?:-[ \t]{1,200})?(?:token|password):[ \t]{1,200}["']?)(?=\S*\d)[^\s"'#${}<]{8,}(?=["']?[ \t]{0,200}(?:#.*)?$)/gm,
] as const;

/** Between a flag and its value: a space, or the border of two items of a list, in one line or in two. */
const NEXT = String.raw`["']?(?:[ \t]{0,9},\s{0,40}|[ \t]{0,9}\r?\n[ \t]{0,40}-[ \t]{1,9})["']?`;
const SECRET_FLAG = String.raw`--?(?:[A-Za-z]{1,30}[-_.]){0,3}(?:[Pp]ass(?:w(?:or)?d|phrase)?|pwd|[Tt]oken|(?:api|access|secret|private|auth)[-_]?[Kk]ey)`;

/** Passwords in the arguments of commands and in front of them, in shell texts and in lists of arguments. */
const ARGUMENTS = [
  new RegExp(String.raw`(?<=(?:^|[\s"'\[,])${SECRET_FLAG}=["']?)[^\s"',$<>{}()\x60]{3,}[^\s"',$<>{}()\x60\]]`, 'gm'),
  new RegExp(
    String.raw`(?<=(?:^|[\s"'\[,])${SECRET_FLAG}${NEXT})[^\s"',$<>{}()\x60-][^\s"',$<>{}()\x60]{2,}[^\s"',$<>{}()\x60\]]`,
    'gm',
  ),
  // In a sentence, a word follows a flag, too.
  new RegExp(
    String.raw`(?<=(?:^|[\s"'\[,])${SECRET_FLAG}[ \t]{1,9}["']?)(?=[^\s"',]{0,200}[\dA-Z!#%^*+])[^\s"',$<>{}()\x60-][^\s"',$<>{}()\x60]{2,}[^\s"',$<>{}()\x60\]]`,
    'gm',
  ),
  new RegExp(
    String.raw`(?<=(?:^|[\s"'\[,])(?:-[A-Za-z]{0,9}u|--user)${NEXT}[\w.@-]{1,100}:)[^\s"'$,]{3,}[^\s"'$,\]]`,
    'gm',
  ),
  /(?<=\s-u[\w.@-]{1,100}:)[^\s"'$:/,]{4,}/g,
  /(?<=(?:^|[\s"'`;&|(])[A-Z][A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|API_?KEY|SECRET_?KEY|ACCESS_?KEY)=["']?)[^\s"'$&;|<>{}()`]{4,}/gm,
] as const;

/** `-p` and the password in one word: the clients of MySQL. Group 1 is the password. */
const GLUED =
  /\b(?:mysql(?:dump|admin|import|show|check)?|mariadb(?:-[a-z]{1,20})?)\b[^|;]{0,300}?[\s"'\[]-p([^\s"',$=<>{}()]{2,}[^\s"',$=<>{}()\]])/dg;

/** Base64 that is long enough for a token, and words with the escapes of addresses. */
const ENCODED = /[A-Za-z0-9+/]{32,}={0,2}/g;
const ESCAPED = /(?<![\w~.+-])[\w~.+-]*%(?:2[BDEFbdef]|3[Dd]|5[Ff]|7[Ee])[\w~.+%-]*/g;

/** Masks tokens, private keys and passwords in addresses, also in base64 and with escapes, and keeps the lines. */
export function maskedTokens(text: string): string {
  const plain = [CREDENTIALS, TOKENS, PASSWORDS, ...LOGINS, ...ARGUMENTS].flatMap((pattern) =>
    Array.from(text.matchAll(pattern), rangeOf),
  );
  const glued = Array.from(text.matchAll(GLUED), ({ indices }): Range[] => {
    const [start, end] = indices?.[1] ?? [0, 0];
    return start === end ? [] : [{ start, end }];
  }).flat();
  const encoded = Array.from(text.matchAll(ENCODED)).filter(([run]) => hasToken(fromBase64(run)));
  const escaped = Array.from(text.matchAll(ESCAPED)).filter(([run]) => hasToken(unescaped(run)));
  const ranges = [...plain, ...glued, ...encoded.map(rangeOf), ...escaped.map(rangeOf)];
  return ranges.length === 0 ? text : maskRanges(text, ranges);
}

function hasToken(text: string): boolean {
  return [CREDENTIALS, TOKENS].some((pattern) => text.search(pattern) !== -1);
}

function fromBase64(run: string): string {
  return Buffer.from(run, 'base64').toString('latin1');
}

function unescaped(run: string): string {
  return run.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function rangeOf({ 0: found, index }: RegExpExecArray): Range {
  return { start: index, end: index + found.length };
}

/** Masks what is recognisable as secret in the text itself, where nothing else about the repository is known. */
export function maskedBySight(text: string): string {
  const shown = maskedQuotations(maskRanges(text, rangesByLine(text)));
  return maskedTokens(shown.replace(USER_INFORMATION, MASK));
}
