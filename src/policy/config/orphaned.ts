/** Reports waivers whose file a pull request moves, renames or deletes. */
import { type Notice } from '../../model/problem.ts';
import { type Tree } from '../../model/tree.ts';
import { type ConfiguredWaiver } from './waiver-entries.ts';
import { filesFitting, hasEnded } from './waivers.ts';

export interface WaiversStanding {
  /** The waivers of the trusted configuration that remain after the merge, with their lines there. */
  readonly waivers: readonly { readonly waiver: ConfiguredWaiver; readonly line: number }[];
  readonly file: string;
  readonly today: string;
}

/** Notices about waivers for files that a pull request moves, renames or deletes: they match no file at head. */
export function orphanedWaivers({ waivers, file, today }: WaiversStanding, base: Tree, head: Tree): Notice[] {
  const gone = [...base.files.keys()].filter((path) => !head.files.has(path));
  if (gone.length === 0) return [];
  return waivers.flatMap(({ waiver, line }): Notice[] => {
    if (waiver.file === undefined || hasEnded(waiver, today)) return [];
    const fits = filesFitting(waiver.file);
    const lost = gone.filter(fits);
    const [first] = lost;
    if (first === undefined || [...head.files.keys()].some(fits)) return [];
    const which = `The waiver at ${file}:${line} (${waiver.rule}) is for ${waiver.file}, which matches no file any more`;
    const message = `${which}: ${whatBecame(first, lost.length - 1, base, head)} Correct it, or remove it.`;
    const place = { kind: 'lines', file, first: line, last: line } as const;
    return [{ code: 'waiver-orphaned', subject: file, message, place }];
  });
}

function whatBecame(path: string, others: number, base: Tree, head: Tree): string {
  const more = others === 0 ? '' : ` So ${others === 1 ? 'is 1 other' : `are ${others} others`}.`;
  const digest = base.files.get(path)?.digest;
  const moved = [...head.files.values()].find((file) => file.digest === digest && !base.files.has(file.path));
  return moved === undefined ? `${path} is gone.${more}` : `${path} is now ${moved.path}.`;
}
