/** The configuration that `plimsoll init` writes: the defaults, and what was found that needs a decision. */
import { type Source } from '../model/source.ts';

/** The text of `.github/plimsoll.yaml`. */
export function configurationText(sources: readonly Pick<Source, 'path'>[], charts: readonly ChartToFetch[]): string {
  const hosts = chartHosts(charts);
  const tests = testFolders(sources);
  return [
    `# How Plimsoll checks this repository. Every key is optional; docs/configuration.md of Plimsoll lists them all.
# It is read from the default branch: a change takes effect when it is merged. Let CODEOWNERS protect it.

# Without this, the sets of the organisation run, or else \`default\`: what a change makes worse, and what is dangerous anywhere.
# More: baseline, restricted, nsa, cis, all.
# rules:
#   sets: [default, baseline]
`,
    ...(hosts.length === 0 ? [] : [hostsText(hosts)]),
    ...(tests.length === 0 ? [] : [excludeText(tests)]),
  ].join('\n');
}

function hostsText(hosts: readonly (readonly [string, readonly string[]])[]): string {
  const lines = hosts.map(([host, charts]) => `#     - ${quoted(host)} # ${charts.map(quoted).join(', ')}`);
  return `# Charts from these hosts are deployed here. They are checked only if their hosts may be asked:
# fetch:
#   hosts:
${lines.join('\n')}
`;
}

function excludeText(folders: readonly string[]): string {
  return `# Manifests in these folders look like test data. If they are never deployed:
# exclude:
${folders.map((folder) => `#   - ${quoted(`${folder}/**`)}`).join('\n')}
`;
}

/** Maximum number of hosts, charts of a host, and folders. */
const most = 8;

/** A chart that is fetched from elsewhere. */
export interface ChartToFetch {
  readonly name: string;
  readonly address: string;
}

/** The hosts of charts, each with the names of its charts. */
export function chartHosts(charts: readonly ChartToFetch[]): (readonly [string, readonly string[]])[] {
  const names = new Map<string, Set<string>>();
  for (const { name, address } of charts) {
    const host = hostOf(address);
    if (host !== null) names.set(host, (names.get(host) ?? new Set()).add(name));
  }
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, most)
    .map(([host, all]) => [host, [...all].sort().slice(0, most)]);
}

/** Null for an address of another form: it can't be allowed. */
function hostOf(url: string): string | null {
  return /^[a-z+]+:\/\/(?:[^/@]*@)?([\w.-]+(?::\d+)?)(?:\/|$)/i.exec(url)?.[1]?.toLowerCase() ?? null;
}

/** The topmost folders with a name that tests have, in which sources are. */
export function testFolders(sources: readonly Pick<Source, 'path'>[]): string[] {
  const folders = sources.flatMap(({ path }) => {
    const parts = path.split('/');
    const depth = parts.findIndex((part) => /^(?:tests?|testdata|e2e|fixtures|__tests__)$/i.test(part));
    return depth === -1 ? [] : [parts.slice(0, depth + 1).join('/')];
  });
  return [...new Set(folders)].sort().slice(0, most);
}

/** Text from outside on one line, quoted unless it is plain: it must not leave its comment. */
function quoted(text: string): string {
  return /^[\w.@][\w./@*-]*(?::\d+)?$/.test(text) ? text : JSON.stringify(text);
}
