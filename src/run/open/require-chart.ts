/** Flags for charts need a chart: given for anything else, they would change nothing without a word. */
import { ConfigurationError } from '../../foundation/errors.ts';
import { type Problem } from '../../model/problem.ts';
import { type Source } from '../../model/source.ts';

/**
 * @param problems of the sources: what could not be read may be the chart.
 * @throws {ConfigurationError} where none of the sources is a chart.
 */
export function requireChart(sources: readonly Source[], problems: readonly Problem[]): void {
  if (problems.length > 0 || sources.some(({ kind }) => kind === 'helm')) return;
  const flags = '--values, --set, --release-name, --namespace and --skip-schema-validation';
  throw new ConfigurationError('PATH', `${flags} are for Helm charts, and there is none in what is named.`, 'usage');
}
