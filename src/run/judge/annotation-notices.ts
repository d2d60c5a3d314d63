/** Reports waivers in annotations: wrong, ended, unused or ending ones, and those that a pull request brings. */
import { within } from '../../foundation/border.ts';
import { groupBy } from '../../foundation/groups.ts';
import { objectLabel, objectName } from '../../foundation/kubernetes/names.ts';
import { type Compared } from '../../model/finding.ts';
import { type Manifest } from '../../model/manifest.ts';
import { type Notice, type Place } from '../../model/problem.ts';
import { isAnnotatedFor, type WaiverAnnotation } from '../../policy/config/waiver-annotations.ts';
import { broughtText } from '../../policy/config/waiver-brought.ts';
import { type WaiverTerms } from '../../policy/config/waiver-entries.ts';
import { endingText } from '../../policy/config/waiver-notices.ts';
import { hasEnded } from '../../policy/config/waivers.ts';
import { type Locator } from '../../sources/locate/locate.ts';
import { placeInRepository } from '../../sources/remote/brought.ts';
import { tracerOf } from '../../sources/helm/trace/trace.ts';
import { type InspectedSide } from '../look/inspected-side.ts';
import { type JudgeInput } from './judge-input.ts';
import { locatorIn, templatesBySource } from './locators.ts';
import { allManifests } from './stood-at-base.ts';

/** An annotation of one object, as all sources render it that have it. */
interface Annotated {
  readonly manifest: Manifest;
  readonly annotation: WaiverAnnotation;
  /** What it covers or would cover: findings of head. */
  readonly findings: readonly Compared[];
  /** Whether base has it. */
  readonly isOld: boolean;
}

/** Maximum number of notices: a pull request can bring any number of annotations. */
const mostSaid = 20;

/** Notices about the waivers in annotations of head; in a review only about those that matter to the change. */
export async function annotationNotices(input: JudgeInput): Promise<Notice[]> {
  const said = annotatedIn(input).flatMap((one) => {
    const text = input.base === null ? saidInAudit(one, input) : saidInReview(one, input);
    return text === null ? [] : [{ ...one, ...text }];
  });
  if (said.length === 0) return [];
  const shown = said.slice(0, mostSaid);
  const locate = locatorAmong(
    shown.map(({ manifest }) => manifest),
    input,
  );
  return Promise.all(shown.map((one) => noticeOf(one, locate, input.head)));
}

function annotatedIn({ base, head, compared, setting }: JudgeInput): Annotated[] {
  const { annotationsOf } = setting;
  const byObject = groupBy(
    compared.filter(({ status }) => status !== 'fixed'),
    ({ manifest }) => manifest,
  );
  const all = allManifests(head.renderings).flatMap((manifest) =>
    annotationsOf(manifest.object).map((annotation) => ({ manifest, annotation })),
  );
  if (all.length === 0) return [];
  const old = new Set(
    allManifests(base?.renderings ?? []).flatMap((manifest) =>
      annotationsOf(manifest.object).map((annotation) => nameOf({ manifest, annotation })),
    ),
  );
  return [...groupBy(all, nameOf)].map(([name, [first, ...others]]) => ({
    ...first,
    isOld: old.has(name),
    findings: [first, ...others].flatMap(({ manifest, annotation }) =>
      (byObject.get(manifest) ?? []).filter((finding) => isAnnotatedFor(annotation, finding)),
    ),
  }));
}

function nameOf({ manifest: { object }, annotation }: Pick<Annotated, 'manifest' | 'annotation'>): string {
  return JSON.stringify([objectLabel(objectName(object)), annotation.path, annotation.text]);
}

interface Text {
  readonly code: Notice['code'];
  readonly message: string;
}

function saidInAudit(one: Annotated, { head, setting }: JudgeInput): Text | null {
  const { annotation, manifest, findings } = one;
  const which = labelOf(one);
  if ('fault' in annotation.read) return faultText(which, annotation.read.fault);
  const { terms } = annotation.read;
  if (hasEnded(terms, setting.today)) return endedText(which, terms);
  const isOpen =
    head.evaluated.hanging.some(
      ({ finding }) => finding.manifest === manifest && isAnnotatedFor(annotation, finding),
    ) || head.renderings.some(({ source, problems }) => source.id === manifest.source && problems.length > 0);
  if (findings.length > 0 || isOpen) return ending(which, annotation, terms, setting.today);
  const message = `${which} matches nothing: the object has no finding of ${annotation.rule}. Remove it.`;
  return { code: 'waiver-unused', message };
}

function saidInReview(one: Annotated, { head, setting }: JudgeInput): Text | null {
  const { annotation, manifest, findings, isOld } = one;
  const which = labelOf(one);
  const standing = findings.filter(({ waiver }) => waiver === null);
  const isAsked = standing.some(({ status }) => status === 'new' || status === 'worsened');
  if ('fault' in annotation.read) return isOld && !isAsked ? null : faultText(which, annotation.read.fault);
  const { terms } = annotation.read;
  if (hasEnded(terms, setting.today)) return isOld && !isAsked ? null : endedText(which, terms);
  const isTrusted = head.waiving?.trusts(manifest, annotation) === true;
  if (isTrusted) return findings.length > 0 ? ending(which, annotation, terms, setting.today) : null;
  if (isOld && standing.length === 0) return null;
  return { code: 'waiver-brought', message: broughtText(which, standing.length) };
}

function labelOf({ annotation, manifest }: Annotated): string {
  return `The annotation ${String(annotation.path.at(-1))} of ${objectLabel(objectName(manifest.object))}`;
}

function faultText(which: string, fault: string): Text {
  return { code: 'waiver-invalid', message: `${which} waives nothing: ${fault}.` };
}

function endedText(which: string, { expires }: WaiverTerms): Text {
  return {
    code: 'waiver-ended',
    message: `${which} ended on ${expires} and waives nothing any more. Renew it, or remove it.`,
  };
}

function ending(which: string, { rule }: WaiverAnnotation, terms: WaiverTerms, today: string): Text | null {
  const message = endingText(which, { ...terms, rule }, today);
  return message === null ? null : { code: 'waiver-ending', message };
}

function locatorAmong(manifests: readonly Manifest[], { head, setting }: JudgeInput): Locator {
  const placed = manifests.map((manifest) => ({ manifest }));
  return locatorIn(head, tracerOf(head, setting, templatesBySource(placed)), placed, setting);
}

async function noticeOf(
  { manifest, annotation, code, message }: Annotated & Text,
  locate: Locator,
  { side }: InspectedSide,
): Promise<Notice> {
  const found = await within(
    () => locate(manifest, annotation.path),
    (why): Place => ({ kind: 'summary', why }),
  );
  const place = placeInRepository(found, side.brought.get(manifest.source) ?? []);
  return { code, subject: manifest.source, message, ...(place.kind === 'summary' ? {} : { place }) };
}
