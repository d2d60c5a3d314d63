/** A layer of the configuration: what one file sets, and on which line. */
import { type Path } from '../../model/json.ts';
import { type Config, type WrittenConfig } from '../config/config.ts';
import { type RuleChange } from '../config/rules.ts';

/** From the lowest to the highest. `mandatory` is the organisation's section of that name. */
export type LayerName = 'organisation' | 'mandatory' | 'repository' | 'base branch';

export interface ConfigLayer {
  readonly name: LayerName;
  /** The file, for messages. */
  readonly file: string;
  /** Only what the file sets. */
  readonly written: WrittenConfig;
  /** The 1-based line of a setting, as paths of the configuration. */
  readonly lineOf: (path: Path) => number;
}

/** Where a setting is written. */
export interface SettingPlace {
  readonly layer: LayerName | 'built in';
  /** Empty for what is built in. */
  readonly file: string;
  /** 1-based; 0 for what is built in. */
  readonly line: number;
}

const builtIn: SettingPlace = { layer: 'built in', file: '', line: 0 };

/** Where the setting that counts is written: in the highest layer that has it. */
export function placeIn(layers: readonly ConfigLayer[], path: Path): SettingPlace {
  const layer = layers.findLast(({ written }) => isWritten(written, path));
  return layer === undefined ? builtIn : { layer: layer.name, file: layer.file, line: layer.lineOf(path) };
}

/**
 * The lines of a layer from whose lists some items were left out: paths of the layer are those of its file. Items are the same
 * values in both.
 */
export function linesOfLeft(
  lineOf: ConfigLayer['lineOf'],
  inFile: WrittenConfig,
  left: WrittenConfig,
): ConfigLayer['lineOf'] {
  return (path) => {
    const [key, ...below] = path;
    const at = key === 'fetch' ? below.slice(1) : below;
    const [all, some] = [inFile, left].map((each) => listOf(each, key));
    const [index, ...rest] = at;
    if (all === undefined || some === undefined || typeof index !== 'number') return lineOf(path);
    return lineOf([...path.slice(0, path.length - at.length), all.indexOf(some[index]), ...rest]);
  };
}

function listOf(
  { exclude, waivers, fetch }: WrittenConfig,
  key: Path[number] | undefined,
): readonly unknown[] | undefined {
  return key === 'exclude' ? exclude : key === 'waivers' ? waivers : key === 'fetch' ? fetch?.hosts : undefined;
}

function isWritten({ sets, ...config }: WrittenConfig, path: Path): boolean {
  if (path[0] === 'rules' && path[1] === 'sets') return sets !== undefined;
  const there = path.reduce<unknown>(
    (here, part) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, part) ? Reflect.get(here, part) : undefined,
    config,
  );
  return there !== undefined;
}

/** Both configurations; where both have a setting, the upper one counts. Lists are joined, except the sets of rules. */
export function mergedOver(lower: WrittenConfig, upper: WrittenConfig): WrittenConfig {
  const { exclude, fetch, workloads, charts, waivers, environments, rules } = joined(lower, upper);
  return {
    ...lower,
    ...upper,
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(fetch.length === 0 ? {} : { fetch: { hosts: fetch } }),
    ...(workloads.length === 0 ? {} : { workloads }),
    ...(charts.length === 0 ? {} : { charts }),
    ...(waivers.length === 0 ? {} : { waivers }),
    ...(environments === undefined ? {} : { environments }),
    ...(rules === undefined ? {} : { rules }),
  };
}

function joined(lower: WrittenConfig, upper: WrittenConfig) {
  const { exclude = [], fetch, workloads = [], charts = [], waivers = [], environments, rules } = lower;
  return {
    exclude: [...exclude, ...(upper.exclude ?? [])],
    fetch: [...new Set([...(fetch?.hosts ?? []), ...(upper.fetch?.hosts ?? [])])],
    workloads: [...workloads, ...(upper.workloads ?? [])],
    charts: [...charts, ...(upper.charts ?? [])],
    waivers: [...waivers, ...(upper.waivers ?? [])],
    environments: environments === undefined ? upper.environments : { ...environments, ...upper.environments },
    rules: rules === undefined ? upper.rules : rulesOver(rules, upper.rules ?? {}),
  };
}

function rulesOver(lower: Config['rules'], upper: Config['rules']): Config['rules'] {
  const both = Object.entries(upper).map(([id, change]) => [id, changeOver(lower[id] ?? {}, change)] as const);
  return { ...lower, ...Object.fromEntries(both) };
}

function changeOver(lower: RuleChange, upper: RuleChange): RuleChange {
  const parameters = { ...lower.parameters, ...upper.parameters };
  const where = [...(lower.where ?? []), ...(upper.where ?? [])];
  return {
    ...lower,
    ...upper,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(where.length === 0 ? {} : { where }),
  };
}
