import { declarationsOf, findDeployments } from '../../src/deploy/find-deployments.ts';
import { type Deployment, type Part } from '../../src/deploy/deployment.ts';
import { foldersOf } from '../../src/deploy/folders.ts';
import { type Found } from '../../src/deploy/found.ts';
import { type ThisRepository } from '../../src/deploy/repository.ts';
import { folderTree } from '../../src/snapshot/folder.ts';
import { textsOf } from '../../src/texts.ts';
import { type Content, temporaryFolder } from '../snapshot/temporary.ts';

export const shop: ThisRepository = { urls: ['git@github.com:acme/shop.git'], branches: ['main'] };

/** What the YAML files of a folder declare; files that are not YAML are read by declarations only. */
export async function found(contents: Readonly<Record<string, Content>>, known: ThisRepository = shop): Promise<Found> {
  const tree = await folderTree(temporaryFolder(contents), { tracked: false, digests: 'stat' });
  const texts = textsOf(tree);
  const files = [...tree.files.keys()].filter((path) => path.endsWith('.yaml') && !path.includes('templates/'));
  return findDeployments({ tree, texts, folders: foldersOf(tree) }, await declarationsOf(texts, files), known);
}

/** The one deployment that a folder declares, without problems. */
export async function deployment(contents: Readonly<Record<string, Content>>): Promise<Deployment> {
  const { deployments, problems } = await found(contents);
  const [first] = deployments;
  if (first === undefined || deployments.length > 1 || problems.length > 0)
    throw new Error(JSON.stringify({ deployments, problems }, null, 1));
  return first;
}

export async function part(contents: Readonly<Record<string, Content>>): Promise<Part | undefined> {
  return (await deployment(contents)).parts[0];
}

export const lines = (file: string, first: number, last = first) => ({ kind: 'lines', file, first, last }) as const;
export const chartYaml = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
