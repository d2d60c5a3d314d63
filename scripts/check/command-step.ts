/** A step of `npm run check` that runs a command. */
import { runNode } from '../command.ts';
import type { Step } from '../steps.ts';

/**
 * A step that passes if a command exits with 0; otherwise its output says what is wrong. `advice`: what to run then.
 */
export function commandStep(root: string, name: string, args: readonly string[], advice?: string): Step {
  return {
    name,
    run: async () => {
      const { code, stdout, stderr } = await runNode(root, args);
      if (code === 0) return [];
      return [`${stdout}${stderr}`.trim(), ...(advice === undefined ? [] : [advice])];
    },
  };
}
