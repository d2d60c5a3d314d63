import { join } from 'node:path';

import { createEngines, type Engines } from '../../src/engine/engines.ts';
import { type EngineFile } from '../../src/engine/frame.ts';
import { type HelmRendering, type HelmRequest } from '../../src/engine/helm-request.ts';
import { type Answer } from '../../src/engine/outcome.ts';
import { workerPath } from './bundle-worker.ts';

/** The real engines, from dist/. */
export function openEngines({ seconds = 20, workers = 2 } = {}): Engines {
  const directory = join(import.meta.dirname, '..', '..', 'dist');
  return createEngines({ directory, worker: workerPath, workers, limits: { seconds } });
}

/** Files by their names. */
export function files(texts: Readonly<Record<string, string>>): EngineFile[] {
  return Object.entries(texts).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
}

/** A chart named `shop` with the given files; `Chart.yaml` is added when it is not among them. */
export function chart(texts: Readonly<Record<string, string>>, more: Partial<HelmRequest> = {}): HelmRequest {
  return {
    files: files({ 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n', ...texts }),
    values: [],
    set: [],
    setString: [],
    release: { name: 'release-name', namespace: 'default' },
    kubeVersion: '1.36.0',
    apiVersions: [],
    skipSchemaValidation: false,
    provenance: false,
    include: [],
    ...more,
  };
}

export function valueOf<T>(outcome: Answer<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.value;
}

/** Each rendered line with the source line it comes from: `file:line`, or null. */
export function origins({ files: rendered, sources }: HelmRendering): [string, string | null][] {
  return rendered.flatMap(({ text, lines }) =>
    text.split('\n').map((line, i): [string, string | null] => {
      const origin = lines?.[i] ?? null;
      return [line, origin === null ? null : `${sources[origin.source] ?? '?'}:${origin.line}`];
    }),
  );
}
