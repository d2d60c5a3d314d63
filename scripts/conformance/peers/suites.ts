/** The registry of suites: a new suite is a reader in the folder `suites` and an entry here. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Suite } from './expectation.ts';
import { checkov } from './suites/checkov.ts';
import { datree } from './suites/datree.ts';
import { gatekeeperLibrary } from './suites/gatekeeper.ts';
import { kubeLinter } from './suites/kube-linter.ts';
import { kubeScore } from './suites/kube-score.ts';
import { kubeaudit } from './suites/kubeaudit.ts';
import { kubesec } from './suites/kubesec.ts';
import { kyverno } from './suites/kyverno.ts';
import { polaris } from './suites/polaris.ts';

const readers: Readonly<Record<string, (root: string) => Suite>> = {
  checkov,
  datree,
  'gatekeeper-library': gatekeeperLibrary,
  'kube-linter': kubeLinter,
  'kube-score': kubeScore,
  kubeaudit,
  kubesec,
  'kyverno-policies': kyverno,
  polaris,
};

/** The suites in a folder, with their roots. */
export function suitesIn(folder: string): { readonly root: string; readonly suite: Suite }[] {
  return Object.entries(readers)
    .map(([name, read]) => ({ root: join(folder, name), read }))
    .filter(({ root }) => existsSync(root))
    .map(({ root, read }) => ({ root, suite: read(root) }));
}
