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
