/** Cases of what writes a field of a build last, and the test that it is so: a change there changes the field. */
import { expect } from 'vitest';
import { at, isJsonList } from '../../src/foundation/json.ts';
import { type Json, type JsonObject, type Path } from '../../src/model/json.ts';
import { type Builder, only, type Texts } from './built.ts';

export interface WriterCase {
  readonly name: string;
  readonly texts: Texts;
  /** Of the only object of this kind in the folder `app`; a Deployment if none is given. */
  readonly kind?: string;
  /** Containers stand by their names. */
  readonly path: Path;
  /** `file:line`, with what stands there instead to see that it writes the field. */
  readonly at: string;
  readonly change: readonly [string, string];
}

/** A path in which the containers stand by their names: a patch puts its own first. */
function inObject(object: JsonObject, path: Path): Path {
  const containers = at(object, ['spec', 'template', 'spec', 'containers']);
  const names = isJsonList(containers) ? containers.map((container) => at(container, ['name'])) : [];
  return path.map((part, index) => (path[index - 1] === 'containers' ? names.indexOf(String(part)) : part));
}

/** Expects that the field is said to be written at the line, and that it is. */
export async function expectWriter({ build, place }: Builder, each: WriterCase): Promise<void> {
  const { texts, kind = 'Deployment', path, change } = each;
  const [text, instead] = change;
  const [file = '', number = ''] = each.at.split(':');

  expect(await place(texts, 'app', kind, (object) => inObject(object, path))).toEqual({
    kind: 'lines',
    file,
    first: Number(number),
    last: Number(number),
  });

  const fieldOf = (object: JsonObject): Json | undefined => at(object, inObject(object, path));
  const lines = (texts[file] ?? '').split('\n');
  const changed = lines.map((line, index) => (index === Number(number) - 1 ? line.replace(text, instead) : line));
  const before = only(await build(texts, 'app'), kind);
  const after = await build({ ...texts, [file]: changed.join('\n') }, 'app');
  expect(changed).not.toEqual(lines);
  expect(after.status === 'failed' ? after.status : fieldOf(only(after, kind).object)).not.toEqual(
    fieldOf(before.object),
  );
}
