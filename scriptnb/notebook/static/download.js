// Hands a file to the browser as a download.

import { make } from "./parts.js";

/**
 * @param {string} name
 * @param {string} type
 * @param {BlobPart[]} parts
 */
export function saveFile(name, type, parts) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = make("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser reads it meanwhile
}
