import { openEngines } from '../engine/open-engines.ts';
import { type Fill } from '../../src/engine/filling.ts';
import { declarationsOf, findDeployments } from '../../src/sources/deployments/find-deployments.ts';
import { type Deployment, type DeployedPartKind } from '../../src/sources/deployments/deployment.ts';
import { foldersOf } from '../../src/snapshot/folders.ts';
import { type FoundDeployments } from '../../src/sources/deployments/found.ts';
import { type ThisRepository } from '../../src/sources/deployments/repository.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/snapshot/texts.ts';
import { type Content, temporaryFolder } from '../snapshot/temporary.ts';

export const shop: ThisRepository = { urls: ['git@github.com:acme/shop.git'], branches: ['main'] };

const engines = openEngines();

/** The real engine's. */
export const fill: Fill = engines.helm.fill;

/** What the YAML files of a folder declare; files that are not YAML are read by declarations only. Without digests. */
export async function found(
  contents: Readonly<Record<string, Content>>,
  known: ThisRepository = shop,
  by: Fill = fill,
): Promise<FoundDeployments> {
  const tree = await folderTree(temporaryFolder(contents), { tracked: false, digests: 'stat' });
  const texts = textsOf(tree);
  const files = [...tree.files.keys()].filter((path) => path.endsWith('.yaml') && !path.includes('templates/'));
  const all = await findDeployments(
    { tree, texts, folders: foldersOf(tree), fill: by },
    await declarationsOf(texts, files),
    known,
  );
  return { ...all, deployments: all.deployments.map(withoutDigests) };
}

function withoutDigests(deployment: Deployment): Deployment {
  return { ...deployment, unknown: deployment.unknown.map(({ what, why, place }) => ({ what, why, place })) };
}

/** The one deployment that a folder declares, without problems. */
export async function deployment(contents: Readonly<Record<string, Content>>): Promise<Deployment> {
  const { deployments, problems } = await found(contents);
  const [first] = deployments;
  if (first === undefined || deployments.length > 1 || problems.length > 0)
    throw new Error(JSON.stringify({ deployments, problems }, null, 1));
  return first;
}

export async function part(contents: Readonly<Record<string, Content>>): Promise<DeployedPartKind | undefined> {
  return (await deployment(contents)).parts[0];
}

export const lines = (file: string, first: number, last = first) => ({ kind: 'lines', file, first, last }) as const;
export const chartYaml = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
