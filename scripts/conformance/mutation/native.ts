/** Renders a changed copy of a chart with native Helm. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type KubernetesObject } from '../../../src/model/manifest.ts';
import { objectName } from '../../../src/foundation/kubernetes/names.ts';
import { objectsIn } from '../../../src/sources/render/objects.ts';
import { parseManifests } from '../../../src/yaml/values.ts';
import { run } from '../../command.ts';
import type { Case } from '../cases.ts';

/** A copy of a chart that native Helm renders with some files replaced. */
export interface NativeChart {
  /** The output of `helm template`; null if it fails. Calls run one after the other. */
  render(texts: ReadonlyMap<string, string>): Promise<string | null>;
  close(): Promise<void>;
}

export async function nativeChart(fixtures: string, { repository, path, args }: Case): Promise<NativeChart> {
  const parent = await mkdtemp(join(tmpdir(), 'plimsoll-native-'));
  const folder = join(parent, basename(path));
  await cp(join(fixtures, repository, path), folder, { recursive: true });
  const once = async (texts: ReadonlyMap<string, string>): Promise<string | null> => {
    const before = await Promise.all(
      [...texts.keys()].map(async (file) => [file, await readFile(join(folder, file))] as const),
    );
    for (const [file, text] of texts) await writeFile(join(folder, file), text);
    const words = ['template', '--include-crds', 'release-name', folder, ...args];
    const { code, stdout } = await run('helm', words, { cwd: parent, seconds: 60 });
    for (const [file, bytes] of before) await writeFile(join(folder, file), bytes);
    // With --debug, Helm also prints invalid YAML.
    return code === 0 || (args.includes('--debug') && stdout !== '') ? stdout : null;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    async render(texts) {
      const next = last.then(async () => once(texts));
      last = next.catch(() => null);
      return next;
    },
    close: async () => rm(parent, { recursive: true }),
  };
}

/** The objects of a stream by their key. Of several with the same key, the first. */
export function objectsOf(stream: string): Map<string, KubernetesObject> {
  const objects = new Map<string, KubernetesObject>();
  for (const { value } of parseManifests(stream).documents) {
    for (const { object } of objectsIn(value)) {
      const key = objectKey(object);
      if (!objects.has(key)) objects.set(key, object);
    }
  }
  return objects;
}

export function objectKey(object: KubernetesObject): string {
  const { apiVersion, kind, namespace, name } = objectName(object);
  return JSON.stringify([apiVersion, kind, namespace, name]);
}
