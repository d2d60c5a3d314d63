/** Formats `plimsoll config explain`: as text, or as JSON. */
import { type ExplainedConfig } from '../run/explain/explain-config.ts';
import { type ExplainedPath, type ExplainedRule, type ExplainedSetting } from '../run/explain/explained.ts';
import { type SettingPlace } from '../policy/layers/layer.ts';
import { version } from '../foundation/version.ts';
import { writeJson } from '../report/json.ts';
import { printable, terminalText } from '../report/text/terminal.ts';
import { type Screen } from '../report/text/screen.ts';

/** Key, value and place, as columns. */
type Row = readonly [key: string, value: string, place: string];

/** `schema: 1`; keys may be added. */
export function configJson(explained: ExplainedConfig): string {
  return writeJson({ schema: 1, tool: { name: 'plimsoll', version }, ...explained });
}

/** One line for each setting: key, value, and where it is from. */
export function configText(explained: ExplainedConfig, { colors }: Pick<Screen, 'colors'>): string {
  const rows = rowsOf(explained);
  const [keys, values] = [0, 1].map((column) =>
    Math.min(widest, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const lines = rows.map(([key, value, place]) =>
    `${colors.bold(key.padEnd(keys ?? 0))}  ${value.padEnd(values ?? 0)}  ${place === '' ? '' : colors.dim(place)}`.trimEnd(),
  );
  const left = explained.about === 'all' ? explained.left.map((message) => `Left out: ${terminalText(message)}`) : [];
  return printable(`${[...lines, ...left].join('\n')}\n`, true);
}

/** A column is not made wider for longer texts. Columns. */
const widest = 60;

function rowsOf(explained: ExplainedConfig): readonly Row[] {
  switch (explained.about) {
    case 'all':
      return explained.settings.map(settingRow);
    case 'rule':
      return ruleRows(explained.rule);
    case 'path':
      return pathRows(explained.path);
  }
}

const states: Readonly<Record<ExplainedRule['runs'], string>> = {
  on: 'on',
  lost: 'only protections that a change takes away',
  off: 'off',
};

function ruleRows({ id, runs, because, settings, mandatory }: ExplainedRule): readonly Row[] {
  return [
    [id, states[runs], `${because.key}: ${valueWords(because)}, ${placeWords(because)}`],
    ...settings.map(settingRow),
    ...(mandatory === null ? [] : [['mandatory', 'yes', placeWords(mandatory)] as const]),
  ];
}

function pathRows({ path, excluded, where, waivers }: ExplainedPath): readonly Row[] {
  const name = terminalText(path === '' ? '.' : path);
  return [
    excluded === null
      ? [name, 'is checked', '']
      : [name, `is excluded by ${valueWords(excluded)}`, placeWords(excluded)],
    ...where.map(settingRow),
    ...waivers.map(settingRow),
  ];
}

function settingRow(setting: ExplainedSetting): Row {
  return [terminalText(setting.key), valueWords(setting), placeWords(setting)];
}

function valueWords({ value }: ExplainedSetting): string {
  return terminalText(typeof value === 'string' ? value : JSON.stringify(value));
}

const layers: Readonly<Record<SettingPlace['layer'], string>> = {
  'built in': 'built in',
  organisation: 'organisation, ',
  mandatory: 'organisation (mandatory), ',
  repository: '',
  'base branch': 'base branch, ',
};

function placeWords({ layer, file, line }: SettingPlace): string {
  return layer === 'built in' ? layers[layer] : `${layers[layer]}${terminalText(file)}:${line}`;
}
