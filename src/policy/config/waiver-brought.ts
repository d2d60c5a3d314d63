/** Waivers that a pull request brings: they cover nothing until they are merged. */
import { posix } from 'node:path';
import { isObjectNamed } from '../../foundation/kubernetes/object-selector.ts';
import { globMatcher } from '../../foundation/text/glob.ts';
import { type RawFinding } from '../../model/rule.ts';
import { type ConfiguredWaiver } from './waiver-entries.ts';

/** A waiver of head that the trusted configuration does not have, and where it stands. */
export interface BroughtWaiver {
  readonly waiver: ConfiguredWaiver;
  readonly file: string;
  readonly line: number;
}

export function broughtText(which: string, covered: number): string {
  const what = covered === 0 ? 'none of the findings here' : `${covered} ${covered === 1 ? 'finding' : 'findings'}`;
  return `${which} waives nothing now, because this pull request brings it. Once merged, it would cover ${what}.`;
}

/** Whether a waiver would match a finding that is written in this file, once it stands there. */
export function wouldCover({
  rule,
  file,
  object,
}: ConfiguredWaiver): (finding: RawFinding, writtenIn: string) => boolean {
  const isIn = file === undefined ? () => true : harmlessMatcher(file);
  return (finding, writtenIn) =>
    finding.rule === rule &&
    (object === undefined || isObjectNamed(object, finding.manifest.object)) &&
    isIn(writtenIn);
}

/**
 * Whether a path, or a folder that it is in, fits a pattern as in `.gitignore`. The pattern is hostile: it becomes no
 * regular expression.
 */
function harmlessMatcher(pattern: string): (path: string) => boolean {
  const bare = pattern.trim().replace(/\/$/, '');
  const isFolder = pattern.trim().endsWith('/');
  const isAnchored = bare.includes('/');
  const fits = globMatcher(bare.replace(/^\//, ''), 'gitattributes');
  return (path) => {
    for (let part = path; part !== '.' && part !== '/'; part = posix.dirname(part)) {
      if (isFolder && part === path) continue;
      if (fits(isAnchored ? part : posix.basename(part))) return true;
    }
    return false;
  };
}
