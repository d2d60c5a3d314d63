import { runNode } from '../command.ts';
import type { Step } from '../steps.ts';

/** A step that holds when a command ends with 0; what it prints says what is wrong. `advice`: what to run then. */
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
