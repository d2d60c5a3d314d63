/** The organisation's rules: their file, and what it makes mandatory. */
import { z } from 'zod';
import { isMap } from '../../foundation/json.ts';
import { mapped } from '../../foundation/mapped.ts';
import { globMatcher } from '../../foundation/text/glob.ts';
import { type Path } from '../../model/json.ts';
import { configSchema, linesIn, parseWith, type WrittenConfig, writtenOf } from '../config/config.ts';
import { isoDate } from '../config/iso-date.ts';
import { configuredRules, setsByDefault } from '../config/rules.ts';
import { type GivenOrganisation } from '../trusted-config.ts';
import { type ConfigLayer, linesOfLeft, mergedOver } from './layer.ts';
import { isStricter } from './tightened-by.ts';

/** The file in the organisation's repository. */
export const organisationFile = 'plimsoll.yaml';

const repositories = z
  .string()
  .min(1)
  .describe('A pattern for `owner/name`; `*` is a part of it, `**` is every repository.');

const shared = configSchema.omit({ charts: true, extends: true, waivers: true }).shape;
const { waivers } = configSchema.shape;

const mandatory = z
  .strictObject({
    failOn: shared.failOn.describe('The laxest threshold that a repository may set.'),
    failOnExistingProblems: z.literal(true).optional().describe('Forbids false.'),
    kubernetesVersion: shared.kubernetesVersion.describe('Forbids any other version.'),
    fetch: z
      .strictObject({ hosts: shared.fetch.unwrap().shape.hosts })
      .optional()
      .describe('The only hosts that a repository may fetch from.'),
    rules: configuredRules
      .check(({ value, issues }) => {
        for (const [id, change] of Object.entries(value)) {
          if (change === undefined || Array.isArray(change) || change.enabled !== false) continue;
          const message = 'a rule that is off cannot be mandatory';
          issues.push({ code: 'custom', path: [id, 'enabled'], message, input: false });
        }
      })
      .describe('Rules that are on, with what they set; and sets whose rules are mandatory.'),
  })
  .prefault({})
  .describe('What a repository may tighten, and neither weaken nor waive.');

/** The stages of a rollout, from the quietest. */
export const rolloutStages = ['observe', 'comment', 'gate'] as const;
export type RolloutStage = (typeof rolloutStages)[number];

/** The organisation's file: the keys of a repository's that make sense for many, and its own. */
export const organisationSchema = z.strictObject({
  ...shared,
  waivers: z
    .array(waivers.unwrap().element.safeExtend({ repositories: repositories.optional() }))
    .default([])
    .describe('Findings that are accepted for a limited time, also of mandatory rules.'),
  mandatory,
  maxWaiverDays: z.int().min(1).max(3660).optional().describe('How many days a waiver may last (default: 180).'),
  rollout: z
    .array(
      z.strictObject({
        repositories,
        from: isoDate.optional().describe('The first day (default: always).'),
        stage: z
          .enum(rolloutStages)
          .describe('`observe` posts nothing and is green, `comment` posts and is green, `gate` decides.'),
      }),
    )
    .default([])
    .describe('How far a repository is; of the entries that apply, the last one counts (default: gate).'),
});

type OrganisationValue = z.infer<typeof organisationSchema>;

export interface Organisation {
  readonly given: GivenOrganisation;
  /** `owner/name` of the repository that it is read for; null if it is not known. */
  readonly repository: string | null;
  /** What a repository may change. */
  readonly defaults: ConfigLayer;
  /** What a repository may only tighten. */
  readonly mandatory: ConfigLayer;
  /** The section `mandatory`, as it is written. */
  readonly section: WrittenConfig;
  /** What holds in a repository that sets nothing. */
  readonly both: WrittenConfig;
  readonly rollout: OrganisationValue['rollout'];
  readonly maxWaiverDays: number | null;
  readonly lineOf: (path: Path) => number;
}

/**
 * Reads the organisation's file for one repository.
 *
 * @param repository `owner/name`; null if it is not known: then only the pattern `**` matches.
 * @throws {ConfigurationError} that names file, line and key.
 */
export function readOrganisation(given: GivenOrganisation, repository: string | null): Organisation {
  const { file, text } = given;
  const { value, raw } = parseWith(organisationSchema, file, text);
  const lineOf = linesIn(text);
  const forAll = value.waivers.map(({ repositories: _pattern, ...waiver }) => waiver);
  const own = forAll.filter((_, index) => isForRepository(value.waivers[index]?.repositories ?? '**', repository));
  const written = writtenOf(asConfig(value, own), raw);
  const section = sectionOf(value, raw);
  const ofMandatory = overDefaults(section, written);
  return {
    given,
    repository,
    defaults: {
      name: 'organisation',
      file,
      written,
      lineOf: linesOfLeft(lineOf, { waivers: forAll }, { waivers: own }),
    },
    mandatory: { name: 'mandatory', file, written: ofMandatory, lineOf: (path) => lineOf(['mandatory', ...path]) },
    section,
    both: mergedOver(written, ofMandatory),
    rollout: value.rollout,
    maxWaiverDays: value.maxWaiverDays ?? null,
    lineOf,
  };
}

/** The file as a repository's configuration. `own`: the waivers that are for this repository. */
function asConfig(
  { mandatory: _section, maxWaiverDays: _days, rollout: _rollout, ...value }: OrganisationValue,
  own: z.infer<typeof configSchema>['waivers'],
): z.infer<typeof configSchema> {
  return { ...value, charts: [], waivers: own };
}

/** The section `mandatory`. Its rules are on. */
function sectionOf({ mandatory: { rules, fetch, ...value } }: OrganisationValue, raw: unknown): WrittenConfig {
  const section: unknown = isMap(raw) ? raw['mandatory'] : undefined;
  const complete = configSchema.parse({ ...value, rules, ...(fetch === undefined ? {} : { fetch }) });
  const { rules: changes, ...written } = writtenOf(complete, section ?? {});
  return changes === undefined
    ? written
    : { ...written, rules: mapped(changes, (change) => ({ ...change, enabled: true })) };
}

/** What is mandatory, as a layer over the defaults: a default that is stricter stays, and sets are added. */
function overDefaults({ failOn, sets, ...section }: WrittenConfig, defaults: WrittenConfig): WrittenConfig {
  const isTighter = failOn !== undefined && (defaults.failOn === undefined || isStricter(failOn, defaults.failOn));
  return {
    ...section,
    ...(isTighter ? { failOn } : {}),
    ...(sets === undefined ? {} : { sets: [...new Set([...(defaults.sets ?? setsByDefault), ...sets])] }),
  };
}

/** Whether a pattern is for a repository. */
export function isForRepository(pattern: string, repository: string | null): boolean {
  // GitHub's names are the same in capital letters.
  return repository === null
    ? pattern === '**'
    : globMatcher(pattern.toLowerCase(), 'doublestar')(repository.toLowerCase());
}
