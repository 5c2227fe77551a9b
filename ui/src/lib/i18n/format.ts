// Dates, times, sizes and numbers as people of each language write them. Civil dates and clock times are those of Asia/Shanghai.
import type { Lang } from '../contract/generated';

const zone = 'Asia/Shanghai';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = {
  zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface Parts {
  year: number;
  month: number;
  day: number;
  time: string;
}

/** Takes a civil date (`2026-11-23`) or an instant (RFC 3339) apart. */
function parts(value: string): Parts | undefined {
  const civil = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (civil) return { year: Number(civil[1]), month: Number(civil[2]), day: Number(civil[3]), time: '' };
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return undefined;
  const got = Object.fromEntries(clock.formatToParts(at).map((p) => [p.type, p.value]));
  return {
    year: Number(got.year),
    month: Number(got.month),
    day: Number(got.day),
    time: `${got.hour}:${got.minute}`,
  };
}

/** `2026年10月13日` / `13 Oct 2026`. */
export function date(value: string, lang: Lang): string {
  const p = parts(value);
  if (!p) return value;
  return lang === 'zh' ? `${p.year}年${p.month}月${p.day}日` : `${p.day} ${months[p.month - 1]} ${p.year}`;
}

/** Without the year: `10月13日` / `13 Oct`, with the weekday when asked. */
export function day(value: string, lang: Lang, weekday = false): string {
  const p = parts(value);
  if (!p) return value;
  const name = weekdays[lang][new Date(Date.UTC(p.year, p.month - 1, p.day)).getUTCDay()];
  if (lang === 'zh') return `${p.month}月${p.day}日${weekday ? ` ${name}` : ''}`;
  return `${weekday ? `${name} ` : ''}${p.day} ${months[p.month - 1]}`;
}

/** `10:42`. */
export function time(value: string): string {
  return parts(value)?.time ?? value;
}

/** The time when it was today, else day and time (with the year when it is another one). */
export function moment(value: string, today: string, lang: Lang): string {
  const p = parts(value);
  const t = parts(today);
  if (!p) return value;
  if (t && p.year === t.year && p.month === t.month && p.day === t.day && p.time) return p.time;
  const words = t && p.year === t.year ? day(value, lang) : date(value, lang);
  return p.time ? `${words} ${p.time}` : words;
}

/** `26 MB`; steps of 1000, as files are counted on phones. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = unit === 0 || value >= 10 ? Math.round(value).toString() : value.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** At most `digits` decimals, without trailing zeros: `86.5`. */
export function number(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** A name of the catalogue at the start of a line: `Start notice`. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Reads a number as typed, also with full-width digits and a decimal comma; undefined when it is none. */
export function readNumber(typed: string): number | undefined {
  const plain = typed
    .trim()
    .replace(/[\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\uff0e\u3002]/g, '.')
    .replace(/[\uff0d\u2212]/g, '-')
    .replace(',', '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  return Number(plain);
}
