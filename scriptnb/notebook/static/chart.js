// The curve of the memory in use, as the paths of an SVG image. Nothing here knows the page.

export const WIDTH = 120;
export const HEIGHT = 32;

/**
 * The newest point is at the right edge; one point is drawn as a short line. A share above 1 is
 * drawn as 1.
 *
 * @param {number[]} history shares from 0 to 1, oldest first, at most WIDTH of them
 * @returns {{ line: string, area: string } | null} null when there is nothing to draw
 */
export function curve(history) {
  if (!history.length) return null;
  const shares = history.length === 1 ? [history[0], history[0]] : history;
  const step = WIDTH / (WIDTH - 1);
  const points = shares.map((share, place) => {
    const x = WIDTH - (shares.length - 1 - place) * step;
    return [x.toFixed(1), (HEIGHT - 1 - (HEIGHT - 2) * Math.min(1, share)).toFixed(1)];
  });
  const line = points.map(([x, y], place) => `${place ? "L" : "M"}${x} ${y}`).join("");
  return { line, area: `${line}L${WIDTH} ${HEIGHT}L${points[0][0]} ${HEIGHT}Z` };
}
