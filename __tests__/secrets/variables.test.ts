import { expect, test } from 'vitest';
import { reviewer } from '../remote/reviewed.ts';

const { audited } = reviewer();

test('what a variable of a credential becomes in an object is masked in what is found there', async () => {
  const { report } = await audited({
    'apps/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: ${password}\n  containers: [{name: a, image: a:1}]\n',
    'clusters/apps.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {password: Zq9xTrw77LkM}}
`,
  });

  expect(report.findings.map(({ message }) => message)).toContain(
    'The pod sets hostNetwork to the string "[masked]", which must be true or false: Kubernetes refuses the object.',
  );
  expect(JSON.stringify(report)).not.toContain('Zq9xTrw77LkM');
});
