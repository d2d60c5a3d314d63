/** For each line of the new file that a patch shows, which hunk it is in: read line by line, as a diff is drawn. */
export function linesShown(patch: string | undefined): ReadonlyMap<number, number> {
  const shown = new Map<number, number>();
  let line = 0;
  let hunk = 0;
  for (const text of (patch ?? '').split('\n')) {
    const header = /^@@ .*\+(\d+)/.exec(text);
    if (header !== null) {
      line = Number(header[1]);
      hunk += 1;
    } else if (text.startsWith('+') || text.startsWith(' ')) {
      shown.set(line, hunk);
      line += 1;
    }
  }
  return shown;
}
