import { type Config } from './config/config.ts';
import { hasEnded, type WaiversCovering } from './config/waivers.ts';
import { type Standing, type WaiverOf } from './compare/compare.ts';
import { ConfigurationError } from './errors.ts';
import { type RawFinding, type Rule } from './model.ts';

/** How each rule counts under the configuration. */
export function standingOf(config: Config, rules: readonly Rule[]): Standing {
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
export function requireKnownRules(file: string, config: Config, rules: readonly Rule[]): void {
  const known = new Set(rules.map(({ id }) => id));
  const named = new Set([...Object.keys(config.rules), ...config.waivers.map(({ rule }) => rule)]);
  const unknown = [...named].filter((id) => !known.has(id));
  if (unknown.length > 0) throw new ConfigurationError(file, `${file}: no rule is called ${unknown.join(', ')}.`);
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
