/** The configuration, each setting with the layer, file and line that sets it. */
import { defaultParameters } from '../../foundation/parameters.ts';
import { type Json, type Path } from '../../model/json.ts';
import { type Parameters } from '../../model/parameter.ts';
import { type Rule } from '../../model/rule.ts';
import { mostWaiverDays } from '../../policy/config/waiver-days.ts';
import { filesFitting, hasEnded } from '../../policy/config/waivers.ts';
import { onDay } from '../../policy/effective.ts';
import { type ConfigLayer, type SettingPlace } from '../../policy/layers/layer.ts';
import { type Layered, mandatoryPlace } from '../../policy/layers/layered.ts';
import { narrowingFits } from '../../policy/parameters.ts';
import { isInSets, standingOf } from '../../policy/standing.ts';
import { notExcluded } from '../../sources/discover/excluded.ts';
import { defaultMinutes } from '../open/deadline.ts';
import { newestKubernetes } from '../open/setting.ts';

/** A setting with its value, and where that is from. */
export interface ExplainedSetting extends SettingPlace {
  /** `failOn`, `exclude[0]`, `rules.image/not-pinned.severity`. */
  readonly key: string;
  readonly value: Json;
}

export interface ExplainedRule {
  readonly id: string;
  /** As in `plimsoll rules`: `lost` reports only what a change takes away. */
  readonly runs: 'on' | 'lost' | 'off';
  /** The setting that decides whether it runs. */
  readonly because: ExplainedSetting;
  readonly settings: readonly ExplainedSetting[];
  /** Where the organisation makes it mandatory; null if it does not. */
  readonly mandatory: SettingPlace | null;
}

export interface ExplainedPath {
  readonly path: string;
  /** The pattern that excludes it; null if it is checked. */
  readonly excluded: ExplainedSetting | null;
  /** Parameters that some objects in it have: entries of `where` whose path matches, or that have no path. */
  readonly where: readonly ExplainedSetting[];
  /** Waivers whose file matches, or that name only an object. */
  readonly waivers: readonly ExplainedSetting[];
}

export interface Explaining {
  readonly layered: Layered;
  readonly rules: readonly Rule[];
  /** ISO date. */
  readonly today: string;
}

/** All settings, in the order of the configuration. */
export function explainedSettings({ layered, rules, today }: Explaining): ExplainedSetting[] {
  const { config, organisation, rollout } = layered;
  const one = (path: Path, value: unknown): ExplainedSetting => ({
    key: path.join('.'),
    value: (value ?? null) as Json,
    ...layered.placeOf(path),
  });
  return [
    one(['failOn'], config.failOn ?? 'high'),
    one(['failOnExistingProblems'], config.failOnExistingProblems),
    one(['kubernetesVersion'], config.kubernetesVersion ?? newestKubernetes),
    one(['deadline'], config.deadline ?? defaultMinutes),
    one(['fix', 'prefer'], config.fix.prefer),
    ...(['production', 'test'] as const).flatMap((name) =>
      config.environments[name] === undefined ? [] : [one(['environments', name], config.environments[name])],
    ),
    one(['rules', 'sets'], config.sets),
    ...rules.flatMap((rule) => ruleSettings(rule, layered)),
    ...listSettings(layered, 'exclude', ({ exclude = [] }) => exclude),
    ...listSettings(layered, 'fetch.hosts', ({ fetch }) => fetch?.hosts ?? []),
    ...listSettings(layered, 'charts', ({ charts = [] }) => charts.map(({ path }) => path)),
    ...listSettings(layered, 'workloads', ({ workloads = [] }) =>
      workloads.map(({ group, kind }) => `${group}/${kind}`),
    ),
    ...waiverSettings(layered, today),
    daysSetting(layered, organisation?.maxWaiverDays ?? null),
    ...(rollout === null ? [] : [ofOrganisation(layered, 'rollout', rollout.stage, rollout.entry ?? ['rollout'])]),
  ];
}

function daysSetting(layered: Layered, days: number | null): ExplainedSetting {
  const key = 'maxWaiverDays';
  if (days === null) return { key, value: mostWaiverDays, layer: 'built in', file: '', line: 0 };
  return ofOrganisation(layered, key, days, [key]);
}

function ofOrganisation({ organisation }: Layered, key: string, value: Json, path: Path): ExplainedSetting {
  return {
    key,
    value,
    layer: 'organisation',
    file: organisation?.given.file ?? '',
    line: organisation?.lineOf(path) ?? 0,
  };
}

/** The items of a list that layers join, each with its own line. */
function listSettings(
  { layers }: Layered,
  key: string,
  itemsOf: (written: ConfigLayer['written']) => readonly Json[],
): ExplainedSetting[] {
  const all = layers.flatMap(({ name, file, written, lineOf }) =>
    itemsOf(written).map((value, index) => ({ value, layer: name, file, line: lineOf([...key.split('.'), index]) })),
  );
  return all.map((item, index) => ({ key: `${key}[${index}]`, ...item }));
}

function waiverSettings({ layers }: Layered, today: string): ExplainedSetting[] {
  const all = layers.flatMap(({ name, file, written, lineOf }) =>
    (written.waivers ?? []).map((waiver, index) => {
      const { rule, object, file: pattern, expires } = waiver;
      const what = [object, pattern].filter((each) => each !== undefined).join(' in ');
      const until = hasEnded(waiver, today) ? `ended on ${expires}` : `until ${expires}`;
      return { value: `${rule} on ${what}, ${until}`, layer: name, file, line: lineOf(['waivers', index]) };
    }),
  );
  return all.map((item, index) => ({ key: `waivers[${index}]`, ...item }));
}

