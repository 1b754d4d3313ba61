// Numbers as text. Nothing here knows the page.

/** @param {number} value */
export function seconds(value) {
  if (value < 60) return `${value.toFixed(value < 10 ? 1 : 0)} s`;
  if (value < 3600) return `${Math.floor(value / 60)} min ${Math.floor(value % 60)} s`;
  return `${Math.floor(value / 3600)} h ${Math.floor((value % 3600) / 60)} min`;
}

/** @param {number | null | undefined} value in MB */
export function megabytes(value) {
  if (value === null || value === undefined) return "–";
  return value >= 1024 ? `${(value / 1024).toFixed(1)} GB` : `${Math.round(value)} MB`;
}

/** @param {number} bytes */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

/**
 * The time of a day that is today, else the date.
 *
 * @param {string} text in ISO format
 * @param {Date} [now]
 */
export function when(text, now = new Date()) {
  const time = new Date(text);
  return time.toDateString() === now.toDateString()
    ? time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString([], { day: "numeric", month: "short" });
}

/** @param {number} number */
export const count = (number) => number.toLocaleString("en-US");

/** @param {number} number */
export const rowCount = (number) => `${count(number)} ${number === 1 ? "row" : "rows"}`;
