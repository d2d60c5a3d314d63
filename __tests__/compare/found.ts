import { type JsonObject, type Path } from '../../src/model/json.ts';
import { type KubernetesObject } from '../../src/model/manifest.ts';
import { type Found } from '../../src/findings/compare/found.ts';

export const standing = (): { readonly severity: 'high'; readonly enforcement: 'deny' } => ({
  severity: 'high',
  enforcement: 'deny',
});

export interface Container {
  readonly name: string;
  readonly privileged?: boolean;
  readonly image?: string;
}

export function pod(containers: readonly Container[], name = 'web'): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: containers.map(({ name: each, privileged = false, image = 'nginx' }) => ({
        name: each,
        image,
        securityContext: { privileged },
      })),
    },
  };
}

/** What a rule would say of each privileged container. */
export function privileged(containers: readonly Container[], { source = 'pod.yaml', name = 'web' } = {}): Found[] {
  const object = pod(containers, name);
  return containers.flatMap((container, index) =>
    container.privileged === true
      ? [found(object, ['spec', 'containers', index, 'securityContext', 'privileged'], {}, source)]
      : [],
  );
}

export function found(object: KubernetesObject, path: Path, extent: JsonObject = {}, source = 'pod.yaml'): Found {
  const origin = { kind: 'plain', file: source, document: 0, item: [] } as const;
  const manifest = { source, object, origin };
  const finding = { rule: 'a/b', manifest, path, message: 'It is so.', extent, fix: [] };
  return { finding, target: 'default', namespace: 'default' };
}
