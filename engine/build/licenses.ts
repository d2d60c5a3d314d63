/** Collects the licences of all Go modules that are linked into the engines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { go } from './go.ts';

const LICENSE_FILE = /^(licen[cs]e|copying|notice|patents)([._-].*)?$/i;

/** The licences of everything linked into the commands: one section per Go module, sorted, without our own modules. */
export function licenses(module: string, commands: readonly string[]): string {
  const format =
    '{{with .Module}}{{if not (or .Main .Replace)}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}{{if .Standard}}{{"std"}}{{end}}';
  const lines = go(module, ['list', '-deps', '-f', format, ...commands]).split('\n');
  const modules = [...new Set(lines)].filter((line) => line !== '' && line !== 'std').sort();
  const sections = modules.map((line) => {
    const [path = '', version = '', folder = ''] = line.split(' ');
    return section(`${path} ${version}`, folder);
  });
  const version = go(module, ['env', 'GOVERSION']).trim();
  return [
    section(`Go's standard library and runtime, ${version}`, go(module, ['env', 'GOROOT']).trim()),
    ...sections,
  ].join('\n');
}

/** @throws if a module has no licence: then it may not be shipped. */
function section(title: string, folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => LICENSE_FILE.test(name))
    .sort();
  if (files.length === 0) throw new Error(`${title} has no licence file`);
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${texts.join('\n\n')}\n`;
}
