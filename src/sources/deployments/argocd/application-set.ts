/** Makes the Applications of an Argo CD ApplicationSet, and their deployments. */
import { noDocument, type Declaration } from '../declaration.ts';
import { type Json, type JsonObject, type Path } from '../../../model/json.ts';
import { canonical, at, isJsonMap } from '../../../foundation/json.ts';
import { distinctBy } from '../../../foundation/groups.ts';
import { type Deployment } from '../deployment.ts';
import { type Field, declarationFields } from '../field.ts';
import { type FoundDeployments } from '../found.ts';
import { layOver } from '../merge.ts';
import { type Repository } from '../repository.ts';
import { homeOf } from '../target.ts';
import { argocdApplication } from './application.ts';
import { mostElements } from './generator-scope.ts';
import { elementsOf } from './generators.ts';
import { type Element } from './parameters.ts';
import { renderValues, sayFault } from './template.ts';
import { isPatched, templatePatch } from './template-patch.ts';
import { type Filling, fillingOf } from './text-filling.ts';

/** An ApplicationSet of Argo CD. https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/ */
export async function argocdApplicationSet(
  declaration: Declaration,
  repository: Repository,
): Promise<FoundDeployments> {
  const set = declarationFields(declaration);
  const applications = await applicationsOf(set, repository);
  const made = await Promise.all(applications.map(async (each) => deployed(each, set, repository)));
  const deployments = made.flatMap((one) => one.deployments);
  const unknown = set.notes.unknown.length > 0 ? [rest(set, declaration)] : [];
  return {
    deployments: [...deployments, ...unknown],
    problems: [...set.notes.problems, ...made.flatMap(({ problems }) => problems)],
  };
}

/** An Application that a set makes for one element of a generator. */
export interface Generated {
  readonly application: Declaration;
  readonly element: Element;
}

/** The Applications of a set; what is not known is noted at its fields. */
export async function applicationsOf(set: Field, repository: Repository): Promise<Generated[]> {
  const filling = fillingOf(set, repository.fill);
  const made: Generated[] = [];
  for (const generator of set.at('spec', 'generators').items()) {
    const elements = (await elementsOf(generator, { repository, filling, depth: 0 })) ?? [];
    const left = mostElements - made.length;
    if (elements.length > left) sayCut(generator);
    made.push(...(await generated(set, templateOf(set, generator), elements.slice(0, left), filling)));
  }
  return made;
}

/** Stands for the Applications of the set that are not known. */
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
    `it generates more than ${mostElements} applications; only the first ${mostElements} are reviewed.`,
  );
}

/** The set's template with the generator's own template merged over it. `ways`: the paths from the set to both. */
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

/** What a Go template prints for a missing parameter. No Kubernetes name contains it. */
const noValue = '<no value>';

/** The Applications that the template and the patch give for the elements; those that are not known are left out. */
async function generated(
  set: Field,
  template: Template,
  elements: readonly Element[],
  filling: Filling,
): Promise<Generated[]> {
  const patch = set.at('spec', 'templatePatch').text();
  const value = { template: template.object, ...(patch === null ? {} : { patch }) };
  const rendered = await renderValues(value, elements, filling, ([part]) => (part === 'patch' ? 'patch' : 'plain'));
  const faults = rendered.flatMap((each) => each.faults[0] ?? []);
  for (const fault of distinctBy(faults, ({ code, path }) => canonical([code, path])))
    sayFault(fault.code === null ? fieldOf(set, template, fault.path) : set.at('spec', 'template'), fault);
  return elements.flatMap((element, index): Generated[] => {
    const filled = rendered[index];
    const application = filled?.faults.length === 0 ? declarationOf(set, template, filled.value) : null;
    return application === null ? [] : [{ application, element }];
  });
}

/** The field of a set in which a text of its template or patch is written. */
function fieldOf(set: Field, { ways }: Template, [part, ...path]: Path): Field {
  return part === 'patch' ? set.at('spec', 'templatePatch') : set.at(...wayTo(set, ways, path), ...path);
}

/** The path to the template that has the field: the generator's or the set's. */
function wayTo(set: Field, ways: Template['ways'], path: Path): Path {
  return ways.find((one) => at(set.value ?? undefined, [...one, ...path]) !== undefined) ?? ways.at(-1) ?? [];
}

/** The Application of a filled template and patch; null where it is not known, which is noted. */
function declarationOf(set: Field, template: Template, filled: Json): Declaration | null {
  const [value = null, text] = [at(filled, ['template']), at(filled, ['patch'])];
  if (!isJsonMap(value)) {
    set.at('spec', 'template').unknown('the template is not a map.', 'applications');
    return null;
  }
  const patch = typeof text === 'string' ? templatePatch(value, text) : null;
  if (patch?.ok === false) {
    set.at('spec', 'templatePatch').unknown(patch.why, 'applications');
    return null;
  }
  const whole = patch?.application ?? value;
  const name = at(whole, ['metadata', 'name']);
  if (typeof name === 'string' && name.includes(noValue)) {
    const field = fieldOf(set, template, ['template', 'metadata', 'name']);
    field.unknown(`no generator provides a part of its name, which would be ${name}.`, 'applications');
    return null;
  }
  const home = set.at('metadata', 'namespace').text();
  const metadata = { namespace: home, ...(isJsonMap(whole['metadata']) ? whole['metadata'] : {}) };
  return {
    object: { ...whole, metadata },
    from: set.from,
    written: (path) => {
      if (patch?.ok === true && isPatched(patch.patch, path))
        return { ...set.at('spec', 'templatePatch').written, document: noDocument };
      return set.at(...wayTo(set, template.ways, path), ...path).written;
    },
  };
}

async function deployed(
  { application, element: { place } }: Generated,
  set: Field,
  repository: Repository,
): Promise<FoundDeployments> {
  const { deployments, problems } = await argocdApplication(application, repository);
  const named = deployments.map((deployment): Deployment => ({
    ...deployment,
    declaredBy: 'argocd-applicationset',
    place,
    declaredIn: [...new Set([...deployment.declaredIn, set.written.file, place.file])].sort(),
  }));
  return { deployments: named, problems };
}
