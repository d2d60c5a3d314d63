/** Changes a value so that its effect on a render can be recognised. */
import { isJsonList, isJsonMap } from '../../../foundation/json.ts';
import { type Json } from '../../../model/json.ts';
import { type ValueSetting } from './settings.ts';

/** A value that replaces another. */
export interface ValueChange {
  readonly setting: ValueSetting;
  readonly value: Json;
  /** A text that appears wherever the new value is printed; null where only a difference can be seen. */
  readonly mark: string | null;
}

/**
 * Another value of the same type. `number` distinguishes the changes of one render: no mark is part of another. Null
 * for encrypted values.
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
 * Whether the change keeps conditions on the value's presence: a text stays a non-empty text, a number stays positive.
 * So what shows the new value showed the old one before.
 */
export function isSteady({ value }: ValueSetting): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value > 0);
}

/** Lower case and short, so that it is valid in most names, labels and image references. */
function markOf(number: number): string {
  return `zq${number}z`;
}
