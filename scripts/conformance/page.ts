import { type ChartShare, sharesTable } from './shares.ts';
import { explanation, type Result, verdictTable } from './tables.ts';

/** docs/conformance.md: the tables of a run, and what the mutation runs showed, which take too long for every run. */
export function pageOf(results: readonly Result[], shares: readonly ChartShare[], fixtures: string): string {
  const page = [
    '# Conformance',
    '',
    'Made by `npm run conformance -- --page docs/conformance.md`. Charts and kustomizations of other projects are rendered',
    'by Helm 4.3.1 and Kustomize 5.8.2 and by Plimsoll, and compared object by object. `random` are renders that differ from',
    'one run of Helm to the next (passwords, certificates) and are equal but for these values; `both fail` are those that',
    'neither renders.',
    '',
    fenced([verdictTable(results)]),
    '',
    '## What neither renders, and why',
    '',
    fenced(results.flatMap(explanation)),
    '',
    '## Lines',
    '',
    'How many rendered lines name a line of a template, or of a values file, whose text can have produced them:',
    '',
    fenced(sharesTable(shares)),
    '',
    mutation.trim(),
    '',
  ].join('\n');
  return page.replaceAll(`${fixtures}/`, '');
}

function fenced(lines: readonly string[]): string {
  const text = lines
    .join('\n')
    .trim()
    .replaceAll(/[ \t]+$/gm, '');
  return ['```text', text, '```'].join('\n');
}

const mutation = `
## By mutation

These take half an hour each, and are run by hand on the same charts (seed 1). What is changed is rendered by native Helm.

**Lines** (\`npx tsx scripts/conformance/lines.ts\`): of 2,000 rendered lines, the source line that each is said to come from
is changed; exactly the lines that are said to come from it have to change. "Not changed" are claims for which the script
knows no change that keeps the chart rendering.

\`\`\`text
class             claims  not changed  tried  exact
text                1063            0   1063   1063  100.00 %
scalar action        488           61    427    425   99.53 %
library chart         94           10     84     83   98.81 %
range over a map      27            0     27     27  100.00 %
tpl                   33           32      1      1  100.00 %
toYaml block         214            0    214     79   36.92 %
.Files                64            0     64      0    0.00 %
trimmed               17            2     15      0    0.00 %
all                 2000          105   1895   1678   88.55 %
\`\`\`

The last three classes are not explained yet. Nearly all of their differences are lines of one action that prints many
lines (a whole file, a map): the changed action prints other lines, and the script cannot yet tell which of them took
whose place.

**Values** (\`npx tsx scripts/conformance/values.ts\`): of each chart, 50 scalar leaves of values.yaml are changed; the fields
that change have to trace back to that leaf. Of 20 charts, 17 were run to the end: 765 of 769 traced (99.5 %), none to a
wrong leaf. bitnami-redis, online-boutique and opentelemetry-collector were not run again with the final script.

**Fixes** (\`npx tsx scripts/conformance/fixes.ts\`): of the findings that a rule offers an edit for, the share that got a
suggestion that held.

\`\`\`text
                      fixable  suggested  values  template  plain file  resource  patch
charts                    280        280      70        56         154
kustomizations            148        148                              5       105     38
manifests               1,278      1,278                11       1,267
46 pull requests           80         80      20                     9        51
\`\`\`

68 further findings of such rules offer no edit, most of them because the container is privileged anyway. All pairs of
suggestions of a pull request, and all together, were applied, rendered and evaluated: 95 of 95 hold.
`;
