import { join } from 'node:path';
import { run, type Outcome } from '../command.ts';
import type { Case } from './cases.ts';

/**
 * Keeps git and HTTP clients of the native programs from fetching: what is not in the fixtures must fail for both.
 * Port 9 is `discard`; nothing listens there.
 */
const offline = {
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '',
};

/** `helm template` or `kustomize build`, from the path. */
export function renderNatively(fixtures: string, { kind, repository, path, args }: Case): Promise<Outcome> {
  const [command, words] =
    kind === 'helm'
      ? ['helm', ['template', '--include-crds', 'release-name', path, ...args]]
      : ['kustomize', ['build', path]];
  return run(command, words, { cwd: join(fixtures, repository), env: offline, seconds: 60 });
}

/** Plimsoll's names for Helm's arguments, where they differ. */
const renamed: Readonly<Record<string, string>> = { '--kube-version': '--kubernetes-version' };

/** `plimsoll render`, with everything that a Secret holds, as the native programs show it. */
export function renderOurselves(
  cli: string,
  fixtures: string,
  item: Case,
  more: readonly string[] = [],
): Promise<Outcome> {
  const args = item.args.map((word) => renamed[word] ?? word);
  const words = [cli, 'render', item.path, '--show-secrets', ...args, ...more];
  return run(process.execPath, words, { cwd: join(fixtures, item.repository), seconds: 60 });
}
