import { type KubernetesObject, type Manifest } from '../../src/model/manifest.ts';
import { type SourceInput } from '../../src/model/question.ts';

/** The source of objects that stand in a file of their own. */
export const plainSource: SourceInput = {
  id: 'a.yaml',
  kind: 'plain',
  path: 'a.yaml',
  target: 'default',
  namespace: 'default',
  pod_security_version: null,
  kubernetes_version: null,
};

export const plainManifest = (object: KubernetesObject): Manifest => ({
  source: 'a.yaml',
  object,
  origin: { kind: 'plain', file: 'a.yaml', document: 0, item: [] },
});
