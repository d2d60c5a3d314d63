/** Leaves out what matters little in manifests that a project only tests itself with. */
import { isOfTests } from '../../foundation/text/environments.ts';
import { reaches } from '../../foundation/severity.ts';
import { type FailOn, type Finding } from '../../model/report.ts';
import { type Source } from '../../model/source.ts';
import { isChartTest } from '../../sources/helm/discover/chart-tests.ts';

/**
 * Without findings of medium and low severity in sources that nothing deploys and that lie in a folder of tests, or are a
 * chart with its `ci/` values. What takes a protection away stays, and so does what reaches `failOn`.
 */
export function withoutTests(
  findings: readonly Finding[],
  sources: readonly Source[],
  failOn: FailOn,
): readonly Finding[] {
  const tests = new Set(sources.filter(isOfProjectsTests).map(({ id }) => id));
  if (tests.size === 0) return findings;
  return findings.filter(
    ({ source, severity, lost, removed }) =>
      !tests.has(source) || lost === true || removed === true || reaches(severity, 'high') || reaches(severity, failOn),
  );
}

function isOfProjectsTests(source: Source): boolean {
  return source.deployment === null && (isOfTests(source.path) || isChartTest(source));
}
