/** The key `extends`: which commit of which repository has the organisation's rules. */

/** `owner/repository@<40 hex>`. A branch or a tag is refused: whoever moves it would change what is allowed here. */
export const policyReference = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/(?!\.{1,2}@)[\w.-]+@[0-9a-f]{40}$/;

/** A commit of a repository on the server of this one. */
export interface PolicyReference {
  readonly owner: string;
  readonly repository: string;
  /** 40 hex digits. */
  readonly commit: string;
}

/** The parts of a reference that has the form above. */
export function policyReferenceOf(text: string): PolicyReference {
  const [path = '', commit = ''] = text.split('@');
  const [owner = '', repository = ''] = path.split('/');
  return { owner, repository, commit };
}
