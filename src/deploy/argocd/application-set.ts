import { distinctBy } from '../../groups.ts';
import { at, isJsonMap } from '../../json.ts';
import { type JsonObject, type Path } from '../../model.ts';
import { type Declaration } from '../declaration.ts';
import { type Deployment } from '../deployment.ts';
import { type Field, fieldsOf } from '../field.ts';
import { type Found } from '../found.ts';
import { layOver } from '../merge.ts';
import { type Repository } from '../repository.ts';
import { homeOf } from '../target.ts';
import { argocdApplication } from './application.ts';
import { mostElements } from './generator-scope.ts';
import { elementsOf } from './generators.ts';
import { type Element } from './parameters.ts';
import { mostTemplated, renderValue, type TextBudget, tooMuchText } from './template.ts';

/** An ApplicationSet of Argo CD. https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/ */
export async function argocdApplicationSet(declaration: Declaration, repository: Repository): Promise<Found> {
  const set = fieldsOf(declaration);
  const isGo = set.at('spec', 'goTemplate').flag();
  if (set.at('spec', 'templatePatch').isThere) {
    set
      .at('spec', 'templatePatch')
      .unknown('What templatePatch makes of the applications is not followed.', 'applications');
    return { deployments: [rest(set, declaration)], problems: set.notes.problems };
  }
  const made: Found[] = [];
  const budget = { characters: mostTemplated };
  for (const generator of set.at('spec', 'generators').items()) {
    const elements = (await elementsOf(generator, { repository, isGo, depth: 0 })) ?? [];
    const left = mostElements - made.length;
    if (elements.length > left) sayCut(generator);
    const template = templateOf(set, generator);
    for (const element of elements.slice(0, left)) {
      const application = generated(set, template, element, isGo, budget);
      if (application !== null) made.push(await deployed(application, element, set, repository));
    }
  }
  const deployments = made.flatMap((one) => one.deployments);
  const unknown = set.notes.unknown.length > 0 ? [rest(set, declaration)] : [];
  return {
    deployments: [...deployments, ...unknown],
    problems: [...set.notes.problems, ...made.flatMap(({ problems }) => problems)],
  };
}

/** What the set deploys beside the applications that are known. */
function rest(set: Field, declaration: Declaration): Deployment {
  return {
    name: set.at('metadata', 'name').text() ?? '',
    declaredBy: 'argocd-applicationset',
    target: homeOf(declaration),
    namespace: null,
    place: set.place,
    declaredIn: [...set.notes.files].sort(),
    parts: [],
    createsNamespace: null,
    unknown: distinctBy(set.notes.unknown, ({ what, why }) => `${what} ${why}`),
  };
}

function sayCut(generator: Field): void {
  generator.problem(
    'too-large',
    `it makes more than ${mostElements} applications; the first ${mostElements} are looked at.`,
  );
}

/** The set's template under what the generator has of its own. `ways` leads from the set to each. */
interface Template {
  readonly object: JsonObject;
  readonly ways: readonly Path[];
}

function templateOf(set: Field, generator: Field): Template {
  const kind = Object.keys(generator.map() ?? {}).find((key) => generator.at(key, 'template').isThere);
  const common = set.at('spec', 'template');
  if (kind === undefined) return { object: common.map() ?? {}, ways: [common.path] };
  const own = generator.at(kind, 'template');
  return { object: layOver(common.map() ?? {}, own.map() ?? {}), ways: [own.path, common.path] };
}

/** The Application that the template makes of an element; null where some of it cannot be told, which is said. */
function generated(
  set: Field,
  template: Template,
  element: Element,
  isGo: boolean,
  budget: TextBudget,
): Declaration | null {
  const { value, faults } = renderValue(template.object, element.parameters, isGo, budget);
  const [why] = faults;
  if (budget.characters < 0) {
    set.at('spec', 'template').problem('too-large', tooMuchText);
    return null;
  }
  if (why !== undefined || !isJsonMap(value)) {
    set.at('spec', 'template').unknown(why ?? 'the template is no map.', 'applications');
    return null;
  }
  const home = set.at('metadata', 'namespace').text();
  const metadata = { namespace: home, ...(isJsonMap(value['metadata']) ? value['metadata'] : {}) };
  return {
    object: { ...value, metadata },
    from: set.from,
    written: (path) => {
      const way = template.ways.find((one) => at(set.value ?? undefined, [...one, ...path]) !== undefined);
      return set.at(...(way ?? template.ways.at(-1) ?? []), ...path).written;
    },
  };
}

async function deployed(
  application: Declaration,
  { place }: Element,
  set: Field,
  repository: Repository,
): Promise<Found> {
  const { deployments, problems } = await argocdApplication(application, repository);
  const named = deployments.map((deployment): Deployment => ({
    ...deployment,
    declaredBy: 'argocd-applicationset',
    place,
    declaredIn: [...new Set([...deployment.declaredIn, set.written.file, place.file])].sort(),
  }));
  return { deployments: named, problems };
}
