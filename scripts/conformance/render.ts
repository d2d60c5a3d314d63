/** Renders a case with the native program and with Plimsoll, without network. */
import { join } from 'node:path';
import { run, type Outcome } from '../command.ts';
import type { Case } from './cases.ts';

/**
 * Prevents git and HTTP clients of the native programs from fetching: what is not in the fixtures must fail for both.
 * Port 9 is `discard`; nothing listens there.
 */
const offline = {
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_TERMINAL_PROMPT: '0',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '',
};

/** Runs `helm template` or `kustomize build` from the path. */
export function renderNatively(fixtures: string, { kind, repository, path, args }: Case): Promise<Outcome> {
  const [command, words] =
    kind === 'helm'
      ? ['helm', ['template', '--include-crds', 'release-name', path, ...args]]
      : ['kustomize', ['build', path]];
  return run(command, words, { cwd: join(fixtures, repository), env: offline, seconds: 60 });
}

/** Plimsoll's names of Helm's arguments that differ. */
const renamed: Readonly<Record<string, string>> = { '--kube-version': '--kubernetes-version' };

/** Runs `plimsoll render`, with the values of Secrets, as the native programs print them. */
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
