/** Rejects chart flags when no chart was selected, because they would silently have no effect. */
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';

/**
 * @param problems problems of the sources: a file that could not be read may be the chart.
 * @throws {ConfigurationError} if none of the sources is a chart.
 */
export function requireChart(sources: readonly Source[], problems: readonly Problem[]): void {
  if (problems.length > 0 || sources.some(({ kind }) => kind === 'helm')) return;
  const flags = '--values, --set, --release-name, --namespace and --skip-schema-validation';
  throw new ConfigurationError('PATH', `${flags} apply only to Helm charts, and the given paths have none.`, 'usage');
}
