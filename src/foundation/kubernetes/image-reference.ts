/** The parts of `registry:5000/name:tag@digest`; what is missing is null. */
export interface ImageReference {
  /** With its registry. */
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** A colon before the last slash belongs to a port. */
export function imageReference(image: string): ImageReference {
  const [tagged = '', digest = null] = image.split('@');
  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  return colon === -1
    ? { name: tagged, tag: null, digest }
    : { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest };
}

/**
 * A name that nodes accept (the grammar of github.com/distribution/reference): a registry that may have a port, lower-case parts,
 * one tag, one digest.
 */
const imageName =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][\w.+-]*:[0-9a-fA-F]{32,})?$/;

export function isImageName(image: string): boolean {
  return imageName.test(image);
}
