/** Checks who must approve a change of Plimsoll's workflow and configuration. */
import { baselineFile } from '../policy/baseline.ts';
import { ownFile } from '../policy/trust.ts';
import { good, mend, type Said } from './advice.ts';
import { type SetUp } from './repository.ts';
import { isGate, plimsollJobs } from './workflow/plimsoll-jobs.ts';

/** The files that decide what is checked and what counts: the configuration, the baseline if there is one, and the workflows that review. */
export function decidingFiles({
  workflows,
  isAction,
  hasBaseline,
}: Pick<SetUp, 'workflows' | 'isAction' | 'hasBaseline'>): string[] {
  const files = plimsollJobs(workflows, isAction)
    .filter(isGate)
    .map(({ workflow }) => workflow.file);
  return [...new Set([...files, ownFile, ...(hasBaseline ? [baselineFile] : [])])];
}

/** The lines for CODEOWNERS that these files lack; empty if each has an owner. */
export function ownerLines({ codeOwners }: Pick<SetUp, 'codeOwners'>, files: readonly string[]): string[] {
  return files.filter((file) => (codeOwners?.of(file).length ?? 0) === 0).map((file) => `/${file} @OWNER`);
}

/** Whether each of these files has code owners. */
export function checkOwners(setUp: SetUp): Said[] {
  const { codeOwners } = setUp;
  const remedy = (file: string): string =>
    `Add to ${codeOwners?.file ?? '.github/CODEOWNERS'}, with a user or team of yours: /${file} @OWNER. Then let a rule of the branch require the review of code owners.`;
  return decidingFiles(setUp).map((file) => {
    const owners = codeOwners?.of(file) ?? [];
    return owners.length > 0
      ? good('owners', `${file} belongs to ${owners.join(', ')}.`)
      : mend(
          'owners',
          `${file} has no code owner: who can merge can change ${file === baselineFile ? 'which findings count' : 'what is checked'}.`,
          remedy(file),
        );
  });
}
