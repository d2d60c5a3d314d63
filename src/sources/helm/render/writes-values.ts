/** Tells by its text whether a template may change the chart's values for other templates. */

/** Functions that change the map in their first argument. */
const writing = /\b(?:set|unset|merge\w*|mustMerge\w*)(?=\s)/;

/** Expressions that return a new map: a call of these functions, or a pipe through them. */
const fresh = /^\(?\s*(?:dict|deepCopy|mustDeepCopy|fromYaml|fromJson|mustFromJson)\b(?![^|]*\|)/;
const freshPipe =
  /\|\s*(?:deepCopy|mustDeepCopy|fromYaml|fromJson|mustFromJson)\s*(?:\|\s*default\s*\(?\s*dict\s*\)?\s*)?-?$/;

/** A quoted text, or a text that starts within quotes. */
const quoted = /"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|`[^`]*(?:`|$)/g;

/** Limits of the check: characters between braces, and number of calls. Above them every call counts as a write. */
const longestText = 100_000;
const mostCalls = 50;

/**
 * Whether a template may change the chart's values for other templates, judged by its text: it writes into a map that
 * is not certainly a copy.
 */
export function mayWriteValues(text: string): boolean {
  const template = actionsOf(text);
  if (template.length > longestText) return writing.test(template);
  let calls = 0;
  for (const { 0: name, index } of template.matchAll(new RegExp(writing, 'g'))) {
    calls += 1;
    if (calls > mostCalls || isWrite(name, template, index + name.length)) return true;
  }
  return false;
}

function isWrite(name: string, template: string, end: number): boolean {
  const args = argumentsAfter(template.slice(end, template.indexOf('}}', end)));
  // With three maps, the third is merged into what the second shares with the first.
  const isShared = !/^(?:un)?set$/.test(name) && args.length > 2;
  return isShared || !isFresh(args[0] ?? '', template);
}

/** The actions without comments, and without quoted texts unless these are templates. */
function actionsOf(text: string): string {
  const actions = actionsIn(text);
  return actions
    .filter((action) => !/^\{\{-?\s*\/\*/.test(action))
    .map((action) => action.replace(quoted, (one) => (one.includes('{{') ? one : '""')))
    .map((action) => `${action}}}`)
    .join('');
}

function isFresh(argument: string, template: string): boolean {
  if (!argument.startsWith('$')) return argument.startsWith('(') && fresh.test(argument);
  if (!/^\$\w+$/.test(argument)) return false;
  const given = [...template.matchAll(new RegExp(String.raw`[$]${argument.slice(1)}\s*:?=\s*([^}]*)`, 'g'))];
  return given.length > 0 && given.every(([, value = '']) => fresh.test(value) || freshPipe.test(value.trimEnd()));
}

/** The arguments at the beginning of a text, up to a pipe or the closing of an outer bracket. */
function argumentsAfter(text: string): string[] {
  const found: string[] = [];
  let [current, depth] = ['', 0];
  for (const part of text) {
    if (depth === 0 && (part === ')' || part === '|')) break;
    if (depth === 0 && /\s/.test(part)) {
      found.push(current);
      current = '';
      continue;
    }
    depth += part === '(' ? 1 : part === ')' ? -1 : 0;
    current += part;
  }
  return [...found, current].filter((one) => one !== '');
}

/** The actions of a template, from the opening braces, without the closing ones. */
export function actionsIn(text: string): string[] {
  return text.split('}}').flatMap((part) => (part.includes('{{') ? [part.slice(part.indexOf('{{'))] : []));
}
