import { type Config } from './config/config.ts';
import { hasEnded, type WaiversCovering } from './config/waivers.ts';
import { type RuleStanding, type WaiverOf } from '../findings/compare/compare.ts';
import { ConfigurationError } from '../foundation/errors.ts';
import { type RawFinding, type Rule } from '../model/rule.ts';
import { type TrustedConfig } from './trusted-config.ts';

/** How each rule counts under the configuration. */
export function standingOf(config: Config, rules: readonly Rule[]): RuleStanding {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return (id) => {
    const rule = byId.get(id);
    const changed = config.rules[id];
    if (rule === undefined || changed?.enabled === false) return null;
    return { severity: changed?.severity ?? rule.severity, enforcement: changed?.enforcement ?? rule.enforcement };
  };
}

/**
 * A misspelt rule would change nothing, in silence.
 * @throws {ConfigurationError} naming the ids that no rule has.
 */
export function requireKnownRules({ file, value, lineOf }: TrustedConfig, rules: readonly Rule[]): void {
  const known = new Set(rules.map(({ id }) => id));
  const named = [
    ...Object.keys(value.rules).map((id) => ({ id, path: ['rules', id] })),
    ...value.waivers.map(({ rule: id }, index) => ({ id, path: ['waivers', index, 'rule'] })),
  ].filter(({ id }) => !known.has(id));
  if (named.length === 0) return;
  const messages = named.map(({ id, path }) => {
    const expected = rulesAlike(id, rules);
    return `${file}:${lineOf(path)}: ${path.join('.')}: no rule is called ${id}; expected ${expected} (plimsoll rules lists all).`;
  });
  throw new ConfigurationError(file, messages.join('\n'));
}

/** Rules of the same group, or with the same name in another, for a message about an id that no rule has. */
export function rulesAlike(id: string, rules: readonly Rule[]): string {
  const [group, name] = id.split('/');
  const near = rules.filter((rule) => rule.id.split('/')[0] === group || rule.id.split('/')[1] === name);
  return near.length === 0 ? 'a rule' : `one of ${near.map((rule) => rule.id).join(', ')}`;
}

/** As `WaiverOf`, with the file that stands for the finding's own where that is not of this repository. */
export type WaiverIn = (finding: RawFinding, file: string | null) => ReturnType<WaiverOf>;

/** The first waiver that covers a finding on the given day, if any. */
export function waiversOf(covering: WaiversCovering, today: string): WaiverIn {
  return (finding, file) => {
    const found = covering(finding, file).find((waiver) => !hasEnded(waiver, today));
    return found === undefined ? null : { reason: found.reason, expires: found.expires };
  };
}
