import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { type ValueSetting } from './settings.ts';

/** A value in the place of another. */
export interface ValueChange {
  readonly setting: ValueSetting;
  readonly value: Json;
  /** A text that stands in whatever shows the new value; null where it can only be seen that something changed. */
  readonly mark: string | null;
}

/**
 * Another value of the same type. `number` tells apart the changes of one render: their marks are never parts of each
 * other. Null for what is encrypted.
 */
export function changeOf(setting: ValueSetting, number: number): ValueChange | null {
  const { value, layer } = setting;
  const mark = markOf(number);
  if (layer.opaque) return null;
  if (typeof value === 'string') return value.startsWith('ENC[') ? null : { setting, value: value + mark, mark };
  if (typeof value === 'number') return { setting, value: value + 1 + number, mark: String(value + 1 + number) };
  if (typeof value === 'boolean') return { setting, value: !value, mark: null };
  if (isJsonList(value)) return { setting, value: [...value, mark], mark };
  if (isJsonMap(value)) return { setting, value: { ...value, [mark]: mark }, mark };
  return { setting, value: mark, mark };
}

/**
 * Whether changing it leaves alone what only asks if there is something: a text stays a text, a number one. So what shows
 * the new value showed the old one before.
 */
export function isSteady({ value }: ValueSetting): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value > 0);
}

/** Lower case and short, so that it may stand in most names, labels and image references. */
function markOf(number: number): string {
  return `zq${number}z`;
}
