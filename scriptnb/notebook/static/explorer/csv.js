// Texts as a CSV file. Nothing here knows the page.

/**
 * The file begins with a byte order mark, without which Excel takes the text for Latin-1.
 *
 * @param {string[]} names of the columns
 * @param {string[][]} cells the texts by column
 * @param {number[]} order the rows to write
 */
export function csv(names, cells, order) {
  // A line that is empty would be no row at all.
  const alone = names.length === 1;
  /** @param {string} text */
  const quoted = (text) =>
    /[",\r\n]/.test(text) || (alone && !text) ? `"${text.replaceAll('"', '""')}"` : text;
  /** @param {string[]} texts */
  const line = (texts) => texts.map(quoted).join(",");
  const body = order.map((row) => line(cells.map((texts) => texts[row])));
  return `\ufeff${[line(names), ...body].join("\n")}\n`;
}
