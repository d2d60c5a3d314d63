/** Labels of deployments for reports. */
import { type Report, type ReportedSource, type ReportedUnknown } from '../model/report.ts';

/** The labels of the deployments of sources with these ids; empty if they have none. */
export type DeploymentsOf = (sources: readonly string[]) => readonly string[];

export function deploymentsOf({ sources }: Pick<Report, 'sources'>): DeploymentsOf {
  const labels = new Map(sources.map((source) => [source.id, deploymentLabel(source)]));
  return (ids) => [...new Set(ids.map((id) => labels.get(id) ?? null))].filter((label) => label !== null);
}

function deploymentLabel({ deployment, target }: ReportedSource): string | null {
  return deployment === undefined ? null : labelOf(deployment.name, target, deployment.file);
}

/** `web in prod: apps/web-prod.yaml`; without the cluster if it is the default. */
function labelOf(name: string, target: string, file: string): string {
  return `${name}${target === 'default' ? '' : ` in ${target}`}: ${file}`;
}

export function unknownLabel({ deployment, target, file, line }: ReportedUnknown): string {
  return `${labelOf(deployment, target, file)}:${line}`;
}

/** `deployed by web in prod: apps/web-prod.yaml and 2 more`; empty without a deployment. */
export function deployedBy(deployments: readonly string[]): string {
  const [first, ...others] = deployments;
  if (first === undefined) return '';
  return `deployed by ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
