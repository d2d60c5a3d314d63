/** Describes a source as the report lists it. */
import { isPartial, valueFiles } from '../../sources/helm/chart.ts';
import { type Rendering } from '../../model/manifest.ts';
import { type ReportedSource } from '../../model/report.ts';
import { type DeployedBy } from '../../model/source.ts';

export function reportedSource({ source, status, manifests }: Rendering): ReportedSource {
  const { id, kind, path, target, deployment } = source;
  return {
    id,
    kind,
    path,
    values: valueFiles(source),
    target,
    status: isPartial(source) ? 'partial' : status,
    objects: manifests.length,
    ...(deployment === null ? {} : { deployment: reportedDeployment(deployment) }),
  };
}

function reportedDeployment({ name, place }: DeployedBy): NonNullable<ReportedSource['deployment']> {
  return { name, file: place.file, line: place.first };
}
