/** What a changed configuration would change: its settings, and how many findings would no longer block. */
import { type Finding, type FailOn, type Mode } from '../../model/report.ts';
import { type Rule } from '../../model/rule.ts';
import { standingOf } from '../standing.ts';
import { blocks } from '../verdict.ts';
import { type Config } from './config.ts';
import { shown } from './issues.ts';

/** Maximum number of settings to name. */
const mostNamed = 8;

/** `failOn is never instead of high; exclude has "**" in addition`; empty if only waivers differ, which are told elsewhere. */
export function differencesIn(before: Config, after: Config): string {
  const [was, is] = [settingsOf(before), settingsOf(after)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort();
  const all = keys.flatMap((key) => differenceOf(key, was.get(key), is.get(key)));
  const left = all.length - mostNamed;
  return [...all.slice(0, mostNamed), ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}

/** The settings by their keys, as the file has them. */
function settingsOf({
  waivers: _,
  rules,
  sets,
  fetch,
  fix,
  environments,
  ...others
}: Config): ReadonlyMap<string, unknown> {
  const ofRules = Object.entries(rules).flatMap(([id, change]) =>
    Object.entries(change).map(([key, value]) => [`rules.${id}.${key}`, value] as const),
  );
  const nested = [
    ['fetch.hosts', fetch.hosts],
    ['fix.prefer', fix.prefer],
    ['environments.production', environments.production],
    ['environments.test', environments.test],
    ['rules.sets', sets],
  ] as const;
  return new Map<string, unknown>(
    [...Object.entries(others), ...nested, ...ofRules].filter(([, value]) => value !== undefined),
  );
}

function differenceOf(key: string, was: unknown, is: unknown): string[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (Array.isArray(was ?? []) && Array.isArray(is ?? [])) return listDifference(key, listed(was), listed(is));
  if (is === undefined) return [`${key} is no longer ${said(was)}`];
  return [was === undefined ? `${key} is ${said(is)}` : `${key} is ${said(is)} instead of ${said(was)}`];
}

function listDifference(key: string, was: readonly unknown[], is: readonly unknown[]): string[] {
  const without = (all: readonly unknown[], others: readonly unknown[]): string => {
    const known = new Set(others.map((each) => JSON.stringify(each)));
    return all
      .filter((each) => !known.has(JSON.stringify(each)))
      .map(shown)
      .join(', ');
  };
  const [more, gone] = [without(is, was), without(was, is)];
  const said = [...(more === '' ? [] : [`${more} in addition`]), ...(gone === '' ? [] : [`no longer ${gone}`])];
  return [`${key} has ${said.length === 0 ? 'another order' : said.join(' and ')}`];
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : shown(value);
}

/** A configuration with its threshold. */
export interface Judging {
  readonly config: Config;
  readonly failOn: FailOn;
}

/** How many findings block under one configuration and not under the other, waivers aside. */
export function noLongerBlocking(
  findings: readonly Finding[],
  before: Judging,
  after: Judging,
  rules: readonly Rule[],
  mode: Mode,
): number {
  const [was, is] = [before, after].map(({ config }) => standingOf(config, rules, mode));
  return findings.filter((finding) => {
    if (!blocks(finding, { mode, failOn: before.failOn })) return false;
    const [stood, stands] = [was?.(finding.rule) ?? null, is?.(finding.rule) ?? null];
    if (stands === null) return true;
    const follows = stands.isSet === true || stood === null || stood.severity === finding.severity;
    const severity = follows ? stands.severity : finding.severity;
    return !blocks({ ...finding, severity, enforcement: stands.enforcement }, { mode, failOn: after.failOn });
  }).length;
}
