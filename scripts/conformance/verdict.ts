/** Renders a case with the native program and with Plimsoll, and decides whether they are equal. */
import { setTimeout } from 'node:timers/promises';
import type { Outcome } from '../command.ts';
import type { Case } from './cases.ts';
import { compare } from './compare.ts';
import { renderNatively, renderOurselves } from './render.ts';

/** The result of one case, and why it is not simply equal. */
export type Verdict =
  | { readonly kind: 'equal'; readonly objects: number }
  /** Equal except for places where two native renders differ as well. */
  | { readonly kind: 'random'; readonly objects: number; readonly places: readonly string[] }
  /** Neither renders. */
  | { readonly kind: 'both fail'; readonly native: string; readonly ours: string }
  | { readonly kind: 'different'; readonly why: readonly string[] };

/** The line of the output with the error, which may follow warnings; otherwise the first line. */
export function reason({ code, stderr }: Outcome): string {
  const lines = stderr.trim().split('\n');
  const line = lines.find((text) => text.startsWith('Error')) ?? lines[0] ?? '';
  return `exit ${code ?? 'by a signal'}: ${line.slice(0, 300)}`;
}

/** Whether a difference is at or below a random place. */
function isRandom(difference: string, random: readonly string[]): boolean {
  return random.some((place) => difference === place || difference.startsWith(`${place}.`));
}

async function judgeRenders(fixtures: string, item: Case, native: Outcome, ours: Outcome): Promise<Verdict> {
  const { objects, differences } = compare(native.stdout, ours.stdout);
  if (differences.length === 0) return { kind: 'equal', objects };
  // Wait for another second, so that values that depend on the clock differ too.
  await setTimeout(1100);
  const again = await renderNatively(fixtures, item);
  const random = compare(native.stdout, again.stdout).differences;
  const unexplained = differences.filter((difference) => !isRandom(difference, random));
  if (unexplained.length === 0) return { kind: 'random', objects, places: differences };
  return { kind: 'different', why: unexplained };
}

/** Renders a case with the native program and with the bundled command line, and compares. */
export async function judge(cli: string, fixtures: string, item: Case): Promise<Verdict> {
  const native = await renderNatively(fixtures, item);
  if (native.code === null) throw new Error(`${item.kind} is not on the path, or hangs: ${native.stderr}`);
  const ours = await renderOurselves(cli, fixtures, item);
  if (native.code === 0 && ours.code === 0) return judgeRenders(fixtures, item, native, ours);
  if (native.code === 0) return { kind: 'different', why: [`only ours fails, ${reason(ours)}`] };
  if (ours.code === 0) return { kind: 'different', why: [`only the native one fails, ${reason(native)}`] };
  return { kind: 'both fail', native: reason(native), ours: reason(ours) };
}
