import ignore from 'ignore';
import { type Config } from './config/config.ts';
import { type Standing, type WaiverOf } from './compare/compare.ts';
import { ConfigurationError } from './errors.ts';
import { type Origin, type RawFinding, type Rule } from './model.ts';
import { objectName } from './names.ts';

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

/** The waiver that covers a finding on the given day, if any. */
export function waiversOf(config: Config, today: string): WaiverIn {
  const valid = config.waivers.filter(({ expires }) => expires >= today);
  const matchers = valid.map((waiver) => ({
    waiver,
    files: waiver.file === undefined ? null : ignore({ allowRelativePaths: true }).add(waiver.file),
  }));
  return (finding, file) => {
    const found = matchers.find(({ waiver, files }) => {
      if (waiver.rule !== finding.rule) return false;
      if (files !== null && !files.ignores(file ?? fileOf(finding.manifest.origin))) return false;
      return waiver.object === undefined || namesOf(finding).includes(waiver.object);
    });
    return found === undefined ? null : { reason: found.waiver.reason, expires: found.waiver.expires };
  };
}

function namesOf({ manifest }: RawFinding): string[] {
  const { kind, namespace, name } = objectName(manifest.object);
  return [`${kind}/${name}`, `${kind}/${namespace ?? 'default'}/${name}`];
}

function fileOf(origin: Origin): string {
  switch (origin.kind) {
    case 'plain':
      return origin.file;
    case 'made':
      return origin.namespace.written.file;
    case 'helm':
      return origin.template;
    case 'kustomize':
      return origin.file ?? origin.configuredIn;
  }
}
