/** Builds a kustomization to read the declarations that it renders. */
import { type Lines } from '../../model/problem.ts';
import { type BuiltFrom, builtDeclaration, documentsIn } from './built-declaration.ts';
import { type Declaration, noDocument } from './declaration.ts';
import { generatedDeclaration, isOfGenerator } from './generated-declaration.ts';
import { declarationsOf } from './find-deployments.ts';

import { type Answer } from '../../engine/outcome.ts';
import { chartDocument } from '../kustomize/chart-documents.ts';
import { type Json, type JsonObject } from '../../model/json.ts';
import { type KustomizeSource } from '../../model/source.ts';
import { lastChanges } from '../render/finish.ts';
import { isKubernetesObject } from '../render/objects.ts';
import { type Build, buildOf } from '../kustomize/render/render.ts';
import { type Texts } from '../../snapshot/texts.ts';
import { type Deployable } from './deployed.ts';
import { placeOfChart } from '../kustomize/discover/kustomizations.ts';
import { generatorsOf } from '../kustomize/discover/generators.ts';
import { type DiscoverOptions } from '../discover/options.ts';

/** What building a kustomization for its declarations needs. */
export interface BuildContext extends Pick<DiscoverOptions, 'engines' | 'kubernetesVersion'> {
  readonly texts: Texts;
  readonly deployable: Deployable;
  /** Paths of chart templates that render objects which deploy something. */
  readonly templates: ReadonlySet<string>;
}

/**
 * The objects of a build. A failing build is reported where it is rendered; here its resources are read as they are
 * written.
 */
export async function declarationsBuilt(
  source: KustomizeSource,
  from: Declaration['from'],
  context: BuildContext,
): Promise<Declaration[]> {
  const { texts, deployable } = context;
  const answer = await built(source, context);
  const documents = await documentsOf(source.reads, texts);
  if (!answer.ok) {
    const files = source.reads.filter((path) => deployable.manifests.has(path)).filter(isResource(deployable));
    return (await declarationsOf(texts, files)).map((declaration) => ({ ...declaration, from }));
  }
  const generators = await generatorsOf(source.path, source.reads, deployable, texts);
  const build = JSON.stringify([source.path, from]);
  const declared = await Promise.all(
    answer.value.resources.map(async ({ text, origin }): Promise<readonly Declaration[]> => {
      const value = JSON.parse(text) as Json;
      if (!isKubernetesObject(value)) return [];
      const object = source.finishing === null ? value : lastChanges(value, source.finishing).object;
      if (isOfGenerator(value) && (origin?.path ?? null) === null)
        return [generatedDeclaration({ object, built: value }, generators, from)];
      if (origin === null) return [];
      const chart = origin.path === null ? null : chartDocument(origin.path);
      if (chart !== null) return [ofChart(object, await placeOfChart(chart, texts), from)];
      const declaration = builtDeclaration({ object, original: origin.original, file: origin.path }, documents, from);
      return declaration === null ? [] : [declaration];
    }),
  );
  return declared.flat().map((declaration) => ({ ...declaration, build }));
}

/** Renders its charts too if they have something to declare, where the charts are in the repository. */
async function built(
  source: KustomizeSource,
  { deployable, engines, kubernetesVersion, templates }: BuildContext,
): Promise<Answer<Build>> {
  const isWanted = source.reads.some((path) => templates.has(path));
  const context = { helm: engines.helm, kubernetesVersion };
  const whole = isWanted ? await buildOf(source, deployable.tree, engines, context) : null;
  return whole?.ok === true ? whole : buildOf(source, deployable.tree, engines, null);
}

/** A chart's object: every field is placed at the chart's entry. */
function ofChart(object: JsonObject, { file, first, last }: Lines, from: Declaration['from']): Declaration {
  return { object, from, written: (path) => ({ file, document: noDocument, path, first, last }) };
}

/** Whether a file holds whole objects. Patches of a kustomization hold only parts. */
function isResource({ kustomizations, named }: Deployable): (path: string) => boolean {
  const resources = new Set([...kustomizations.values()].flatMap((kustomization) => kustomization.resources));
  return (path) => !named.has(path) || resources.has(path);
}

async function documentsOf(files: readonly string[], texts: Texts): Promise<BuiltFrom[]> {
  const documents = await Promise.all(
    files.map(async (file) => {
      const text = await texts.of(file);
      return text.ok ? documentsIn(file, text.text) : [];
    }),
  );
  return documents.flat();
}
