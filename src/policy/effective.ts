/** Rules that deny only from a day on. */
import { type Finding, type Mode } from '../model/report.ts';
import { type Notice } from '../model/problem.ts';
import { type Rule } from '../model/rule.ts';
import { mapped } from '../foundation/mapped.ts';
import { type Config } from './config/config.ts';
import { type RuleChange } from './config/rules.ts';
import { isCounted } from './verdict.ts';
import { type SettingPlace } from './layers/layer.ts';

/** The configuration of a day: a rule whose `effective` is later only warns. `today`: ISO date. */
export function onDay(config: Config, today: string): Config {
  const rules = mapped(config.rules, (change) =>
    isAhead(change, today) ? { ...change, enforcement: 'warn' as const } : change,
  );
  return { ...config, rules };
}

function isAhead({ effective }: RuleChange, today: string): boolean {
  return effective !== undefined && effective > today;
}

/** Notices about findings that warn today and will be denied from a later day on. */
export function announced(
  { config, rules, mode, today, placeOf }: Announcing,
  findings: readonly Pick<Finding, 'rule' | 'status' | 'severity'>[],
): Notice[] {
  return rules.flatMap((rule): Notice[] => {
    const change = config.rules[rule.id];
    const { effective = '', enforcement = rule.enforcement } = change ?? {};
    if (effective <= today || enforcement !== 'deny') return [];
    const counted = findings.filter(
      (finding) => finding.rule === rule.id && isCounted({ status: finding.status, enforcement }, mode),
    );
    if (counted.length === 0) return [];
    const { file, line } = placeOf(['rules', rule.id, 'effective']);
    const number = counted.length === 1 ? '1 finding warns' : `${counted.length} findings warn`;
    const message = `${number} today and will be denied from ${effective}: ${rule.id} (${file}:${line}).`;
    return [{ code: 'rule-announced', subject: rule.id, message }];
  });
}

export interface Announcing {
  /** As it is written, not that of a day. */
  readonly config: Pick<Config, 'rules'>;
  readonly rules: readonly Rule[];
  readonly mode: Mode;
  /** ISO date. */
  readonly today: string;
  readonly placeOf: (path: readonly string[]) => SettingPlace;
}