/** What the layers set for a rule, key by key. */
function ruleSettings({ id }: Rule, { config, placeOf }: Layered): ExplainedSetting[] {
  const { parameters = {}, where = [], ...change } = config.rules[id] ?? {};
  const path = ['rules', id];
  const named = Object.entries(change).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key: `rules.${id}.${key}`, value, ...placeOf([...path, key]) }],
  );
  const ofParameters = Object.entries(parameters).map(([name, value]) => ({
    key: `rules.${id}.parameters.${name}`,
    value: value as Json,
    ...placeOf([...path, 'parameters', name]),
  }));
  return [...named, ...ofParameters, ...(where.length === 0 ? [] : whereSettings(id, path, placeOf, where.length))];
}

function whereSettings(id: string, path: Path, placeOf: Layered['placeOf'], entries: number): ExplainedSetting[] {
  return [{ key: `rules.${id}.where`, value: entries, ...placeOf([...path, 'where']) }];
}

/** How a rule counts today, and what sets each part of it. */
export function explainedRule(rule: Rule, { layered, today }: Explaining): ExplainedRule {
  const { config, placeOf } = layered;
  const stands = standingOf(onDay(config, today), [rule], 'review')(rule.id);
  const change = config.rules[rule.id] ?? {};
  const at = (key: string, value: unknown): ExplainedSetting => ({
    key: `rules.${rule.id}.${key}`,
    value: value as Json,
    ...placeOf(['rules', rule.id, key]),
  });
  const parameters: Parameters = { ...defaultParameters([rule])[rule.id] };
  return {
    id: rule.id,
    runs: stands === null ? 'off' : stands.isChosen ? 'on' : 'lost',
    because: change.enabled === undefined ? becauseOfSets(rule, layered) : at('enabled', change.enabled),
    settings: [
      at('severity', change.severity ?? rule.severity),
      at('enforcement', change.enforcement ?? rule.enforcement),
      ...(change.effective === undefined ? [] : [at('effective', change.effective)]),
      ...Object.entries(parameters).map(([name, value]) => ({
        key: `rules.${rule.id}.parameters.${name}`,
        value: (change.parameters?.[name] ?? value) as Json,
        ...placeOf(['rules', rule.id, 'parameters', name]),
      })),
      ...whereOf(rule.id, layered),
      ...waiversFor(layered, today, (waiver) => waiver.rule === rule.id),
    ],
    mandatory: mandatoryPlace(layered, rule),
  };
}

function becauseOfSets(rule: Rule, { config, placeOf }: Layered): ExplainedSetting {
  const chosen = rule.sets === undefined ? [] : config.sets.filter((set) => isInSets(rule, [set]));
  return { key: 'rules.sets', value: chosen.length > 0 ? chosen : config.sets, ...placeOf(['rules', 'sets']) };
}

/** The entries of `where` of a rule, each with its own line. */
function whereOf(id: string, { layers }: Layered): ExplainedSetting[] {
  const all = layers.flatMap(({ name, file, written, lineOf }) =>
    (written.rules?.[id]?.where ?? []).map((entry, index) => ({
      value: entry as Json,
      layer: name,
      file,
      line: lineOf(['rules', id, 'where', index]),
    })),
  );
  return all.map((item, index) => ({ key: `rules.${id}.where[${index}]`, ...item }));
}

type Waiver = Layered['config']['waivers'][number];

function waiversFor(layered: Layered, today: string, isWanted: (waiver: Waiver) => boolean): ExplainedSetting[] {
  const all = layered.layers.flatMap(({ written }) => written.waivers ?? []);
  return waiverSettings(layered, today).filter((_, index) => {
    const waiver = all[index];
    return waiver !== undefined && isWanted(waiver);
  });
}

/** Waivers that name no file: whether they are for a path depends on the objects that stand there, which are not read. */
function byObject(layered: Layered, today: string): ExplainedSetting[] {
  const all = waiversFor(layered, today, ({ file }) => file === undefined);
  return all.map((setting) => ({ ...setting, value: `if this object stands here: ${asText(setting.value)}` }));
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What the configuration says about a file or folder. Paths are relative to the root. */
export function explainedPath(path: string, { layered, rules, today }: Explaining): ExplainedPath {
  const source = { path, namespace: '' };
  const where = rules.flatMap(({ id }) => {
    const entries = layered.layers.flatMap(({ written }) => written.rules?.[id]?.where ?? []);
    const fits = entries.map(
      (entry) => entry.path === undefined || narrowingFits({ path: entry.path })(nothing, source),
    );
    return whereOf(id, layered).filter((_, index) => fits[index] === true);
  });
  const waivers = waiversFor(layered, today, ({ file }) => file !== undefined && filesFitting(file)(path));
  return { path, excluded: excludedBy(path, layered), where, waivers: [...waivers, ...byObject(layered, today)] };
}

/** Paths of sources decide, not objects. */
const nothing = { apiVersion: '', kind: '' };

/** The last pattern that makes the path excluded. */
function excludedBy(path: string, layered: Layered): ExplainedSetting | null {
  const patterns = listSettings(layered, 'exclude', ({ exclude = [] }) => exclude);
  const { exclude } = layered.config;
  const isExcluded = (number: number): boolean => !notExcluded({ exclude: exclude.slice(0, number) })(path);
  if (!isExcluded(exclude.length)) return null;
  return patterns.findLast((_, index) => isExcluded(index + 1) && !isExcluded(index)) ?? null;
}
