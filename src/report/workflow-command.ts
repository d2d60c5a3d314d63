/** Formats and escapes commands to the GitHub Actions runner. */
import { spellOutInText } from './control-characters.ts';

/**
 * A command to the runner: `::name key=value,key=value::message`. The only way for outside text into a command, escaped
 * as the runner decodes it (github.com/actions/runner, ActionCommand: escape mappings).
 */
export function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const head = list.length > 0 ? `${name} ${list.join(',')}` : name;
  return `::${head}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  const visible = spellOutInText(text);
  return visible.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
