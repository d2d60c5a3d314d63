/** An address or path without the slashes at its end, however many: a regular expression takes their number squared. */
export function withoutSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}
