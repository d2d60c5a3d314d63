/** Functions that change the map that they are given first. */
const writing = /\b(?:set|unset|merge\w*|mustMerge\w*)(?=\s)/;

/** What gives a map of its own, which nothing else holds: a call of these, or a pipe through them. */
const fresh = /^\(?\s*(?:dict|deepCopy|mustDeepCopy|fromYaml|fromJson|mustFromJson)\b(?![^|]*\|)/;
const freshPipe =
  /\|\s*(?:deepCopy|mustDeepCopy|fromYaml|fromJson|mustFromJson)\s*(?:\|\s*default\s*\(?\s*dict\s*\)?\s*)?-?$/;

/** A text in quotes, or the rest of what ends in one. */
const quoted = /"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|`[^`]*(?:`|$)/g;

/** In more text between braces (characters), and among more calls, nobody looks whether each of them is harmless. */
const longestText = 100_000;
const mostCalls = 50;

/**
 * Whether a template may change the chart's values for others, by what stands in its text: it writes into something that
 * is not surely a copy.
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
  // A third map is merged into what the second one shares with the first.
  const isShared = !/^(?:un)?set$/.test(name) && args.length > 2;
  return isShared || !isFresh(args[0] ?? '', template);
}

/** Without comments, and without what is quoted unless it is a template of its own. */
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

/** The arguments at the start of a text, up to a pipe or the end of brackets that began before. */
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

/** What stands between the braces of a template, with those that open it. */
export function actionsIn(text: string): string[] {
  return text.split('}}').flatMap((part) => (part.includes('{{') ? [part.slice(part.indexOf('{{'))] : []));
}
