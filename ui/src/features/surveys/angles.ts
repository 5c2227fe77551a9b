// Angles as surveyors type them and as they are shown. Whether a reading can be meant the host says.
const place = /^(\d{1,3})(?:[°\s-]+(\d{1,2})(?:[′'\s-]+(\d{1,2}(?:\.\d*)?)[″"]?)?[′']?)?°?$/;

/**
 * Reads `88 12 34`, `88 12 34.5`, `88-12-34`, `88°12′34″`, `88 12` or decimal degrees `88.2094`; undefined for anything else.
 * Minutes and seconds are below 60, and only the last part may have decimals.
 */
export function readAngle(typed: string): number | undefined {
  const plain = typed
    .trim()
    .replace(/[\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\uff0e\u3002]/g, '.')
    .replace(/\u3000/g, ' ');
  if (/^\d{1,3}\.\d+°?$/.test(plain)) return Number.parseFloat(plain);
  const found = place.exec(plain);
  if (!found) return undefined;
  const [degrees, minutes, seconds] = [found[1], found[2] ?? '0', found[3] ?? '0'].map(Number) as [
    number,
    number,
    number,
  ];
  if (minutes >= 60 || seconds >= 60) return undefined;
  return degrees + minutes / 60 + seconds / 3600;
}

/** `88°12′34″`, with a tenth where the seconds are not whole; `-1°36′20″` below the horizon. */
export function writeAngle(degrees: number): string {
  const tenths = Math.round(Math.abs(degrees) * 36000);
  const [whole, tenth] = [Math.floor(tenths / 10), tenths % 10];
  const two = (value: number) => String(value).padStart(2, '0');
  const [seconds, minutes] = [whole % 60, Math.floor(whole / 60) % 60];
  const sign = degrees < 0 && tenths > 0 ? '-' : '';
  return `${sign}${Math.floor(whole / 3600)}°${two(minutes)}′${two(seconds)}${tenth ? `.${tenth}` : ''}″`;
}
