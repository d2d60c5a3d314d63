/** Runs Go with a fixed environment, and builds a command as a WebAssembly module. */
import { execFileSync } from 'node:child_process';

/** Pins everything that could make builds differ between machines. The Go version is in go.mod. */
const ENVIRONMENT = {
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly',
  GOWORK: 'off',
  GOEXPERIMENT: '',
};

/** Builds a command as a reactor: a module whose exports are called after `_initialize`. `variables` are set by the linker. */
export function goBuild(
  module: string,
  command: string,
  output: string,
  variables: Readonly<Record<string, string>>,
): void {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const flags = ['-s', '-w', '-buildid=', ...set].join(' ');
  go(module, [
    'build',
    '-buildmode=c-shared',
    '-trimpath',
    '-buildvcs=false',
    `-ldflags=${flags}`,
    '-o',
    output,
    command,
  ]);
}

/** Runs go in the folder of a Go module and returns what it prints. */
export function go(module: string, args: readonly string[]): string {
  return execFileSync('go', args, {
    cwd: module,
    env: { ...process.env, ...ENVIRONMENT },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
