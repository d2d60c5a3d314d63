/** Leaves out what matters little in manifests that a project only tests itself with. */
import { isOfTests } from '../../foundation/text/environments.ts';
import { reaches } from '../../foundation/severity.ts';
import { type FailOn, type Finding } from '../../model/report.ts';
import { type Source } from '../../model/source.ts';
import { isChartTest } from '../../sources/helm/discover/chart-tests.ts';

/**
 * Without findings of medium and low severity in sources that nothing deploys and that lie in a folder of tests, or are a
 * chart with its `ci/` values. What a file elsewhere brings stays: a component that only a test builds is meant for others. What takes a protection away stays, and so does what reaches `failOn`.
 */
export function withoutTests(
  findings: readonly Finding[],
  sources: readonly Source[],
  failOn: FailOn,
): readonly Finding[] {
  const tests = new Map(sources.filter(isOfProjectsTests).map((source) => [source.id, source]));
  if (tests.size === 0) return findings;
  const isOfTest = ({ source: id, place }: Finding): boolean => {
    const source = tests.get(id);
    if (source === undefined) return false;
    return isChartTest(source) || place.kind === 'summary' || isOfTests(place.file);
  };
  return findings.filter((finding) => {
    const { severity, lost, removed } = finding;
    const counts = lost === true || removed === true || reaches(severity, 'high') || reaches(severity, failOn);
    return counts || !isOfTest(finding);
  });
}

function isOfProjectsTests(source: Source): boolean {
  return source.deployment === null && (isOfTests(source.path) || isChartTest(source));
}
