// Reads corners of a site as typed: one `longitude, latitude` per line.

/** The corners; an empty list for no text; undefined when a line is not two degrees or there are too few lines. */
export function readCorners(typed: string): [number, number][] | undefined {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const corners: [number, number][] = [];
  for (const line of lines) {
    const numbers = line
      .split(/[,，;\s]+/)
      .filter(Boolean)
      .map(Number);
    const [longitude, latitude] = numbers;
    if (numbers.length !== 2 || longitude === undefined || latitude === undefined) return undefined;
    if (!(Math.abs(longitude) <= 180) || !(Math.abs(latitude) <= 90)) return undefined;
    corners.push([longitude, latitude]);
  }
  return corners.length === 0 || corners.length >= 3 ? corners : undefined;
}
